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
      guard let project = try MetricProject.found(text, in: connection) else {
        throw AnswerError(.unknownName, "No study in the cache has a project \(text).")
      }
      self = .project(project)
    case .cache: self = .cache
    }
  }

  /// One repository.
  package init(_ node: NamedNode) {
    switch node.kind {
    case .model: self = .model(node)
    case .dataset: self = .dataset(node)
    case .space: self = .space(node)
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
    let found = try ["BINARY", "NOCASE"].lazy.compactMap { collation in
      try connection.first(
        "SELECT id, name FROM owner WHERE name = ? COLLATE \(collation) ORDER BY id",
        text
      ) { ($0.integer(0), $0.text(1)) }
    }.first
    guard let found else {
      throw AnswerError(
        .unknownName,
        "The cache knows no owner \(text). Name one as it stands before the slash of an id."
      )
    }
    (id, name) = found
  }
}
