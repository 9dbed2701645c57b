import StemmaCore
import Stemma
import Foundation
import StemmaGraph
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The order of records, of pages and of harvests does not change any answer.
  @Suite(.timeLimit(.minutes(5))) struct Order {
    @Test func doesNotMatter() async throws {
      for seed in seeds(4, of: "Worlds in any order") {
        var random = SplitMix64(state: seed)
        let lines = Self.world(using: &random)
        let size = Int.random(in: 1...7, using: &random)
        // Names that are there: asking for others would teach one cache more than the other.
        let names = lines.compactMap { line in
          line.hasPrefix(#"{"model""#) ? Self.id(in: line) : nil
        }
        let roots = (0..<3).compactMap { _ in names.randomElement(using: &random) }
        var caches: [[String]] = []
        try await Trial.of(try World(lines: lines)) { trial in
          try await trial.harvest()
          caches.append(try Self.told(trial))
          // The families of a few models first, then everything.
          try await trial.harvest(roots, into: "two", pageSize: size)
          try await trial.harvest(into: "two", pageSize: size)
          caches.append(try Self.told(trial, "two"))
        }
        try await Trial.of(try World(lines: lines.shuffled(using: &random))) { trial in
          try await trial.harvest(pageSize: size)
          caches.append(try Self.told(trial))
        }
        #expect(differences(caches[0], caches[1]) == [], "STEMMA_SEED=\(seed), two harvests")
        #expect(differences(caches[0], caches[2]) == [], "STEMMA_SEED=\(seed), shuffled")
      }
    }

    private static let count = 40

    private static func name(_ number: Int) -> String { "m\(number % 4)/model-\(number)" }

    /// Models that name each other in every odd way, with merges, cycles and self-loops.
    private static func world(using random: inout SplitMix64) -> [String] {
      var lines = [
        #"{"rename": {"from": "old/model-3", "to": "m3/model-3"}}"#,
        #"{"dataset": {"id": "d/data", "_id": "650000000000000000000001"}}"#,
      ]
      for number in 0..<count {
        var card: [String] = []
        let bases = (0..<Int.random(in: 0...3, using: &random)).map { _ in
          base(using: &random)
        }
        if !bases.isEmpty, Int.random(in: 0..<3, using: &random) > 0 {
          card.append(#""base_model": ["# + bases.joined(separator: ", ") + "]")
        }
        for field in ["new_version", "finetuned_from"]
        where Int.random(in: 0..<4, using: &random) == 0 {
          card.append("\"\(field)\": \(base(using: &random))")
        }
        if Bool.random(using: &random) { card.append(#""datasets": ["D/data", "lost"]"#) }
        let ending = ["", "", "-GGUF", "-poems-4bit", "-chat"].randomElement(using: &random) ?? ""
        let name = ending.isEmpty ? name(number) : name(number / 2) + ending
        let id = String(number + 16, radix: 16)
        lines.append(
          #"{"model": {"id": "\#(name)", "_id": "6400000000000000000000\#(id)", "#
            + #""createdAt": "2024-01-\#(10 + number % 19)T00:00:00.000Z", "cardData": {"#
            + card.joined(separator: ", ") + "}}}"
        )
      }
      return unique(lines)
    }

    /// A model's name in some spelling, a lost one, or none at all.
    private static func base(using random: inout SplitMix64) -> String {
      let name = name(Int.random(in: 0..<count, using: &random))
      let spellings = [
        name, name, name, name.uppercased(), "https://huggingface.co/\(name)", "old/model-3",
        "gone/model", "gpt2", "./out", "None",
      ]
      return "\"\(spellings.randomElement(using: &random) ?? name)\""
    }

    /// Of lines about one name, the first.
    private static func unique(_ lines: [String]) -> [String] {
      var met: Set<String> = []
      return lines.filter { line in
        met.insert(id(in: line)).inserted
      }
    }

    private static func id(in line: String) -> String {
      String(line.split(separator: #""id": ""#).last?.prefix { $0 != "\"" } ?? "")
    }

    private static func told(_ trial: Trial, _ cache: String = "one") throws -> [String] {
      let tables = try Cache(path: trial.path(cache), access: .read).read {
        try Dump(
          of: $0,
          stages: [.link, .graph, .measure],
          without: ["noticed_at", "first_seen", "last_seen"]
        ).lines
      }
      let answers = try trial.answers(cache)
      let scope = FamilyScope(isFirstParentOnly: true, leastConfidence: 0)
      var told =
        tables + [
          try answers.families(limit: .max).text(as: .json), try answers.cycles().text(as: .json),
        ]
      for name in try trial.rows("SELECT name FROM repo WHERE kind = 'model' ORDER BY 1", in: cache)
      {
        told.append(try answers.tree(of: name).text(as: .json))
        told.append(try answers.tree(of: name, direction: .up, in: scope).text(as: .json))
        told.append(try answers.derivatives(of: name, in: scope).text(as: .json))
        told.append(try answers.siblings(of: name).text(as: .json))
        told.append(try answers.timing(below: name).text(as: .json))
      }
      return told
    }
  }
}
