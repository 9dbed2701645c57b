import Foundation
import StemmaCore
import StemmaHub
package import StemmaStore

/// An archive written again without names that are to be forgotten, beside the one that it replaces.
package struct ForgottenArchive {
  /// Where the archive was written.
  package let draft: String
  /// Its bytes.
  package let length: Int64
  /// Where each record stands now, by where it stood.
  package let positions: [Int64: (offset: Int64, length: Int64)]

  /// Writes the first `committed` bytes of the archive of a harvest again; nil when nothing in them
  /// holds a name.
  ///
  /// Records that hold none are copied as they are. Without `isWritten`, nothing is written and the
  /// names are only counted.
  ///
  /// - Throws: `ArchiveDamage` when a record cannot be read: nobody can say what it holds.
  package init?(
    of harvest: Int64,
    committed: Int64,
    isWritten: Bool,
    without names: ForgottenNames,
    at place: ArchivePath,
    in connection: Connection,
    _ count: inout ForgottenNames.Count
  ) throws {
    let source = try place.readable(harvest, in: connection)
    let draft = place.file(of: harvest) + Self.ending
    let scan = try ArchiveScan(path: source, to: committed)
    let output = isWritten ? try FileHandle.creating(draft) : nil
    var isKept = false
    defer { if isWritten, !isKept { try? FileManager.default.removeItem(atPath: draft) } }
    var (end, positions, isChanged) = (Int64(0), [Int64: (offset: Int64, length: Int64)](), false)
    while let piece = try scan.next() {
      guard case .record(let record, let position) = piece else {
        if case .damage(let damage) = piece { throw damage }
        continue
      }
      let cleaned = names.record(record, &count)
      isChanged = isChanged || cleaned != nil
      let member = try cleaned?.member ?? scan.bytes(at: position)
      try FileReason.naming(draft) { try output?.write(contentsOf: member) }
      positions[position.offset] = (end, Int64(member.count))
      end += Int64(member.count)
    }
    guard isChanged else { return nil }
    try FileReason.naming(draft) {
      try output?.synchronize()
      try output?.close()
    }
    isKept = true
    (self.draft, length, self.positions) = (draft, end, positions)
  }

  /// How the file is called that is to take the place of an archive.
  package static let ending = ".forget"
}

extension ArchivePath {
  /// The files in the cache's own folder that are to take the places of others.
  private var replacements: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(ForgottenArchive.ending) }.sorted()
  }

  /// Ends what was begun when a name was forgotten: files without it take the places of those with it
  /// if the cache says so already, and go if it does not.
  ///
  /// For whoever has the right to write in the folder. Killed at any time, it can be done again.
  package func replaceForgotten() throws {
    let names = replacements
    guard !names.isEmpty else { return }
    let isCommitted = try Cache(path: cache, access: .read).read { try $0.hasPendingArchives }
    for name in names {
      let draft = file(named: name)
      let target = String(draft.dropLast(ForgottenArchive.ending.count))
      guard isCommitted else {
        try FileManager.default.removeItem(atPath: draft)
        continue
      }
      guard rename(draft, target) == 0 else {
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target])
      }
    }
  }

  /// What stands in the place of an archive already, as far as the cache is concerned.
  func replacement(of path: String, in connection: Connection) throws -> String? {
    let draft = path + ForgottenArchive.ending
    guard FileManager.default.fileExists(atPath: draft), try connection.hasPendingArchives else {
      return nil
    }
    return draft
  }
}

extension ForgottenNames {
  /// A record without the names, its digests right; nil when it holds none.
  ///
  /// It keeps its identifier and its date, and says that it was changed.
  func record(_ record: WARCRecord, _ count: inout Count) -> WARCRecord? {
    let before = count.removed
    var block = record.block
    var payload: Int?
    if let response = record.response {
      if let cleaned = self.response(response, &count) {
        let plain = WARCRecord(cleaned)
        block = plain.block
        payload = block.count - cleaned.wireBody.count
      }
    } else if record.note != nil, let value = try? JSONReader().value(record.block) {
      block = Array(json(value, &count).text.utf8)
    }
    let fields = record.head.fields.map { field in
      (field.name, self.field(field.name, field.value, &count))
    }
    guard count.removed > before else { return nil }
    return WARCRecord(fields, block, payload: payload)
  }

  private func field(_ name: String, _ value: String, _ count: inout Count) -> String {
    guard Provenance.escaped.contains(name), let plain = value.removingPercentEncoding else {
      return text(value, &count) ?? value
    }
    guard name == Provenance.stepField else { return text(plain, &count)?.onOneLine() ?? value }
    // What is asked for and of which kind stands before the name, and is none.
    let parts = plain.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let subject = text(String(parts[2]), isOfNames: true, &count) else {
      return value
    }
    return (parts.prefix(2).map(String.init) + [subject.onOneLine()]).joined(separator: " ")
  }
}

extension WARCRecord {
  /// A record with the head `fields` of another and a block of its own, whose payload begins at
  /// `payload`; nil when it is where it was.
  fileprivate init(_ fields: [(String, String)], _ block: [UInt8], payload: Int?) {
    let lines = fields.map { name, value in
      switch name.lowercased() {
      case "warc-block-digest": (name, Self.digest(of: block[...]))
      case "warc-payload-digest":
        (name, payload.map { Self.digest(of: block[$0...]) } ?? value)
      case "content-length": (name, "\(block.count)")
      default: (name, value)
      }
    }
    self.init(head: FieldLines(lines + [("Stemma-Changed", "a name was forgotten")]), block: block)
  }
}
