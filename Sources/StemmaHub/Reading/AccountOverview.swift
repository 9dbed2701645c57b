package import StemmaCore

/// What the Hub tells of a user or an organization.
package struct AccountOverview: Sendable, Hashable {
  package var name: String
  package var kind: AccountKind
  package var hubID: String?
  /// ISO 8601; of an organization, whose reply has none, the time of its identity.
  package var createdAt: String?
  package var followerCount: Int64?
  /// The members of an organization.
  package var memberCount: Int64?
  /// What was odd: repaired text.
  package var findings: [Finding]

  /// Reads the decoded body of a reply.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when the body names nobody.
  package init(
    decoding bytes: [UInt8],
    url: String? = nil,
    reader: JSONReader
  ) throws(HubError) {
    var document = try ReplyDocument(bytes, url: url, reader: reader)
    let root = document.root
    // A user is named in `user`, an organization in `name`.
    guard let name = root["user"]?.string ?? root["name"]?.string, !name.isEmpty else {
      throw HubError(.notJSON("an overview that names nobody"), url: url)
    }
    self.name = name
    kind = root["user"]?.string == nil ? .organization : .user
    hubID = root["_id"]?.string
    createdAt =
      document.moment(root["createdAt"]?.string, of: "createdAt") ?? hubID.flatMap(Self.time)
    followerCount = root["numFollowers"]?.integer
    memberCount = root["numUsers"]?.integer
    findings = document.findings
  }

  /// The second in which an ObjectId was made: its first four bytes.
  private static func time(of hubID: String) -> String? {
    guard hubID.utf8.count == 24, let seconds = Int64(hubID.prefix(8), radix: 16) else {
      return nil
    }
    return Timestamp.text(secondsSince1970: seconds)
  }
}

extension HubAddress {
  /// An organization; a user's name is not found there.
  package static func organization(_ name: String) -> HubAddress {
    HubAddress(["api", "organizations", name, "overview"])
  }

  /// A user; an organization's name is not found there.
  package static func user(_ name: String) -> HubAddress {
    HubAddress(["api", "users", name, "overview"])
  }
}

/// What acts on the Hub: an open set.
package struct AccountKind: RawRepresentable, Hashable, Sendable {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let user = AccountKind(rawValue: "user")
  package static let organization = AccountKind(rawValue: "organization")

  /// Reads the Hub's `type`, which shortens organizations.
  init(wire: String) { self = wire == "org" ? .organization : AccountKind(rawValue: wire) }
}

/// Whoever a reply names: a login, or the name in a commit that the Hub could not place.
///
/// Nothing more of a person is read.
package struct AccountMention: Sendable, Hashable {
  package var name: String
  /// What the Hub says it is, where it does.
  package var kind: AccountKind?

  /// Reads an account from the member that holds its name; nil when there is no name.
  init?(_ value: JSONValue?, name key: String) {
    guard let name = value?[key]?.string, !name.isEmpty else { return nil }
    self.name = name
    kind = value?["type"]?.string.map(AccountKind.init(wire:))
  }
}
