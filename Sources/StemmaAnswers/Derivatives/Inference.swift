public import StemmaCore
import StemmaGraph
import StemmaStore

/// Why a model is thought to be made from another, though nobody declares it.
public struct Inference: Sendable, Hashable {
  /// How it was found out, such as `name: mark`.
  public let method: String
  /// The text it follows from, on one line of at most 300 characters.
  public let evidence: String
  /// How sure the method is, from 0 to 1; nil where that was not measured.
  public let confidence: Double?

  /// Makes one from its parts, without a cache.
  public init(
    method: String,
    evidence: String,
    confidence: Double?
  ) {
    self.method = method
    self.evidence = evidence
    self.confidence = confidence
  }
}

/// Reads why inferred edges are believed in.
struct InferenceReader {
  private let query: Statement

  init(in connection: Connection) throws {
    query = try connection.prepare(
      "SELECT method, evidence, confidence FROM inferred_edge WHERE child = ? AND parent = ?"
    )
  }

  func inference(of step: FamilyStep) throws -> Inference? {
    try query.first(step.child, step.parent) { row in
      Inference(
        method: row.text("method"),
        evidence: row.text("evidence"),
        confidence: row.optionalReal("confidence")
      )
    }
  }
}

extension Inference {
  /// How it was found out and how sure that is, in a few words.
  var summary: String {
    "inferred by \(method), " + (confidence.map { "\($0)" } ?? "not measured")
  }

  /// Why an edge is believed in, as programs get it.
  public var json: JSONValue {
    [
      "method": .string(method), "confidence": confidence.map(JSONValue.number) ?? .null,
      "evidence": .string(evidence),
    ]
  }
}

extension JSONValue {
  /// The object with how much of an answer is inferred, where that was asked for.
  func adding(inferred: Int?) -> JSONValue {
    inferred.map { adding("inferred", .integer(Int64($0))) } ?? self
  }

  /// The object with one more member at its end.
  package func adding(_ key: String, _ value: JSONValue) -> JSONValue {
    .object((object ?? []) + [.init(key, value)])
  }
}
