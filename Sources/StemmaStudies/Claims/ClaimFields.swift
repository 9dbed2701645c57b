package import StemmaCore

extension ClaimCheck {
  /// One thing that is said of a claim, of its test or of what came out.
  package struct Field: Sendable, Hashable {
    /// Its name in JSON.
    package enum Key: String, Sendable, CaseIterable {
      case quote, speaker, source, verdict, reason, value, metric, bound, window, bias
      case blindSpot = "cannot_see"
      case contrast
    }

    package let key: Key
    /// Its name on a page.
    package let label: String
    /// A text, or null without one; of ``Key/value``, the number.
    package let value: JSONValue

    fileprivate init(_ key: Key, _ label: String, _ value: JSONValue) {
      (self.key, self.label, self.value) = (key, label, value)
    }
  }

  /// What is said of a claim, in the order of a page: JSON, `claims show` and the report are made
  /// from this list.
  package var fields: [Field] {
    [
      Field(.quote, "said", .string(claim.quote)), Field(.speaker, "by", .string(claim.speaker)),
      Field(.source, "source", .string(source)),
      Field(.verdict, "verdict", .string(judgement.verdict.rawValue)),
      Field(.reason, "because", JSONValue(judgement.reason)),
      Field(.value, "value", value.map(JSONValue.init(exactly:)) ?? .null),
      Field(.metric, "which is", .string(claim.metric)),
      Field(.bound, "supported", .string(claim.bound)),
      Field(.window, "window", .string(claim.window)), Field(.bias, "bias", .string(claim.bias)),
      Field(.blindSpot, "cannot see", .string(claim.blindSpot)),
      Field(.contrast, "contrast", JSONValue(claim.contrast)),
    ]
  }

  /// The value of one field.
  package subscript(key: Field.Key) -> JSONValue {
    fields.first { $0.key == key }?.value ?? .null
  }
}
