package import StemmaCore

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
