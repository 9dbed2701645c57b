import StemmaCore
import StemmaHub

/// One thing a harvest asks the Hub for: a listing to its last page, or one repository.
struct Step: Sendable {
  /// How a step stands; the texts are kept in the cache.
  enum State: String, Sendable {
    case waiting, done, incomplete, missing, superseded
  }

  let id: Int64
  let endpoint: any HarvestEndpoint
  let kind: RepoKind
  /// What is asked for: see ``StepRequest``.
  let subject: String
  /// What was known when the step was planned: see ``StepRequest``.
  var known: String?
  /// The next address to ask.
  var url: String
  /// Rows that earlier pages brought.
  var rowCount: Int
  /// How often the page at the address was asked for because its reply could not be true.
  var doubts = 0
  /// What the page before the one at the address began with: see ``EndpointPage/beginning``.
  var beginning: String?
  /// Whether the properties are left out that it was planned with.
  var isPlain = false

  /// What is asked for, as far as it is needed to read the answer.
  var request: StepRequest {
    StepRequest(endpoint: endpoint, kind: kind, subject: subject, known: known)
  }
}

/// A step that is not in the cache yet.
struct NewStep: Sendable {
  let endpoint: any HarvestEndpoint
  let kind: RepoKind
  let subject: String
  var known: String?
  let url: String
}
