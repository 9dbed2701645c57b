import StemmaCore
import StemmaHub

/// What a step asks for, as far as it is needed to read the answer.
struct Question: Sendable, Hashable {
  let purpose: Step.Purpose
  let kind: RepoKind
  /// The repository's name, with `#` and a number for one of its discussions; an account's name; a
  /// time for listings of what changed since; empty for other listings.
  let subject: String
  /// For commits the newest one that was known when the step was planned, for a README its commit.
  let known: String?

  /// The repository that a discussion's subject names, and its number.
  static func thread(in subject: String) -> (name: String, number: Int64)? {
    guard let mark = subject.lastIndex(of: "#"),
      let number = Int64(subject[subject.index(after: mark)...])
    else { return nil }
    return (String(subject[..<mark]), number)
  }

  /// The kind of the records in the answer: Spaces are asked for by a model that they use.
  var recordKind: RepoKind { purpose == .spaces ? .space : kind }

  /// The repository it is about.
  var repo: String {
    purpose == .thread ? Self.thread(in: subject)?.name ?? subject : subject
  }
}

/// A reply with status 200, as far as it is read.
struct ReplyText: Sendable {
  /// Decoded.
  let body: [UInt8]
  let headers: HTTPHeaders
  /// The address that answered.
  let url: String
  /// When it came.
  let receivedAt: String
}
