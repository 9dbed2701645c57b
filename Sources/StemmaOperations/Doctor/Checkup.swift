import StemmaStudies

/// What a look at the Hub's contract and at this machine came to.
public struct Checkup: Sendable, Hashable {
  /// What a look at one thing came to.
  public enum Verdict: String, Sendable, Hashable {
    /// It is as Stemma takes it to be.
    case same
    /// It is not.
    case differs
    /// Nothing was seen that says either.
    case unknown = "could not tell"
  }

  /// One thing that was looked at.
  public struct Line: Sendable, Hashable {
    /// The number of an unconfirmed point of the Hub's contract; nil for anything else.
    public var point: Int?
    /// What was looked at.
    public var what: String
    /// What Stemma takes it to be.
    public var expected: String
    /// What it is.
    public var seen: String
    /// What that comes to.
    public var verdict: Verdict
    /// What Stemma does about it, or what to do.
    public var advice: String
  }

  /// The Hub that was asked.
  public var endpoint: String
  /// Requests sent.
  public var requests: Int
  /// The file that holds every reply; nil when it could not be written.
  public var archive: String?
  /// The points of the contract that nobody had confirmed, and what else of it was looked at.
  public var contract: [Line]
  /// The machine, its libraries and the cache.
  public var machine: [Line]

  /// Whether anything is not as it should be.
  public var differs: Bool { (contract + machine).contains { $0.verdict == .differs } }
}
