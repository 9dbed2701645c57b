import StemmaRecords

/// One thing a harvest asks the Hub for: a listing to its last page, or one repository.
struct Step: Sendable, Hashable {
  /// What is asked for, and what follows from the answer.
  enum Purpose: String, Sendable {
    /// All repositories of a kind.
    case listing
    /// The models that name the subject as a base model.
    case children
    /// The subject itself, whose children are asked for next.
    case root
    /// The subject itself, which some card names and the cache does not know.
    case named
    /// The subject itself, which a complete listing left out.
    case vanished

    /// Whether the answer is a page of records, or one record.
    var isPaged: Bool { self == .listing || self == .children }
  }

  /// How a step stands; the texts are kept in the cache.
  enum State: String, Sendable {
    case waiting, done, incomplete, missing
  }

  let id: Int64
  let purpose: Purpose
  let kind: RepoKind
  /// The repository's name; empty for a listing.
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
