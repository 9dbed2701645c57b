import StemmaRecords

/// One thing a harvest asks the Hub for: a listing to its last page, or one repository.
struct Step: Sendable, Hashable {
  /// What is asked for, and what follows from the answer.
  enum Purpose: String, Sendable, CaseIterable {
    /// All repositories of a kind.
    case listing
    /// The repositories of a kind that changed since the subject, a time.
    case changed
    /// All repositories of a kind, with what no commit changes.
    case census
    /// The gated repositories of a kind, with what no commit changes.
    case gated
    /// The models that name the subject as a base model.
    case children
    /// The subject itself, whose children are asked for next.
    case root
    /// The subject itself, which some card names and the cache does not know.
    case named
    /// The subject itself, which a complete listing left out or which was missed once.
    case vanished
    /// The subject itself, which a glimpse showed to be other than the cache holds it.
    case unread

    /// Whether the answer is a page of records, or one record.
    var isPaged: Bool {
      switch self {
      case .listing, .changed, .census, .gated, .children: true
      case .root, .named, .vanished, .unread: false
      }
    }

    /// Whether the records say only what no commit changes.
    var isGlimpse: Bool { self == .census || self == .gated }
  }

  /// How a step stands; the texts are kept in the cache.
  enum State: String, Sendable {
    case waiting, done, incomplete, missing, superseded
  }

  let id: Int64
  let purpose: Purpose
  let kind: RepoKind
  /// The repository's name; a time for listings of what changed since; empty for others.
  let subject: String
  /// The next address to ask.
  var url: String
  /// Rows that earlier pages brought.
  var rowCount: Int
}

/// A step that is not in the cache yet.
struct NewStep: Sendable, Hashable {
  let purpose: Step.Purpose
  let kind: RepoKind
  let subject: String
  let url: String
}
