package import StemmaCore

/// A name for a commit.
package struct RepoRef: Sendable, Hashable {
  /// What kind of name it is.
  package enum Kind: String, Sendable, CaseIterable {
    case branch, tag, convert
    case pullRequest = "pull request"

    fileprivate var key: String {
      switch self {
      case .branch: "branches"
      case .tag: "tags"
      case .convert: "converts"
      case .pullRequest: "pullRequests"
      }
    }
  }

  package var kind: Kind
  package var name: String
  /// The commit's hash.
  package var target: String?

  fileprivate init?(_ row: JSONValue, kind: Kind) {
    guard let name = row["name"]?.string ?? row["ref"]?.string, !name.isEmpty else { return nil }
    self.kind = kind
    self.name = name
    target = row["targetCommit"]?.string
  }
}

/// The branches and tags of a repository.
package struct RepoRefs: Sendable, Hashable {
  package var refs: [RepoRef]
  /// What was odd: broken rows, repaired text.
  package var findings: [Finding]

  /// Reads the decoded body of a reply.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when the body is no object.
  package init(
    decoding bytes: [UInt8],
    url: String? = nil,
    reader: JSONReader
  ) throws(HubError) {
    var document = try ReplyDocument(bytes, url: url, reader: reader)
    guard RepoRef.Kind.allCases.contains(where: { document.root[$0.key]?.array != nil }) else {
      throw HubError(.notJSON("no lists of references"), url: url)
    }
    refs = []
    for kind in RepoRef.Kind.allCases {
      let rows = document.root[kind.key]?.array ?? []
      refs += document.rows(rows) { RepoRef($0, kind: kind) }
    }
    findings = document.findings
  }
}

extension HubAddress {
  /// Branches and tags.
  package static func refs(_ kind: RepoKind, _ name: String) -> HubAddress {
    HubAddress(repo(kind, name, "refs"))
  }
}
