internal import StemmaCore

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
