import StemmaCore
package import StemmaLink
package import StemmaStore

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

/// A user or organization that owns repositories.
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
      ) { $0.inOrder { ($0.integer(), $0.text()) } }
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

extension MetricSubject {
  /// SQL that holds for the rows of `repo` whose life is the subject's.
  ///
  /// Numbers alone stand in it, no foreign text.
  func repositories() -> String {
    switch self {
    case .model(let node), .dataset(let node), .space(let node): return "repo.id = \(node.id)"
    case .family(let node):
      let below = DerivativeRows.ids(below: [node])
      return "(repo.id = \(node.id) OR repo.kind = 'model' AND repo.id IN (\(below)))"
    case .owner(let owner): return "repo.owner = \(owner.id)"
    case .project(let project): return "repo.id IN (\(project.repositories))"
    case .cache: return "repo.id IN (SELECT repo FROM detail_mark)"
    }
  }

  /// How to harvest the life of the subject.
  var harvestHint: String {
    switch self {
    case .model(let node): "run `stemma harvest \(node.name) --details study`"
    case .dataset(let node): "run `stemma harvest datasets/\(node.name) --details study`"
    case .space(let node): "run `stemma harvest spaces/\(node.name) --details study`"
    case .family(let node): "run `stemma harvest \(node.name) --details all`"
    case .project(let project) where project.name.contains("/"):
      "run `stemma harvest --study \(project.name.prefix { $0 != "/" }) --details study`"
    case .owner, .cache, .project: "run `stemma harvest ID --details study` for each repository"
    }
  }
}

extension MetricProject {
  /// The numbers of what it lists itself, with commas between.
  fileprivate var repositories: String {
    (roots + datasets + spaces).map { String($0.id) }.joined(separator: ", ")
  }
}

extension MetricSubject {
  /// The models that its families descend from.
  var heads: [NamedNode] {
    switch self {
    case .model(let node), .family(let node): [node]
    case .project(let project): project.roots
    case .dataset, .space, .owner, .cache: []
    }
  }

  /// Those whose repositories it is made of, under all names of its repositories; in lower case.
  func owners(in connection: Connection) throws -> Set<String> {
    switch self {
    case .model(let node), .family(let node), .dataset(let node), .space(let node):
      let names = try connection.rows("SELECT name FROM alias WHERE repo = ?", node.id) {
        $0.text(0)
      }
      return Set(([node.name] + names).compactMap(RepoName.owner).map { $0.lowercased() })
    case .owner(let owner): return [owner.name.lowercased()]
    case .project(let project): return Set(project.owners.map { $0.lowercased() })
    case .cache: return []
    }
  }
}

extension MetricSubject {
  /// The numbers in `owner` of whom all repositories belong to it.
  var ownerIDs: [Int64] {
    switch self {
    case .owner(let owner): [owner.id]
    case .project(let project): project.ownerIDs
    case .model, .family, .dataset, .space, .cache: []
    }
  }

  /// How many of some derivatives those publish who own the subject, and how many others do.
  static func ownSentence(own: Int, of all: Int) -> String {
    "Its own publishers made \(own) of the \(all.counted("derivative")), and others \(all - own)."
  }

  /// The datasets that its reuse is counted of.
  var datasets: [NamedNode] {
    switch self {
    case .dataset(let node): [node]
    case .project(let project): project.datasets
    case .model, .family, .space, .owner, .cache: []
    }
  }
}

extension Reading {
  /// What a metric answers to a subject that its definition does not name.
  static func unmeasurable(_ subject: MetricSubject) -> Reading {
    preconditionFailure("a metric is asked of its own scopes only, not of a \(subject.scope)")
  }
}

extension MetricSubject {
  /// The one repository it is, if it is one.
  var node: NamedNode? {
    switch self {
    case .model(let node), .dataset(let node), .space(let node): node
    case .family, .owner, .project, .cache: nil
    }
  }
}
