extension MetricSubject {
  /// SQL that holds for the rows of `repo` whose life is the subject's.
  ///
  /// Numbers alone stand in it, no foreign text.
  func repositories(at moment: Moment) -> String {
    switch self {
    case .model(let node), .dataset(let node), .space(let node): return "repo.id = \(node.id)"
    case .family(let node):
      let below = MadeFrom.ids(below: [node], at: moment)
      return "(repo.id = \(node.id) OR repo.kind = 'model' AND repo.id IN (\(below)))"
    case .owner(let owner): return "\(moment.owner) = \(owner.id)"
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
