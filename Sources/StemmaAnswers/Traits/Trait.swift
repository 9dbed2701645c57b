/// A property of models that derivatives may keep or change.
public enum Trait: String, Sendable, CaseIterable {
  /// The licenses of the card.
  case license
  /// The languages of the card.
  case language
  /// The task: the Hub's `pipeline_tag`.
  case task

  /// The column of `repo` that holds its values, with commas between.
  var column: String {
    switch self {
    case .license: "license"
    case .language: "languages"
    case .task: "pipeline_tag"
    }
  }
}
