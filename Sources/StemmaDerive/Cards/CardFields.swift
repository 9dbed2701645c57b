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
    guard case .object = metadata else {
      if metadata != .null { note("the metadata is not a mapping") }
      return
    }
    // `licence: license` is a placeholder of a trainer's template, which the Hub ignores too.
    licenses = texts("license", in: metadata)
    licenseName = text("license_name", in: metadata)
    licenseLink = text("license_link", in: metadata)
    languages = texts("language", in: metadata)
    libraryName = text("library_name", in: metadata)
    pipelineTag = text("pipeline_tag", in: metadata)
    tags = texts("tags", in: metadata)
    datasets = texts("datasets", in: metadata)
    baseModels = texts("base_model", in: metadata)
    baseModelRelation = text("base_model_relation", in: metadata).map(Relation.init)
    newVersion = texts("new_version", in: metadata)
    finetunedFrom = texts("finetuned_from", in: metadata)
    sourceDatasets = texts("source_datasets", in: metadata)
    models = texts("models", in: metadata)
    duplicatedFrom = texts("duplicated_from", in: metadata)
  }

  private mutating func text(_ key: String, in metadata: JSONValue) -> String? {
    texts(key, in: metadata).first
  }

  private mutating func texts(_ key: String, in metadata: JSONValue) -> [String] {
    switch metadata[key] {
    case nil, .null: return []
    case .array(let elements): return elements.compactMap { scalar($0, of: key) }
    case .some(let value): return scalar(value, of: key).map { [$0] } ?? []
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
