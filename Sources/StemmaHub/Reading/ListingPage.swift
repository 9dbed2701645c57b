package import StemmaCore

/// One page of a listing, each record read alone.
package struct ListingPage: Sendable, Hashable {
  /// The records that could be read, in the Hub's order.
  package var records: [RepoRecord] = []
  /// What was odd: broken records, fields of the wrong shape, repaired text.
  package var findings: [Finding] = []

  /// Reads the decoded body of a listing.
  ///
  /// A record that cannot be read is a finding and spoils no other. When the text as a whole does
  /// not parse, its records are parsed one by one, repaired where that helps. Where none of them can be
  /// read, this is no page of a listing.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when the body is no whole array, or one without a single
  ///   record.
  package init(
    decoding bytes: [UInt8],
    kind: RepoKind,
    using used: UsedMembers = .all,
    url: String? = nil,
    reader: JSONReader
  ) throws(HubError) {
    let count = try take(bytes, kind, used, url, reader)
    if records.isEmpty, count > 0 {
      throw HubError(.notJSON("none of \(count.counted("record")) can be read"), url: url)
    }
  }

  /// Reads what can be read of the records, and returns how many there should be.
  private mutating func take(
    _ bytes: [UInt8],
    _ kind: RepoKind,
    _ used: UsedMembers,
    _ url: String?,
    _ reader: JSONReader
  ) throws(HubError) -> Int {
    var count = 0
    let isArray: Bool
    do {
      isArray = try reader.read(bytes) { root in
        // What is no listing of the Hub's may have millions of elements, and no record.
        records.reserveCapacity(min(root.elementCount, 1000))
        return root.forEachElement {
          count += 1
          take($0, kind, used)
        }
      }
    } catch {
      guard let ranges = JSONShape.elements(of: bytes) else {
        throw HubError(.notJSON("\(error)"), url: url)
      }
      for range in ranges { read(Array(bytes[range]), kind, used, reader) }
      return ranges.count
    }
    guard isArray else { throw HubError(.notJSON("a listing that is no array"), url: url) }
    return count
  }

  private mutating func take(_ view: JSONView, _ kind: RepoKind, _ used: UsedMembers) {
    guard
      let record = RepoRecord(decoding: view, kind: kind, using: used, findings: &findings)
    else { return }
    records.append(record)
  }

  private mutating func read(
    _ bytes: [UInt8],
    _ kind: RepoKind,
    _ used: UsedMembers,
    _ reader: JSONReader
  ) {
    do {
      try RepairedReading.read(bytes, reader, { take($0, kind, used) }) { repair in
        findings += repair.findings(about: records.last?.name)
      }
    } catch {
      let start = String(decoding: bytes.prefix(200), as: UTF8.self)
      findings.append(Finding(.brokenRecord, detail: "\(error): \(start)"))
    }
  }
}

/// Reading as it is, and once more repaired when that fails.
enum RepairedReading {
  /// Hands the root to `body`; after a repaired reading, the repair to `onRepair`.
  static func read<Result>(
    _ bytes: [UInt8],
    _ reader: JSONReader,
    _ body: (JSONView) -> Result,
    onRepair: (JSONRepair) -> Void
  ) throws -> Result {
    do {
      return try reader.read(bytes, body)
    } catch {
      let repair = JSONRepair(bytes)
      guard let result = try? reader.read(repair.bytes, body) else { throw error }
      onRepair(repair)
      return result
    }
  }
}

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
    using used: UsedMembers = .all,
    url: String? = nil,
    reader: JSONReader
  ) throws(HubError) {
    var findings: [Finding] = []
    var repairs: [JSONRepair] = []
    let record: RepoRecord?
    do {
      record = try RepairedReading.read(bytes, reader) {
        RepoRecord(decoding: $0, kind: kind, using: used, findings: &findings)
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
