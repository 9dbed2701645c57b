package import StemmaHub
import StemmaStore

/// What a harvest cost and brought.
public struct HarvestSummary: Sendable, Hashable {
  /// How a harvest ended.
  public enum Outcome: String, Sendable {
    /// Every step came to its end.
    case complete
    /// It was told to stop, or a bound was reached; the next run goes on.
    case stopped
    /// The Hub could not be reached or refused; the next run goes on.
    case failed
  }

  /// The harvest's number in the cache.
  public var harvest: Int64
  /// How it ended.
  public var outcome: Outcome
  /// What it cost and brought, in this session.
  public var tally: HarvestTally
  /// Steps that have not come to their end, in all sessions.
  public var incompleteSteps: Int
  /// Steps among them that were tried, and left without their answer.
  public var brokenSteps: Int
  /// Why the first of these was left; nil when there are none.
  public var trouble: String?
  /// Findings of the harvest, in all sessions.
  public var findings: Int
  /// What can be known of whether its listings of everything are whole.
  public var listings: [ListingCheck] = []
  /// What it says of listings that are much shorter than the ones before, a sentence or two each.
  public var alarms: [String] = []
  /// The models asked for by name that the Hub does not show: missing or private.
  public var missing: [String]
  /// What it met, by whether the owners that were asked for publish it; nil where none were.
  public var met: Met?

  /// Repositories of the owners asked for, and of others.
  public struct Met: Sendable, Hashable {
    /// Those of these owners, under any of their names.
    public let own: Int
    /// Those of others.
    public let outside: Int

    /// Makes one from its parts, without a cache.
    public init(own: Int, outside: Int) { (self.own, self.outside) = (own, outside) }
  }
}

/// Counts of a harvest under way.
public struct HarvestTally: Sendable, Hashable {
  /// The plan that is followed; `auto` while that is open.
  public var plan = HarvestRequest.Plan.auto
  /// Why `auto` came to that plan; nil when it was asked for by name.
  public var reason: String?
  /// What a person should know of the plan by now, beside its reason; nil when there is nothing.
  public var news: String?
  /// Requests by the Hub's rate-limit bucket.
  public struct Requests: Sendable, Hashable {
    /// Requests to `/api/`.
    public var api = 0
    /// Requests for files.
    public var resolvers = 0
    /// Requests for anything else.
    public var pages = 0

    /// All of them.
    public var total: Int { api + resolvers + pages }
  }

  /// What the harvest waits for while nothing comes.
  public struct Wait: Sendable, Hashable {
    /// Why, as the end of a sentence, such as `the Hub's quota is spent`.
    public var reason: String
    /// Time since it began.
    public var seconds: Double
    /// Time until it ends at the latest.
    public var secondsLeft: Double
  }

  /// What is waited for; nil while replies come.
  public var wait: Wait?
  /// Requests sent, repeated ones included.
  public var requests = Requests()
  /// Records read.
  public var rows = 0
  /// Repositories, and parts of their details, that are new or changed.
  public var changes = 0
  /// Steps ended.
  public var steps = 0
  /// Time spent waiting for the Hub's quota or before trying again.
  public var waitedSeconds = 0.0
  /// Requests to `/api/` that the Hub's present window still allows; nil when it has not said.
  public var remaining: Int?
  /// Time since the start.
  public var seconds = 0.0
  /// Time since the start in which replies came or were awaited, and not the quota or a pause, in seconds.
  package var busySeconds = 0.0
  /// What the Hub's quota allows from now on; nil when nobody knows.
  package var outlook: QuotaOutlook?

  /// How long so many more requests take at the pace and with the quota so far, in seconds; nil before
  /// the first one.
  package func secondsToGo(_ requests: Int) -> Double? {
    guard self.requests.total > 0 else { return nil }
    let pace = busySeconds / Double(self.requests.total)
    return outlook?.seconds(for: requests, each: pace) ?? Double(requests) * pace
  }
}

extension HarvestSummary {
  /// Sums up a harvest of the cache, over all of its sessions.
  init(of harvest: Int64, outcome: Outcome, tally: HarvestTally, in connection: Connection) throws {
    self.init(
      harvest: harvest,
      outcome: outcome,
      tally: tally,
      incompleteSteps: try connection.count(
        "SELECT count(*) FROM step WHERE harvest = ? AND state IN ('waiting', 'incomplete')",
        harvest
      ),
      brokenSteps: try connection.count(
        "SELECT count(*) FROM step WHERE harvest = ? AND state = 'incomplete'",
        harvest
      ),
      trouble: try connection.first(
        "SELECT reason FROM step WHERE harvest = ? AND state = 'incomplete' ORDER BY id",
        harvest
      ) { $0.optionalText(0) } ?? nil,
      findings: try connection.count("SELECT count(*) FROM finding WHERE harvest = ?", harvest),
      listings: try ListingCheck.all(of: harvest, in: connection),
      alarms: try Self.alarms(of: harvest, in: connection),
      missing: try connection.rows(
        """
        SELECT subject FROM step
        WHERE harvest = ? AND purpose IN ('root', 'member') AND state = 'missing'
        ORDER BY id
        """,
        harvest
      ) { $0.text(0) }
    )
  }
}

extension ArchiveNote.Closing {
  /// The same as a tally.
  var tally: HarvestTally {
    var tally = HarvestTally()
    tally.requests = .init(api: apiRequests, resolvers: resolverRequests, pages: pageRequests)
    (tally.rows, tally.changes) = (rowCount, changeCount)
    (tally.waitedSeconds, tally.seconds) = (waitedSeconds, seconds)
    return tally
  }
}

extension HarvestSummary {
  /// Whether the Hub shows nothing of what was asked for: `asked` repositories by name.
  package func hasNothing(of asked: Int) -> Bool {
    !missing.isEmpty && missing.count == asked && tally.rows == 0
  }
}
