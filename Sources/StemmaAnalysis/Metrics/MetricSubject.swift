package import StemmaCache
import StemmaRecords

/// What one measure is of.
package enum MetricSubject: Sendable, Hashable {
  case model(NamedNode)
  case dataset(NamedNode)
  case space(NamedNode)
  case family(NamedNode)
  case owner(NamedOwner)
  case project(MetricProject)
  case cache

  /// The subject of `scope` that `text` names; a project is one of a study's.
  ///
  /// - Throws: `AnswerError` of code `unknownName`, or `misuse` for a project of several studies.
  package init(_ text: String, scope: MetricScope, in connection: Connection) throws {
    switch scope {
    case .model: self = .model(try NamedNode(text, in: connection))
    case .dataset: self = .dataset(try NamedNode(text, kind: .dataset, in: connection))
    case .space: self = .space(try NamedNode(text, kind: .space, in: connection))
    case .family: self = .family(try NamedNode(text, in: connection))
    case .owner: self = .owner(try NamedOwner(text, in: connection))
    case .project:
      guard let project = try MetricProject(text, study: nil, in: connection) else {
        throw AnswerError(.unknownName, "No study in the cache has a project \(text).")
      }
      self = .project(project)
    case .cache: self = .cache
    }
  }

  package var scope: MetricScope {
    switch self {
    case .model: .model
    case .dataset: .dataset
    case .space: .space
    case .family: .family
    case .owner: .owner
    case .project: .project
    case .cache: .cache
    }
  }

  /// Its name; empty for the whole cache.
  package var name: String {
    switch self {
    case .model(let node), .dataset(let node), .space(let node), .family(let node): node.name
    case .owner(let owner): owner.name
    case .project(let project): project.name
    case .cache: ""
    }
  }
}

/// A user or organisation that owns repositories.
package struct NamedOwner: Sendable, Hashable {
  package let id: Int64
  package let name: String

  /// Finds the owner of that name, in any letter case.
  ///
  /// - Throws: `AnswerError` of code `unknownName`.
  package init(_ text: String, in connection: Connection) throws {
    let found = try connection.first(
      "SELECT id, name FROM owner WHERE name = ?1 COLLATE NOCASE ORDER BY name <> ?1, id",
      text
    ) { ($0.integer(0), $0.text(1)) }
    guard let found else {
      throw AnswerError(
        .unknownName,
        "The cache knows no owner \(text). Name one as it stands before the slash of an id."
      )
    }
    (id, name) = found
  }
}

/// A project of a study, as far as metrics need to know it.
package struct MetricProject: Sendable, Hashable {
  package var name: String
  /// Its organisations under all their names, and the accounts of its staff.
  package var owners: Set<String>
  /// The models that its families descend from.
  package var roots: [NamedNode]
  package var datasets: [NamedNode]
  package var spaces: [NamedNode]
  /// Its models that are no roots.
  package var models: [NamedNode]

  package init(
    name: String,
    owners: Set<String>,
    roots: [NamedNode] = [],
    datasets: [NamedNode] = [],
    spaces: [NamedNode] = [],
    models: [NamedNode] = []
  ) {
    self.name = name
    self.owners = owners
    self.roots = roots
    self.datasets = datasets
    self.spaces = spaces
    self.models = models
  }
}
