import StemmaCore
import StemmaHub

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
    /// The subject itself, whose details are asked for next.
    case member
    /// The subject's commits: their count first, then those not known yet.
    case commits
    /// The list of the subject's discussions and pull requests.
    case discussions
    /// One of them with its events.
    case thread
    /// Who likes the subject.
    case likers
    /// The subject's branches and tags.
    case refs
    /// The Spaces that use the subject.
    case spaces
    /// The subject's README.
    case card
    /// The subject as an organization; one that is none is asked for as a user.
    case organization
    /// The subject as a user.
    case user

    /// Whether the answer may have several pages.
    var isPaged: Bool {
      switch self {
      case .listing, .changed, .census, .gated, .children: true
      case .commits, .discussions, .likers, .spaces: true
      case .root, .named, .vanished, .unread, .member: false
      case .thread, .refs, .card, .organization, .user: false
      }
    }

    /// Whether the answer is records, one or many.
    var isOfRecords: Bool {
      switch self {
      case .listing, .changed, .census, .gated, .children, .spaces: true
      case .root, .named, .vanished, .unread, .member: true
      case .commits, .discussions, .thread, .likers, .refs, .card, .organization, .user: false
      }
    }

    /// Whether the answer may be that there is no such thing.
    var mayBeAbsent: Bool { !(isPaged && isOfRecords) }

    /// What the body of the answer must be.
    var content: ReplyContent { self == .card ? .file : .json }

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
  /// What is asked for: see ``Question``.
  let subject: String
  /// What was known when the step was planned: see ``Question``.
  var known: String?
  /// The next address to ask.
  var url: String
  /// Rows that earlier pages brought.
  var rowCount: Int

  /// What is asked for, as far as it is needed to read the answer.
  var question: Question {
    Question(purpose: purpose, kind: kind, subject: subject, known: known)
  }
}

/// A step that is not in the cache yet.
struct NewStep: Sendable, Hashable {
  let purpose: Step.Purpose
  let kind: RepoKind
  let subject: String
  var known: String?
  let url: String
}
