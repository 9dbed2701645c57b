/// A discussion or pull request, with when it was first answered.
struct ActivityThread: Sendable, Hashable {
  enum Ending: Sendable, Hashable { case open, closed, merged }

  let repo: Int64
  let isPullRequest: Bool
  /// When it was opened; nil when the Hub does not say.
  let openedAt: Int64?
  let ending: Ending
  /// Whether its comments were read.
  let isRead: Bool
  /// The first comments of somebody else: of people whom the Hub marks as owner of the repository
  /// or member of its organization, and of others.
  let maintainersAnswer, othersAnswer: Int64?

  /// The first comment of anybody else.
  var answer: Int64? { [maintainersAnswer, othersAnswer].compactMap(\.self).min() }
}
