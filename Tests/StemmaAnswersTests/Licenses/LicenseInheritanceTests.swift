import StemmaAnswers
import StemmaGraph
import StemmaTestSupport
import Testing

/// Conditions that spread over whole families, against one search for each rule and origin.
@Suite struct LicenseInheritanceTests {
  private static let fields: [String?] = [
    nil, nil, "mit", "apache-2.0", "llama2", "llama3.1", "gemma", "cc-by-nc-4.0", "gpl-3.0",
    "cc-by-nc-sa-4.0", "other", "cc0-1.0", "mit,gemma",
  ]

  private struct Family {
    let licenses: [DeclaredLicenses]
    let fields: [String?]
    /// With merges, cycles and self-loops.
    let parents: [[Int]]

    init(seed: UInt64) {
      var random = SplitMix64(state: seed)
      let size = Int.random(in: 1...12, using: &random)
      var fields: [String?] = []
      var parents: [[Int]] = []
      for _ in 0..<size {
        fields.append(LicenseInheritanceTests.fields.randomElement(using: &random) ?? nil)
        let count = [0, 1, 1, 2, 3].randomElement(using: &random) ?? 0
        parents.append((0..<count).map { _ in Int.random(in: 0..<size, using: &random) })
      }
      self.fields = fields
      self.parents = parents
      licenses = fields.map { DeclaredLicenses($0) }
    }

    /// The rules that reach each model over models that keep them.
    func arrivals() -> [Set<LicenseRule>] {
      var arrivals: [Set<LicenseRule>] = Array(repeating: [], count: fields.count)
      for rule in LicenseRule.all {
        var reached = Set(fields.indices.filter { lays(rule, on: $0) })
        var frontier = reached
        while !frontier.isEmpty {
          let next = fields.indices.filter { child in
            parents[child].contains { $0 != child && frontier.contains($0) }
          }
          for child in next { arrivals[child].insert(rule) }
          frontier = Set(next.filter { keeps(rule, at: $0) }).subtracting(reached)
          reached.formUnion(frontier)
        }
      }
      return arrivals
    }

    func ids(of model: Int) -> [License] {
      (fields[model] ?? "").split(separator: ",").map { License(rawValue: String($0)) }
    }

    func lays(_ rule: LicenseRule, on model: Int) -> Bool {
      !ids(of: model).isEmpty && ids(of: model).allSatisfy(rule.licenses.contains)
    }

    func keeps(_ rule: LicenseRule, at model: Int) -> Bool {
      ids(of: model).isEmpty || ids(of: model).contains(where: rule.isKept)
    }
  }

  @Test func stopWhereASearchSaysSo() {
    for seed in seeds(400, of: "Random families") {
      let family = Family(seed: seed)
      let inheritance = LicenseInheritance(licenses: family.licenses, parents: family.parents)
      let arrivals = family.arrivals()
      for model in family.fields.indices {
        let expected = LicenseRule.all.filter {
          arrivals[model].contains($0) && !family.keeps($0, at: model)
        }
        let breaches = inheritance.breaches[model]
        #expect(breaches.map(\.rule) == expected, "STEMMA_SEED=\(seed), model \(model)")
        for breach in breaches {
          #expect(family.parents[model].contains(breach.parent), "STEMMA_SEED=\(seed)")
          #expect(family.lays(breach.rule, on: breach.origin), "STEMMA_SEED=\(seed)")
        }
      }
    }
  }
}
