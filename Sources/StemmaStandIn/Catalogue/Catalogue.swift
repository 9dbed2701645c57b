package import StemmaCore

/// What a stand-in serves: a world read from a file, or one made up as it is asked for.
///
/// Three questions must be answered; the rest have answers that say "nothing known". Private
/// repositories are ``Whereabouts/missing`` and are on no page.
package protocol Catalogue: Sendable {
  /// Where a name leads, renames and letter case considered.
  func find(_ kind: RepoKind, named name: String) async throws -> Whereabouts

  /// The repository whose current name is exactly `id`, with at least those of `fields` it has.
  func repo(_ kind: RepoKind, id: String, fields: Set<String>) async throws -> Repo?

  /// One page of a listing.
  func page(_ query: ListQuery) async throws -> ListPage

  /// One page of a listing as JSON text, its rows with the members `names` in their order; nil to
  /// have it made from ``page(_:)``.
  ///
  /// For catalogues whose listings are so long that making values of each row would be the work.
  func rendered(_ query: ListQuery, names: [String]) async throws -> RenderedPage?

  /// What stands beside a repository's own fields, in the Hub's shapes.
  func attachment(_ attachment: Attachment, of kind: RepoKind, id: String) async throws
    -> JSONValue?

  /// The organization or user of that name.
  func account(_ name: String) async throws -> HubAccount?

  /// A paper by its arXiv number.
  func paper(_ id: String) async throws -> JSONValue?

  /// How many repositories carry a tag.
  func count(of kind: RepoKind, tagged tag: String) async throws -> Int

  /// Every tag that some repository carries.
  func tags(of kind: RepoKind) async throws -> [String]

  /// The recorded reply to exactly this path and query.
  func recording(method: String, uri: String) async throws -> Recording?
}

extension Catalogue {
  package func rendered(_ query: ListQuery, names: [String]) async throws -> RenderedPage? { nil }
  package func attachment(_ attachment: Attachment, of kind: RepoKind, id: String) async throws
    -> JSONValue?
  { nil }
  package func account(_ name: String) async throws -> HubAccount? { nil }
  package func paper(_ id: String) async throws -> JSONValue? { nil }
  package func count(of kind: RepoKind, tagged tag: String) async throws -> Int { 0 }
  package func tags(of kind: RepoKind) async throws -> [String] { [] }
  package func recording(method: String, uri: String) async throws -> Recording? { nil }
}

/// Where a repository's name leads.
package enum Whereabouts: Sendable, Hashable {
  case here
  /// Renamed, or written in other letter case.
  case moved(to: String)
  /// Never was, gone, or private: nobody outside can tell.
  case missing
}

/// A repository's fields as the Hub would write them.
package struct Repo: Sendable, Hashable {
  package var kind: RepoKind
  package var id: String
  /// By wire name; a field that is not there is not said.
  package var fields: [String: JSONValue]

  package init(kind: RepoKind, id: String, fields: [String: JSONValue]) {
    self.kind = kind
    self.id = id
    self.fields = fields
  }
}

/// What a repository has beside its own fields.
package enum Attachment: String, CaseIterable, Sendable {
  /// The text of README.md.
  case readme
  /// Commits as the Hub writes them, newest first.
  case commits
  /// Discussions with their events.
  case discussions
  /// Who likes it.
  case likers
  /// Branches, tags, converts and pull requests.
  case refs
}

/// An organization or a user.
package struct HubAccount: Sendable, Hashable {
  package var isOrganization: Bool
  /// The reply of the overview route.
  package var overview: JSONValue
  /// What a user likes, newest first; empty for organizations.
  package var likes: [JSONValue]
  /// An organization's members, newest first; empty for users.
  package var members: [JSONValue]

  package init(
    isOrganization: Bool,
    overview: JSONValue,
    likes: [JSONValue] = [],
    members: [JSONValue] = []
  ) {
    self.isOrganization = isOrganization
    self.overview = overview
    self.likes = likes
    self.members = members
  }
}

/// A reply kept word for word.
package struct Recording: Sendable, Hashable {
  package var status: Int
  package var headers: [String: String]
  package var body: String

  package init(status: Int, headers: [String: String], body: String) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
