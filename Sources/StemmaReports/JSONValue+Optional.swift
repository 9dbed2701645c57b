package import StemmaRecords

extension JSONValue {
  /// A string, or null for nil.
  package init(_ text: String?) {
    self = text.map(JSONValue.string) ?? .null
  }
}
