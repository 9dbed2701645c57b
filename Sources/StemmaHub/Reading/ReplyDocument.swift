internal import StemmaCore

/// The JSON of one reply about a repository's life, whose rows are read each alone.
struct ReplyDocument {
  let root: JSONValue
  /// What was odd so far: broken rows, repaired text.
  private(set) var findings: [Finding] = []

  /// Parses the decoded body, repaired where that helps.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when it does not parse.
  init(_ bytes: [UInt8], url: String?, reader: JSONReader) throws(HubError) {
    var repaired: [Finding] = []
    do {
      root = try RepairedReading.read(bytes, reader) {
        $0.value
      } onRepair: {
        repaired = $0.findings(about: url)
      }
    } catch {
      throw HubError(.notJSON("\(error)"), url: url)
    }
    findings = repaired
  }

  /// What `read` makes of each row; one that it cannot read is a finding and spoils no other.
  mutating func rows<Row>(_ rows: [JSONValue], _ read: (JSONValue) -> Row?) -> [Row] {
    rows.compactMap { row in
      let result = read(row)
      if result == nil { note(row) }
      return result
    }
  }

  /// The text of a row's time; one that tells no moment is a finding and gives none.
  mutating func moment(_ text: String?, of key: String) -> String? {
    guard let text, Timestamp.utc(text) == nil else { return text }
    findings.append(
      Finding(.oddField, detail: "\(key): " + JSONValue.string(String(text.prefix(200))).text)
    )
    return nil
  }

  private mutating func note(_ row: JSONValue) {
    findings.append(Finding(.brokenRecord, detail: String(row.text.prefix(200))))
  }
}
