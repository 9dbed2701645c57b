internal import StemmaCore

extension BaseModels {
  /// Reads the Hub's parents of a model, and says whether the value holds nothing else.
  ///
  /// The regular shape is one relation with its models. A list, and models grouped by relation,
  /// are read as far as they go; groups of several relations lose theirs.
  static func read(_ value: JSONValue) -> (BaseModels?, isRegular: Bool) {
    if let regular = regular(value) { return (regular, true) }
    let groups = groups(in: value).filter { !$0.models.isEmpty }
    guard let first = groups.first else { return (nil, false) }
    let isOne = groups.allSatisfy { $0.relation == first.relation }
    let models = groups.flatMap(\.models)
    return (BaseModels(relation: isOne ? first.relation : nil, models: models), false)
  }

  private static func regular(_ value: JSONValue) -> BaseModels? {
    guard value.object?.count == 2, let relation = value["relation"]?.string,
      let models = value["models"]?.array
    else { return nil }
    let parents = models.compactMap { model -> Parent? in
      guard model.object?.count == 2, let id = model["_id"]?.string, let name = model["id"]?.string
      else { return nil }
      return Parent(hubID: id, name: name)
    }
    guard parents.count == models.count else { return nil }
    return BaseModels(relation: Relation(rawValue: relation), models: parents)
  }

  private static func groups(in value: JSONValue) -> [BaseModels] {
    if let parent = parent(value) { return [BaseModels(relation: nil, models: [parent])] }
    switch value {
    case .array(let elements): return elements.flatMap { groups(in: $0) }
    case .object(let members):
      if let models = value["models"]?.array {
        let relation = value["relation"]?.string.map { Relation(rawValue: $0) }
        return [BaseModels(relation: relation, models: models.compactMap(parent))]
      }
      return members.map {
        BaseModels(
          relation: Relation(rawValue: $0.key),
          models: ($0.value.array ?? []).compactMap(parent)
        )
      }
    default: return []
    }
  }

  private static func parent(_ value: JSONValue) -> Parent? {
    if let name = value.string { return name.isEmpty ? nil : Parent(hubID: nil, name: name) }
    guard let name = value["id"]?.string else { return nil }
    return Parent(hubID: value["_id"]?.string, name: name)
  }
}
