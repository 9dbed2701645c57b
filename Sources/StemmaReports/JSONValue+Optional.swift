package import StemmaRecords

extension JSONValue {
  /// A string, or null for nil.
  package init(_ text: String?) {
    self = text.map(JSONValue.string) ?? .null
  }
}

extension JSONValue {
  /// A whole number, or null for nil.
  package init(_ number: Int?) {
    self = number.map { .integer(Int64($0)) } ?? .null
  }
}
