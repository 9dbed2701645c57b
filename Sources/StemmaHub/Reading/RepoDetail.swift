package import StemmaCore

/// One detail reply.
package struct RepoDetail: Sendable, Hashable {
  package var record: RepoRecord
  /// What was odd: fields of the wrong shape, repaired text.
  package var findings: [Finding]

  /// Reads the decoded body of a detail reply.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when the body is no repository's object.
  package init(
    decoding bytes: [UInt8],
    kind: RepoKind,
    url: String? = nil,
    reader: JSONReader
  ) throws(HubError) {
    var findings: [Finding] = []
    var repairs: [JSONRepair] = []
    let record: RepoRecord?
    do {
      record = try RepairedReading.read(bytes, reader) {
        RepoRecord(decoding: $0, kind: kind, findings: &findings)
      } onRepair: {
        repairs.append($0)
      }
    } catch {
      throw HubError(.notJSON("\(error)"), url: url)
    }
    guard let record else {
      throw HubError(.notJSON(findings.first?.detail ?? "no repository"), url: url)
    }
    self.record = record
    self.findings = findings + repairs.flatMap { $0.findings(about: record.name) }
  }
}
