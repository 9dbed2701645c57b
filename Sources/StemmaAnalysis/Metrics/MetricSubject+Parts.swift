import StemmaCache
import StemmaRecords

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
