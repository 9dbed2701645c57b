package import StemmaCore
package import StemmaGraph
import StemmaLink
package import StemmaStore

/// What a bill of materials tells beside the family itself.
package protocol Materials {
  /// What the bill rests on; nil for a family without a cache.
  var basis: MaterialBasis? { get }
  /// What is known of a node.
  func facts(of node: FamilyNode) throws -> MaterialFacts
  /// Whether the bill is about this node, and the others are what it is made of or made into.
  func isSubject(_ node: FamilyNode) -> Bool
  /// The commit at which the repository of a key stood; nil for ghosts and where it is not known.
  func commit(of key: FamilyKey) throws -> String?
}

/// The harvest that a bill rests on.
package struct MaterialBasis: Sendable, Hashable {
  /// The harvest's number.
  package let harvest: Int64
  /// When it began.
  package let startedAt: String
  /// The address of what was harvested: the Hub's, or a mirror's.
  package let endpoint: String
  /// Whether the bill has one subject.
  package let hasSubject: Bool

  package init(harvest: Int64, startedAt: String, endpoint: String, hasSubject: Bool) {
    (self.harvest, self.startedAt, self.endpoint) = (harvest, startedAt, endpoint)
    self.hasSubject = hasSubject
  }
}

/// What is known of a model beside what every export has.
package struct MaterialFacts: Sendable, Hashable {
  /// A dataset that the model names.
  package struct Dataset: Sendable, Hashable {
    package var name: String
    /// Why it is not on the Hub, or nil when it is.
    package var ghost: String?
    package var owner, license, licenseName, licenseLink, sha, createdAt: String?

    package init(name: String) { self.name = name }
  }

  package var task, architecture, library, languages: String?
  /// Elements in its safetensors.
  package var parameters: Int64?
  package var datasets: [Dataset] = []
  /// What is looser here than inherited, a sentence each.
  package var findings: [String] = []

  package init() {}
}

/// A format that tells of materials.
package protocol MaterialsExport: FamilyExport {
  /// Writes the whole document with all that is known.
  func write(_ family: any Family, _ materials: any Materials, to output: OutputBuffer) throws
}

extension MaterialsExport {
  package func write(_ family: any Family, to output: OutputBuffer) throws {
    try write(family, NoMaterials(), to: output)
  }
}

/// Nothing beside the family.
private struct NoMaterials: Materials {
  var basis: MaterialBasis? { nil }
  func facts(of node: FamilyNode) -> MaterialFacts { MaterialFacts() }
  func isSubject(_ node: FamilyNode) -> Bool { false }
  func commit(of key: FamilyKey) -> String? { nil }
}

