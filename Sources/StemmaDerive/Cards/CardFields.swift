package import StemmaCore

/// The fields of a card that Stemma uses, read generously: a string where a list is meant is a
/// list of one, a number where text is meant is its text.
package struct CardFields: Sendable, Hashable {
  /// Licenses as written; more than one is rare and legal.
  package var licenses: [String] = []
  package var licenseName: String?
  package var licenseLink: String?
  package var languages: [String] = []
  package var libraryName: String?
  package var pipelineTag: String?
  /// Tags the author wrote, as opposed to those the Hub adds.
  package var tags: [String] = []
  package var datasets: [String] = []
  /// What `base_model` names, as written.
  package var baseModels: [String] = []
  package var baseModelRelation: Relation?
  package var newVersion: [String] = []
  package var finetunedFrom: [String] = []
  /// Dataset cards: what `source_datasets` names, as written.
  package var sourceDatasets: [String] = []
  /// Space cards: the models and the Space it says it uses.
  package var models: [String] = []
  package var duplicatedFrom: [String] = []
  package var findings: [Finding] = []

  /// Reads the metadata of a card, be it the Hub's `cardData` or our own parse.
  package init(_ metadata: JSONValue) {
    guard case .object(let members) = metadata else {
      if metadata != .null { note("the metadata is not a mapping") }
      return
    }
    for member in members { take(member.key, member.value) }
  }

  /// The members that it reads.
  static let keys: Set = [
    "license", "license_name", "license_link", "language", "library_name", "pipeline_tag", "tags",
    "datasets", "base_model", "base_model_relation", "new_version", "finetuned_from",
    "source_datasets", "models", "duplicated_from",
  ]

  // Of members with one name the last counts. `licence: license` is a placeholder of a trainer's
  // template, which the Hub ignores too.
  private mutating func take(_ key: String, _ value: JSONValue) {
    switch key {
    case "license": licenses = texts(value, of: key)
    case "license_name": licenseName = texts(value, of: key).first
    case "license_link": licenseLink = texts(value, of: key).first
    case "language": languages = texts(value, of: key)
    case "library_name": libraryName = texts(value, of: key).first
    case "pipeline_tag": pipelineTag = texts(value, of: key).first
    case "tags": tags = texts(value, of: key)
    case "datasets": datasets = texts(value, of: key)
    case "base_model": baseModels = texts(value, of: key)
    case "base_model_relation":
      baseModelRelation = texts(value, of: key).first.map(Relation.init)
    case "new_version": newVersion = texts(value, of: key)
    case "finetuned_from": finetunedFrom = texts(value, of: key)
    case "source_datasets": sourceDatasets = texts(value, of: key)
    case "models": models = texts(value, of: key)
    case "duplicated_from": duplicatedFrom = texts(value, of: key)
    default: break
    }
  }

  private mutating func texts(_ value: JSONValue, of key: String) -> [String] {
    switch value {
    case .null: return []
    case .string(let text): return [text]
    case .array(let elements): return elements.compactMap { scalar($0, of: key) }
    default: return scalar(value, of: key).map { [$0] } ?? []
    }
  }

  private mutating func scalar(_ value: JSONValue, of key: String) -> String? {
    switch value {
    case .string(let text): return text
    case .integer(let number): return String(number)
    case .number(let number): return String(number)
    // Norwegian's code read as YAML 1.1's "no".
    case .bool(let flag): return flag ? "yes" : "no"
    case .null: return nil
    case .array, .object:
      note("\(key) holds a nested value")
      return nil
    }
  }

  private mutating func note(_ detail: String) {
    findings.append(Finding(.oddCard, detail: detail))
  }
}

extension Finding.Code {
  /// A card whose metadata has not the shape it should have.
  package static let oddCard = Finding.Code(rawValue: "odd-card")
}
