/// The rows about the life of repositories, before anything is left out.
struct ActivityRecords: Sendable {
  struct Commit: Sendable {
    let repo: Int64
    /// When; nil when the Hub gave no date.
    let time: Int64?
    let isMerged: Bool
    var authors: [Int64]
  }

  struct Event: Sendable {
    let type: String
    let account: Int64?
    let isMaintainer: Bool
    let time: Int64?
    let value: String?
  }

  struct Thread: Sendable {
    let repo: Int64
    let opener: Int64?
    let isPullRequest: Bool
    /// The status that the Hub shows now.
    let status: String
    let openedAt: Int64?
    let isRead: Bool
    /// The first status that it ever changed to, known by that date or not; nil when it never did.
    let firstChange: String?
    var events: [Event]

    /// The status as the events tell it, so that it is that of the date asked for.
    var statusThen: String {
      if let last = events.last(where: { $0.type == "status-change" })?.value { return last }
      guard let firstChange else { return status }
      // Nothing but a draft is opened by a change.
      return firstChange == "open" ? "draft" : "open"
    }
  }

  var repos: [ActivityRepo] = []
  var accounts: [Int64: ActivityAccount] = [:]
  var commits: [Commit] = []
  var threads: [Thread] = []
  /// The number of repositories left out because their owner is a mass publisher.
  var massRepos = 0
  /// SQL that holds for the rows of `repo` that are left.
  var condition = "TRUE"
}
