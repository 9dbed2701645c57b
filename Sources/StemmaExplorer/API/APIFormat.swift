import StemmaCore

/// How an answer is written.
enum APIFormat: String, Sendable, CaseIterable {
  case json, jsonl, csv

  var mediaType: String {
    switch self {
    case .json: "application/json"
    case .jsonl: "application/x-ndjson"
    case .csv: "text/csv"
    }
  }

  var contentType: String {
    switch self {
    case .json: "application/json"
    case .jsonl: "application/x-ndjson; charset=utf-8"
    case .csv: "text/csv; charset=utf-8; header=present"
    }
  }

  /// The first that a field `Accept` likes best; JSON without one, nil when it takes none.
  static func accepted(by field: String?) -> APIFormat? {
    guard let field, !field.allSatisfy(\.isWhitespace) else { return .json }
    var best: (format: APIFormat, weight: Double)?
    for range in field.split(separator: ",") {
      let parts = range.split(separator: ";").map { $0.trimmed }
      guard let type = parts.first?.lowercased() else { continue }
      let weight =
        parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }
        .flatMap { Double($0.dropFirst(2)) } ?? 1
      let format: APIFormat? =
        switch type {
        case "*/*", "application/*", "application/json": .json
        case "application/x-ndjson", "application/jsonl", "application/ndjson": .jsonl
        case "text/csv", "text/*": .csv
        default: nil
        }
      guard let format, weight > 0, weight > best?.weight ?? 0 else { continue }
      best = (format, weight)
    }
    return best?.format
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
