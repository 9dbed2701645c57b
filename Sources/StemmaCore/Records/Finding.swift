/// Something odd met on the way, kept as a row: it concerns one reply or record and stops nothing.
package struct Finding: Sendable, Hashable {
  /// What kind of oddity; stable words, for queries.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
  }

  package var code: Code
  /// The repository, file or address it was met in, as far as known.
  package var subject: String?
  /// What was seen, short; foreign text is kept as it came.
  package var detail: String

  package init(_ code: Code, subject: String? = nil, detail: String) {
    self.code = code
    self.subject = subject
    self.detail = detail
  }
}

extension Finding.Code {
  /// A record that is no object or names no identity: skipped.
  package static let brokenRecord = Finding.Code(rawValue: "broken-record")
  /// A field whose value has not the shape it should have: kept raw, otherwise ignored.
  package static let oddField = Finding.Code(rawValue: "odd-field")
  /// Text that was not valid UTF-8 and was repaired.
  package static let invalidText = Finding.Code(rawValue: "invalid-utf8")
}
