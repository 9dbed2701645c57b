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
  /// Where a model's configuration says that its weights were loaded from, and what an adapter's
  /// says that it was trained on.
  ///
  /// Training tools write the name or path they were given there.
  package static func inConfig(_ config: JSONValue) -> [Declaration] {
    func declaration(
      _ field: Declaration.Field,
      _ source: Declaration.Source,
      _ text: JSONValue?
    ) -> [Declaration] {
      guard let text = text?.string, !text.isEmpty else { return [] }
      return [Declaration(field, source, position: 0, text: text)]
    }
    return declaration(.nameOrPath, .config, config["_name_or_path"])
      + declaration(.baseModel, .peft, config["peft"]?["base_model_name_or_path"])
  }
}

/// One statement that a repository makes, or that the Hub makes about it, naming another.
package struct Declaration: Sendable, Hashable {
  /// What the statement says of the two.
  package enum Field: String, Sendable, CaseIterable {
    case baseModel = "base_model"
    /// A successor: neither parent nor child.
    case newVersion = "new_version"
    /// The old spelling of a parent.
    case finetunedFrom = "finetuned_from"
    /// Where the weights of the configuration were loaded from.
    case nameOrPath = "name_or_path"
    case dataset
    case sourceDataset = "source_dataset"
    /// A Space loads the model.
    case model
    /// A Space was copied from another.
    case duplicatedFrom = "duplicated_from"

    /// The kind of repository that is named.
    package var namedKind: RepoKind {
      switch self {
      case .baseModel, .newVersion, .finetunedFrom, .nameOrPath, .model: .model
      case .dataset, .sourceDataset: .dataset
      case .duplicatedFrom: .space
      }
    }
  }

  /// Who says so.
  package enum Source: String, Sendable, CaseIterable {
    /// The card's metadata as the Hub parsed it.
    case card
    /// The card's metadata as we parsed it from the README.
    case readme
    /// A tag of the Hub's.
    case tag
    /// A tag that the author wrote to look like the Hub's; nothing confirms it.
    case authorTag = "author tag"
    /// The Hub's `baseModels`, or a Space's linked repositories.
    case hub
    /// The repository's configuration, as the Hub shows it.
    case config
    /// The configuration of an adapter, as the Hub shows it.
    case peft
  }

  package var field: Field
  package var source: Source
  /// The place in the list the author or the Hub wrote, from 0.
  package var position: Int
  /// The text that names the other repository.
  package var text: String
  package var relation: Relation?
  /// The other repository's identity, where the Hub gives it.
  package var hubID: String?

  package init(
    _ field: Field,
    _ source: Source,
    position: Int,
    text: String,
    relation: Relation? = nil,
    hubID: String? = nil
  ) {
    self.field = field
    self.source = source
    self.position = position
    self.text = text
    self.relation = relation
    self.hubID = hubID
  }
}
