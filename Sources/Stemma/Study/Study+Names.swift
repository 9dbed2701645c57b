import StemmaRecords

extension Study.Project {
  /// Every name that a repository of the project may go by: its own, its aliases, and the same
  /// under the other accounts of the project where it is under one of them.
  package func names(of item: Study.Item) -> [String] {
    let aliases = items.filter {
      $0.section == .aliases && $0.kind == item.kind && $0.other == item.name
    }.map(\.name)
    let owners = items.filter {
      $0.section == .organizations && ["official", "former"].contains($0.role)
    }.map(\.name)
    let names = [item.name] + aliases
    let moved = names.flatMap { name -> [String] in
      guard let owner = RepoName.owner(of: name), owners.contains(owner) else { return [] }
      return owners.map { $0 + name.dropFirst(owner.count) }
    }
    return names + moved.filter { !names.contains($0) }
  }
}
