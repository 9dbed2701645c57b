package import StemmaCore
import StemmaHub
package import StemmaStore

/// Finds the archived reply that states something of a repository.
package final class ReplyFinder {
  /// A reply, and what it says.
  package struct Found: Sendable {
    package let archive: String
    package let offset, length: Int64
    /// The record's `WARC-Record-ID`.
    package let record: String
    package let url: String
    package let receivedAt: String
    package let harvest: Int64
    /// What the reply says of the repository, by the paths asked for; those that it has.
    package let said: [(path: String, value: JSONValue)]
  }

  /// The paths in a record from which a column is read; a text behind a colon is what a tag begins with.
  package static func paths(of field: String) -> [String]? {
    [
      "name": ["id"], "hub_id": ["_id"], "owner": ["author", "id"], "created_at": ["createdAt"],
      "last_modified": ["lastModified"], "sha": ["sha"], "gated": ["gated"],
      "is_private": ["private"], "is_disabled": ["disabled"],
      "license": ["cardData.license", "tags:license:"],
      "license_name": ["cardData.license_name"], "license_link": ["cardData.license_link"],
      "languages": ["cardData.language"], "library": ["library_name", "cardData.library_name"],
      "pipeline_tag": ["pipeline_tag", "cardData.pipeline_tag"], "parameters": ["safetensors"],
      "downloads": ["downloads"], "downloads_all_time": ["downloadsAllTime"], "likes": ["likes"],
      "trending_score": ["trendingScore"], "tags": ["tags"],
      "parents": ["cardData.base_model", "baseModels", "tags:base_model:"],
      "datasets": ["cardData.datasets", "tags:dataset:"],
      "new_version": ["cardData.new_version"],
    ][field]
  }

  /// The fields that ``paths(of:)`` knows.
  package static let fields = [
    "name", "hub_id", "owner", "created_at", "last_modified", "sha", "gated", "is_private",
    "is_disabled", "license", "license_name", "license_link", "languages", "library",
    "pipeline_tag", "parameters", "downloads", "downloads_all_time", "likes", "trending_score",
    "tags", "parents", "datasets", "new_version",
  ]

  private struct Reply {
    let harvest: Int64
    let step: Int64
    let url: String
    let position: ArchiveWriter.Position
  }

  private let connection: Connection
  private let place: ArchivePath
  private let replies: Statement
  private var archives: [Int64: ArchiveReader] = [:]

  package init(cachePath: String, in connection: Connection) throws {
    self.connection = connection
    place = ArchivePath(cache: cachePath)
    replies = try connection.prepare(
      """
      SELECT response.harvest, response.step, response.url, response.archive_offset,
        response.archive_length
      FROM response
      JOIN step ON step.id = response.step
      WHERE response.harvest = ? AND step.kind = ? AND response.is_applied AND response.status = 200
      ORDER BY step.subject = ? DESC, response.step, response.id
      """
    )
  }

  /// The newest reply of the harvests up to `last` that says something at one of `paths` of a record of
  /// the identity `hubID`; nil when none does, or the archive that would have it was compacted or is not
  /// there.
  ///
  /// - Complexity: O(log *p*) replies unpacked for a listing of *p* pages in the order of their making,
  ///   and O(*p*) for others.
  package func reply(
    about hubID: String,
    named name: String,
    kind: RepoKind,
    through last: Int64,
    saying paths: [String]
  ) throws -> Found? {
    let harvests = try connection.rows(
      "SELECT id FROM harvest WHERE id <= ? ORDER BY id DESC",
      last
    ) { $0.integer(0) }
    for harvest in harvests {
      let found = try replies.rows(harvest, kind.rawValue, name) { row in
        row.inOrder {
          Reply(
            harvest: $0.integer(),
            step: $0.integer(),
            url: $0.text(),
            position: .init(offset: $0.integer(), length: $0.integer())
          )
        }
      }
      for step in Self.steps(found) {
        if let found = try search(step, hubID, paths) { return found }
      }
    }
    return nil
  }

  /// The replies of each step, in their order.
  private static func steps(_ replies: [Reply]) -> [[Reply]] {
    var steps: [[Reply]] = []
    for reply in replies {
      if steps.last?.last?.step == reply.step {
        steps[steps.count - 1].append(reply)
      } else {
        steps.append([reply])
      }
    }
    return steps
  }

  /// Looks through the pages of a step: where they are in order, at those that would have the record,
  /// then one by one.
  private func search(_ pages: [Reply], _ hubID: String, _ paths: [String]) throws -> Found? {
    let likely = pages.count > 4 ? try place(of: hubID, among: pages) : 0..<0
    for page in Array(likely) + pages.indices.filter({ !likely.contains($0) }) {
      // A step meets a repository once: where its record says nothing, no other page does.
      guard let page = try read(pages[page], hubID), page.holds(hubID) else { continue }
      return page.found(hubID, paths)
    }
    return nil
  }

  /// The pages that would have a record if all went by identity, as those of a listing by age do but for
  /// what was made in one second.
  private func place(of hubID: String, among pages: [Reply]) throws -> Range<Int> {
    var (low, high) = (0, pages.count)
    while low < high {
      let middle = (low + high) / 2
      guard let body = try body(of: pages[middle])?.body, let first = Self.firstID(in: body) else {
        return 0..<0
      }
      if first <= hubID { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 2)..<min(pages.count, low + 1)
  }

  /// The identity that stands first in the text of a page: that of its first record, as the Hub writes it.
  private static func firstID(in body: [UInt8]) -> String? {
    let key = Array(#""_id":""#.utf8)
    guard let start = body.prefix(4096).firstRange(of: key)?.upperBound else { return nil }
    return String(decoding: body[start...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
  }

  /// The record of a reply and its body; nil when its archive is not there.
  private func body(of reply: Reply) throws -> (archive: String, record: WARCRecord, body: [UInt8])?
  {
    if archives[reply.harvest] == nil {
      let path = try place.readable(reply.harvest, in: connection)
      guard let archive = try? ArchiveReader(path: path) else { return nil }
      archives[reply.harvest] = archive
    }
    guard let archive = archives[reply.harvest] else { return nil }
    let record = try archive.record(at: reply.position)
    guard let response = record.response else { return nil }
    return (archive.path, record, try response.decodedBody(limit: 1 << 30))
  }

  /// One page with its records; nil when its archive is not there, or it has no word of `hubID`.
  private func read(_ reply: Reply, _ hubID: String) throws -> Page? {
    guard let (archive, record, body) = try body(of: reply),
      body.firstRange(of: Array(hubID.utf8)) != nil, let value = try? JSONReader().value(body)
    else { return nil }
    let records = if case .array(let records) = value { records } else { [value] }
    return Page(
      reply: reply,
      archive: archive,
      record: record.head["WARC-Record-ID"] ?? "",
      receivedAt: record.head["WARC-Date"] ?? "",
      records: records
    )
  }

  private struct Page {
    let reply: Reply
    let archive, record, receivedAt: String
    let records: [JSONValue]

    func holds(_ hubID: String) -> Bool {
      records.contains { $0.member("_id")?.string == hubID }
    }

    func found(_ hubID: String, _ paths: [String]) -> Found? {
      guard let record = records.first(where: { $0.member("_id")?.string == hubID }) else {
        return nil
      }
      let said = paths.compactMap { path in record.said(at: path).map { (path, $0) } }
      guard !said.isEmpty else { return nil }
      return Found(
        archive: archive,
        offset: reply.position.offset,
        length: reply.position.length,
        record: self.record,
        url: reply.url,
        receivedAt: receivedAt,
        harvest: reply.harvest,
        said: said
      )
    }
  }
}

extension JSONValue {
  fileprivate func member(_ key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// What stands at a path such as `cardData.license`, or the tags that begin with what follows `tags:`.
  fileprivate func said(at path: String) -> JSONValue? {
    if path.hasPrefix("tags:") {
      guard case .array(let tags)? = member("tags") else { return nil }
      let start = path.dropFirst("tags:".count)
      let meant = tags.filter { $0.string?.hasPrefix(start) ?? false }
      return meant.isEmpty ? nil : .array(meant)
    }
    var value: JSONValue? = self
    for key in path.split(separator: ".") { value = value?.member(String(key)) }
    return value == .null ? nil : value
  }
}
