internal import StemmaCore

/// The tags the Hub makes from a card, with the base models still as typed.
///
/// Base models can be resolved only when the whole world is read.
struct CardTags {
  var head: [String] = []
  var parents: [String] = []
  var relation = Relation.finetune
  var tail: [String] = []

  init(of record: JSONValue, kind: RepoKind, readme: String?) {
    switch kind {
    case .model: self.init(model: record, readme: readme)
    case .dataset: self.init(dataset: record, readme: readme)
    case .space: self.init(space: record)
    }
  }

  private init(model record: JSONValue, readme: String?) {
    let card = record["cardData"]
    head = (record["library_name"] ?? card?["library_name"]).strings
    head += Self.formats(of: record)
    head += (record["config"]?["model_type"]).strings
    head += (record["pipeline_tag"] ?? card?["pipeline_tag"]).strings
    head += (card?["tags"]).strings + (card?["language"]).strings
    head += (card?["datasets"]).strings.map { "dataset:" + $0 }
    head += ArxivMention.all(in: readme).map { "arxiv:" + $0 }
    parents = (card?["base_model"]).strings
    relation = RelationInference.relation(of: record, parents: parents.count)
    tail = (card?["license"]).strings.map { "license:" + $0 } + ["region:us"]
  }

  private init(dataset record: JSONValue, readme: String?) {
    let card = record["cardData"]
    for field in Self.datasetFields {
      head += (card?[field]).strings.map { "\(field):\($0)" }
    }
    head += (card?["tags"]).strings
    head += ArxivMention.all(in: readme).map { "arxiv:" + $0 }
    tail = ["region:us"]
  }

  private init(space record: JSONValue) {
    head = (record["sdk"] ?? record["cardData"]?["sdk"]).strings
    head += (record["cardData"]?["tags"]).strings
    tail = ["region:us"]
  }

  private static let datasetFields = [
    "task_categories", "task_ids", "annotations_creators", "language_creators", "multilinguality",
    "source_datasets", "language", "license", "size_categories",
  ]

  private static func formats(of record: JSONValue) -> [String] {
    let names = (record["siblings"]?.array ?? []).compactMap { $0["rfilename"]?.string }
    return ["safetensors", "gguf", "onnx"].filter { format in
      record[format]?.object != nil || names.contains { $0.hasSuffix("." + format) }
    }
  }
}

/// Papers that a card's text links to.
enum ArxivMention {
  /// The arXiv numbers behind paper links, each once, in their order.
  static func all(in text: String?) -> [String] {
    guard let text else { return [] }
    var found: [String] = []
    for marker in markers {
      for range in text.ranges(of: marker) {
        guard let number = number(at: text[range.upperBound...]) else { continue }
        if !found.contains(number) { found.append(number) }
      }
    }
    return found
  }

  private static let markers = [
    "arxiv.org/abs/", "arxiv.org/pdf/", "arXiv:", "arxiv:", "huggingface.co/papers/",
  ]

  /// Four digits, a dot, four or five digits.
  private static func number(at text: Substring) -> String? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0].count == 4, (4...5).contains(parts[1].count) else {
      return nil
    }
    return "\(parts[0]).\(parts[1])"
  }
}
