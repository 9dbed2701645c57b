import StemmaDerive
import StemmaStore

/// A way to tell what a model was made from when neither its card nor the Hub does.
///
/// The confidence is the share of answers that agree with what cards declare, rounded down, where
/// that was measured; see the article on inference.
enum InferenceMethod: String, CaseIterable {
  /// The card's `finetuned_from`, the old spelling of a parent.
  case finetunedFrom = "finetuned_from"
  /// The configuration names what its weights were loaded from.
  case config
  /// The card says in words that the model was trained from another.
  case proseFinetune = "prose: fine-tuned"
  /// The card says in words that the model is a converted copy.
  case proseConversion = "prose: converted"
  /// The card says in words that the model is based on another.
  case proseKinship = "prose: based on"
  /// The name is that of another model and the mark of a format.
  case nameMark = "name: mark"
  /// The name begins with that of another model.
  case nameStem = "name: stem"

  /// From 0 to 1.
  var confidence: Double {
    switch self {
    case .proseFinetune, .nameMark: 0.95
    case .proseConversion: 0.85
    case .nameStem: 0.25
    // Seventeen cases were too few to say more.
    case .proseKinship: 0.6
    // Not measured: the author's own word, and what a program noted down.
    case .finetunedFrom: 0.95
    case .config: 0.8
    }
  }

  /// Whether it tells of converted copies, whose makers often copy the whole card.
  var isOfCopies: Bool { relation == "quantized" }

  /// The relation that the method shows by itself.
  var relation: String? {
    switch self {
    case .finetunedFrom, .proseFinetune: "finetune"
    case .proseConversion, .nameMark: "quantized"
    case .config, .proseKinship, .nameStem: nil
    }
  }

  init(_ wording: Prose.Statement.Wording) {
    self =
      switch wording {
      case .finetune: .proseFinetune
      case .conversion: .proseConversion
      case .kinship: .proseKinship
      }
  }
}
