package import StemmaCore

/// Somebody who likes a repository.
package struct Liker: Sendable, Hashable {
  package var account: AccountMention
  /// When the like was given, ISO 8601 as the Hub wrote it; nil where it was not asked for or is not
  /// told.
  package var likedAt: String?

  init?(_ row: JSONValue) {
    guard let account = AccountMention(row, name: "user") else { return nil }
    self.account = account
    likedAt = row["likedAt"]?.string ?? row["likeAt"]?.string
  }
}

/// Who likes a repository: all at once as a rule, and with times where the Hub tells them.
package struct LikersPage: Sendable, Hashable {
  package var likers: [Liker]
  /// Whether the list ends before it has begun.
  package var isOfNothing: Bool
  /// What was odd: broken rows, repaired text.
  package var findings: [Finding]

  /// Reads the decoded body of a reply.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when the body is no array.
  package init(
    decoding bytes: [UInt8],
    url: String? = nil,
    reader: JSONReader
  ) throws(HubError) {
    var document = try ReplyDocument(bytes, url: url, reader: reader)
    guard let rows = document.root.array else {
      throw HubError(.notJSON("likers that are no array"), url: url)
    }
    likers = document.rows(rows, Liker.init)
    for index in likers.indices {
      likers[index].likedAt = document.moment(likers[index].likedAt, of: "likedAt")
    }
    isOfNothing = rows.isEmpty && !HubAddress.hasCursor(url ?? "")
    findings = document.findings
  }
}

extension HubAddress {
  /// How the times of likes are asked for: the spelling of the Hub's own description, and that of a
  /// script of its people.
  package static let likeTimes = ["likedAt", "likeAt"]

  /// Who likes a repository, with times where `time` names what they are asked for by.
  package static func likers(
    _ kind: RepoKind,
    _ name: String,
    time: String? = nil
  ) -> HubAddress {
    let spelling = time == likeTimes[0] ? "expand" : "expand[]"
    return HubAddress(repo(kind, name, "likers"), [(spelling, time)])
  }
}
