package import StemmaCore

/// Reads what a record declares.
package enum Declarations {
  /// Every declaration in a card's fields.
  package static func inCard(
    _ card: CardFields,
    source: Declaration.Source
  ) -> [Declaration] {
    let lists: [(Declaration.Field, [String], Relation?)] = [
      (.baseModel, card.baseModels, card.baseModelRelation),
      (.newVersion, card.newVersion, nil),
      (.finetunedFrom, card.finetunedFrom, nil),
      (.dataset, card.datasets, nil),
      (.sourceDataset, card.sourceDatasets, nil),
      (.model, card.models, nil),
      (.duplicatedFrom, card.duplicatedFrom, nil),
    ]
    return lists.flatMap { field, texts, relation in
      texts.enumerated().map { position, text in
        Declaration(field, source, position: position, text: text, relation: relation)
      }
    }
  }

  /// Every declaration in a repository's tags.
  ///
  /// PEFT writes tags such as `base_model:adapter:/root/x` into the card itself. A tag that also
  /// stands in `authorTags` counts as the Hub's only when another tag of the Hub's, or
  /// `baseModels`, names the same parent.
  package static func inTags(
    _ tags: [String],
    authorTags: [String],
    baseModels: BaseModels?
  ) -> [Declaration] {
    let written = Set(authorTags)
    let parents = tags.compactMap(ParentTag.init)
    var confirmed = Set(baseModels?.models.map(\.name) ?? [])
    confirmed.formUnion(parents.filter { !written.contains($0.tag) }.map(\.name))

    var order: [String] = []
    var relations: [String: Relation] = [:]
    for parent in parents {
      if !order.contains(parent.name) { order.append(parent.name) }
      if let relation = parent.relation { relations[parent.name] = relation }
    }
    let models = order.enumerated().map { position, name in
      Declaration(
        .baseModel,
        confirmed.contains(name) ? .tag : .authorTag,
        position: position,
        text: name,
        relation: relations[name]
      )
    }
    let datasets = tags.filter { $0.hasPrefix("dataset:") }.enumerated().map { position, tag in
      Declaration(.dataset, .tag, position: position, text: String(tag.dropFirst(8)))
    }
    return models + datasets
  }

  /// Every declaration in what the Hub found a Space to use.
  package static func inLinks(models: [String], datasets: [String]) -> [Declaration] {
    func links(_ field: Declaration.Field, _ names: [String]) -> [Declaration] {
      names.enumerated().map { Declaration(field, .hub, position: $0, text: $1) }
    }
    return links(.model, models) + links(.dataset, datasets)
  }

  /// Every declaration in the Hub's resolved parents.
  package static func inBaseModels(_ baseModels: BaseModels?) -> [Declaration] {
    (baseModels?.models ?? []).enumerated().map { position, parent in
      Declaration(
        .baseModel,
        .hub,
        position: position,
        text: parent.name,
        relation: baseModels?.relation,
        hubID: parent.hubID
      )
    }
  }
}

/// A tag `base_model:ID` or `base_model:RELATION:ID`.
private struct ParentTag {
  let tag: String
  let relation: Relation?
  let name: String

  init?(_ tag: String) {
    guard tag.hasPrefix("base_model:") else { return nil }
    self.tag = tag
    let rest = tag.dropFirst("base_model:".count)
    // An id holds no colon, so what stands before one is a relation: a new one is kept too.
    if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
      relation = Relation(rawValue: String(rest[..<colon]))
      name = String(rest[rest.index(after: colon)...])
    } else {
      relation = nil
      name = String(rest)
    }
    if name.isEmpty { return nil }
  }
}

extension Declarations {
  /// Where a model's configuration says that its weights were loaded from.
  ///
  /// Training tools write the name or path they were given there; an adapter names its base.
  package static func inConfig(_ config: JSONValue) -> [Declaration] {
    [config["_name_or_path"], config["peft"]?["base_model_name_or_path"]]
      .compactMap { $0?.string }
      .filter { !$0.isEmpty }
      .enumerated()
      .map { Declaration(.nameOrPath, .config, position: $0, text: $1) }
  }
}
