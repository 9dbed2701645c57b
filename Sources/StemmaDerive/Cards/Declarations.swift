package import StemmaCore

/// Reads what a record declares.
package enum Declarations {
  /// Every declaration in a card's fields.
  package static func inCard(
    _ card: CardFields,
    source: Declaration.Source
  ) -> [Declaration] {
    var declarations: [Declaration] = []
    func add(_ field: Declaration.Field, _ texts: [String], _ relation: Relation? = nil) {
      for (position, text) in texts.enumerated() {
        declarations.append(
          Declaration(field, source, position: position, text: text, relation: relation)
        )
      }
    }
    add(.baseModel, card.baseModels, card.baseModelRelation)
    add(.newVersion, card.newVersion)
    add(.finetunedFrom, card.finetunedFrom)
    add(.dataset, card.datasets)
    add(.sourceDataset, card.sourceDatasets)
    add(.model, card.models)
    add(.duplicatedFrom, card.duplicatedFrom)
    return declarations
  }

  /// Every declaration in a repository's tags, and the tags that no declaration tells.
  ///
  /// PEFT writes tags such as `base_model:adapter:/root/x` into the card itself. A tag that also
  /// stands in `authorTags` counts as the Hub's only when another tag of the Hub's, or
  /// `baseModels`, names the same parent.
  package static func inTags(
    _ tags: [String],
    authorTags: [String],
    baseModels: BaseModels?
  ) -> (declarations: [Declaration], otherTags: [String]) {
    var parents = NamedParents(authorTags: authorTags)
    var datasets: [Declaration] = []
    // Most repositories name no parent: theirs are the tags themselves.
    var others: [String]?
    for (place, tag) in tags.enumerated() {
      if let parent = ParentTag(tag) {
        parents.add(parent, tag)
        others = others ?? Array(tags[..<place])
        continue
      }
      others?.append(tag)
      if tag.hasPrefix("dataset:") {
        let name = String(tag.dropFirst("dataset:".count))
        datasets.append(Declaration(.dataset, .tag, position: datasets.count, text: name))
      }
    }
    let named = Set(baseModels?.models.map(\.name) ?? [])
    let models = parents.list.enumerated().map { position, parent in
      Declaration(
        .baseModel,
        parent.isConfirmed || named.contains(parent.name) ? .tag : .authorTag,
        position: position,
        text: parent.name,
        relation: parent.relation
      )
    }
    return (models + datasets, parents.areTold ? others ?? tags : tags)
  }

  /// The parents that tags name, each once, in the order of the tags.
  private struct NamedParents {
    struct Parent {
      let name: String
      /// What the last tag with one says.
      var relation: Relation?
      /// Whether a tag names it that its author did not write.
      var isConfirmed: Bool
      /// Whether a tag names it without a relation.
      var isPlain: Bool
    }

    private(set) var list: [Parent] = []
    private var places: [String: Int] = [:]
    private let authorTags: [String]
    // Most repositories name no parent.
    private lazy var written = Set(authorTags)
    private var hasSeveralRelations = false
    private var hasNameless = false

    init(authorTags: [String]) { self.authorTags = authorTags }

    /// Whether the parents with a relation each tell all the tags: `base_model:ID` and, with one,
    /// `base_model:RELATION:ID`, as the Hub writes them.
    var areTold: Bool { !hasSeveralRelations && !hasNameless && list.allSatisfy(\.isPlain) }

    mutating func add(_ parent: ParentTag, _ tag: String) {
      guard !parent.name.isEmpty else {
        hasNameless = true
        return
      }
      let (isPlain, isConfirmed) = (parent.relation == nil, !written.contains(tag))
      guard let place = places[parent.name] else {
        places[parent.name] = list.count
        list.append(
          Parent(
            name: parent.name,
            relation: parent.relation,
            isConfirmed: isConfirmed,
            isPlain: isPlain
          )
        )
        return
      }
      if let relation = parent.relation {
        if let other = list[place].relation, other != relation { hasSeveralRelations = true }
        list[place].relation = relation
      }
      list[place].isConfirmed = list[place].isConfirmed || isConfirmed
      list[place].isPlain = list[place].isPlain || isPlain
    }
  }

  /// What the tags of a dataset say of its sources: what its card says, where no card came.
  package static func ofSources(inTags tags: [String]) -> [Declaration] {
    let prefix = "source_datasets:"
    return tags.lazy.filter { $0.hasPrefix(prefix) }.enumerated().map { position, tag in
      Declaration(
        .sourceDataset,
        .tag,
        position: position,
        text: String(tag.dropFirst(prefix.count))
      )
    }
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

/// A tag `base_model:ID` or `base_model:RELATION:ID`; what somebody wrote by hand may lack the id.
private struct ParentTag {
  let relation: Relation?
  let name: String

  init?(_ tag: String) {
    guard tag.hasPrefix("base_model:") else { return nil }
    let rest = tag.dropFirst("base_model:".count)
    // An id holds no colon, so what stands before one is a relation: a new one is kept too.
    if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
      relation = Relation(rawValue: String(rest[..<colon]))
      name = String(rest[rest.index(after: colon)...])
    } else {
      relation = nil
      name = String(rest)
    }
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
