/// One thing that somebody did to a repository.
package struct Contribution: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    case commit, discussion
    case pullRequest = "pull request"
    /// A comment on what somebody else opened.
    case answer

    /// What has to be harvested to know of it.
    package var part: ActivityRepo.Part { self == .commit ? .commits : .discussions }
  }

  package let kind: Kind
  let repo: Int64
  let time: Int64
  /// The accounts that did it; none when they were deleted or are not known.
  let actors: [Int64]
  /// Whether a commit came by a pull request.
  var isMerged = false
}
