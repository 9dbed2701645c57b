package import StemmaCore

/// Who likes a repository: all at once as a rule, and without times.
package struct LikersPage: Sendable, Hashable {
  package var likers: [AccountMention]
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
    likers = document.rows(rows) { AccountMention($0, name: "user") }
    findings = document.findings
  }
}

extension HubAddress {
  /// Who likes a repository.
  package static func likers(_ kind: RepoKind, _ name: String) -> HubAddress {
    HubAddress(repo(kind, name, "likers"))
  }
}
