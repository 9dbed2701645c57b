package import StemmaAnalysis
package import StemmaRecords

extension Inference {
  /// Why an edge is believed in, as programs get it.
  package var json: JSONValue {
    [
      "method": .string(method), "confidence": .number(confidence), "evidence": .string(evidence),
    ]
  }
}

extension JSONValue {
  /// The object with how much of an answer is inferred, where that was asked for.
  func adding(inferred: Int?) -> JSONValue {
    inferred.map { adding("inferred", .integer(Int64($0))) } ?? self
  }

  /// The object with one more member at its end.
  func adding(_ key: String, _ value: JSONValue) -> JSONValue {
    .object((object ?? []) + [.init(key, value)])
  }
}
