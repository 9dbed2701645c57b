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
    // Of members with one name the last counts.
    for member in members {
      guard let take = Self.readers[member.key] else { continue }
      take(&self, texts(member.value, of: member.key))
    }
  }

  /// The members that it reads.
  static let keys = Set(readers.keys)

  // `licence: license` is a placeholder of a trainer's template, which the Hub ignores too.
  private static let readers: [String: @Sendable (inout CardFields, [String]) -> Void] = [
    "license": { $0.licenses = $1 },
    "license_name": { $0.licenseName = $1.first },
    "license_link": { $0.licenseLink = $1.first },
    "language": { $0.languages = $1 },
    "library_name": { $0.libraryName = $1.first },
    "pipeline_tag": { $0.pipelineTag = $1.first },
    "tags": { $0.tags = $1 },
    "datasets": { $0.datasets = $1 },
    "base_model": { $0.baseModels = $1 },
    "base_model_relation": { $0.baseModelRelation = $1.first.map(Relation.init) },
    "new_version": { $0.newVersion = $1 },
    "finetuned_from": { $0.finetunedFrom = $1 },
    "source_datasets": { $0.sourceDatasets = $1 },
    "models": { $0.models = $1 },
    "duplicated_from": { $0.duplicatedFrom = $1 },
  ]

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