/// What the cache knows.
package final class CachedMaterials: Materials {
  package let basis: MaterialBasis?
  private let connection: Connection
  private let subject: NamedNode?
  private let findings: [Int64: LicenseHop]
  private let models, uses, datasets, commits: Statement

  /// Gathers what a choice needs.
  ///
  /// Licenses are compared where models are named; of the whole graph there are no findings.
  ///
  /// - Complexity: O(*n* + *m*) for *n* models and *m* edges of each family that is named.
  package init(
    _ choice: FamilyChoice,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    self.connection = connection
    subject =
      choice.selectors.count == 1
      ? try NamedNode(choice.selectors[0].name, in: connection) : nil
    let hasSubject = subject != nil
    let harvest = try connection.asOf.harvest
    basis = try connection.first(
      "SELECT id, started_at, endpoint FROM harvest WHERE id = ?",
      harvest
    ) { row in
      row.inOrder {
        MaterialBasis(
          harvest: $0.integer(),
          startedAt: $0.text(),
          endpoint: $0.text(),
          hasSubject: hasSubject
        )
      }
    }
    var findings: [Int64: LicenseHop] = [:]
    for selector in choice.selectors {
      let node = try NamedNode(selector.name, in: connection)
      let family = try LicensedFamily(
        of: node.id,
        withDescendants: selector.down > 0,
        filter: filter,
        in: connection
      )
      let inheritance = family.inheritance
      for place in family.members.indices where !inheritance.breaches[place].isEmpty {
        findings[family.members[place].id] = try family.hop(place, inheritance)
      }
    }
    self.findings = findings
    models = try connection.prepare(
      """
      SELECT id, pipeline_tag, architecture, library, languages, parameters
      FROM repo
      WHERE hub_id = ? AND kind = 'model'
      """
    )
    uses = try connection.prepare(
      """
      SELECT node.id, node.name, node.reason
      FROM dataset_use
      JOIN node ON node.id = dataset_use.dataset
      WHERE dataset_use.repo = ? AND dataset_use.last_seen IS NULL
      ORDER BY node.name
      """
    )
    datasets = try connection.prepare(
      """
      SELECT owner.name, repo.license, repo.license_name, repo.license_link, repo.sha,
        repo.created_at
      FROM repo
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE repo.id = ?
      """
    )
    commits = try connection.prepare("SELECT sha FROM repo WHERE hub_id = ? AND kind = 'model'")
  }

  package func isSubject(_ node: FamilyNode) -> Bool {
    guard let subject else { return false }
    if case .ghost = node.key { return subject.id < 0 && subject.name == node.name }
    return subject.id > 0 && subject.name == node.name
  }

  package func commit(of key: FamilyKey) throws -> String? {
    guard case .model(let identity) = key else { return nil }
    return try commits.first(identity) { $0.optionalText(0) } ?? nil
  }

  package func facts(of node: FamilyNode) throws -> MaterialFacts {
    guard case .model(let identity) = node.key else { return MaterialFacts() }
    let read = try models.first(identity) { row in
      row.inOrder { row -> (id: Int64, facts: MaterialFacts) in
        var facts = MaterialFacts()
        let id = row.integer()
        (facts.task, facts.architecture) = (row.optionalText(), row.optionalText())
        (facts.library, facts.languages) = (row.optionalText(), row.optionalText())
        facts.parameters = row.optionalInteger()
        return (id, facts)
      }
    }
    guard let (id, read) = read else { return MaterialFacts() }
    var facts = read
    facts.datasets = try usedDatasets(of: id)
    facts.findings = try findings[id].map { try sentences(on: $0, id) } ?? []
    return facts
  }

  private func usedDatasets(of model: Int64) throws -> [MaterialFacts.Dataset] {
    let used = try uses.rows(model) { row in
      row.inOrder { ($0.integer(), $0.text(), $0.optionalText()) }
    }
    return try used.map { id, name, reason in
      var dataset = MaterialFacts.Dataset(name: name)
      dataset.ghost = reason
      try datasets.first(id) { row in
        row.inOrder { row in
          dataset.owner = row.optionalText()
          dataset.license = row.optionalText()
          dataset.licenseName = row.optionalText()
          dataset.licenseLink = row.optionalText()
          dataset.sha = row.optionalText()
          dataset.createdAt = row.optionalText()
        }
      }
      return dataset
    }
  }

  /// What is looser, by which rule, and since when and until when the card was seen to say so.
  private func sentences(on hop: LicenseHop, _ id: Int64) throws -> [String] {
    let evidence = try FactEvidence(
      of: NamedNode(id: id, name: hop.id, kind: .model),
      field: "license",
      in: connection
    )
    let stated =
      StatedLicense.text(hop.license, name: hop.licenseName, link: hop.licenseLink) ?? "none"
    let days = [
      evidence.sinceDay.map { "seen since \($0)" }, evidence.lastMetDay.map { "last seen \($0)" },
      evidence.commit.map { "at commit \($0)" },
    ].compactMap(\.self).joined(separator: ", ")
    return (hop.finding?.breaches ?? []).map { breach in
      """
      \(LicenseFinding.wording): rule \(breach.rule.id) (\(breach.rule.condition.rawValue), \
      \(breach.rule.source)) comes from \(breach.origin) (\(breach.license)) over \
      \(breach.parent). Declared: \(stated)\(days.isEmpty ? "" : ", \(days)"). It compares what \
      cards declare with texts of licenses, and is no legal advice.
      """
    }
  }
}
