public import StemmaLink

/// What is asked about the reuse of a dataset.
public struct ReuseQuestion: Sendable, Hashable {
  /// An id, an old name or an address on the Hub.
  public var dataset: String
  /// How many days after the anchor are looked at, one window each.
  public var windows: [Int]
  /// The first day of all windows; nil for the dataset's first day on the Hub.
  public var from: String?
  /// Whether models of the dataset's own people count towards thresholds and groups.
  public var includesOwn = false
  /// Whether models are looked for that do not declare the dataset but descend from one that does.
  public var includesInherited = false
  /// Users and organizations that count as the dataset's own people, beside those in its names.
  public var owners: [String] = []
  /// Names that the dataset goes by and that the Hub does not lead from.
  public var aliases: [String] = []
  /// A study in the cache: the accounts of the project that made the dataset, official, former and of
  /// staff, count as its own people, and its former names as names of it.
  public var study: String?
  /// Numbers of users whose day of crossing is asked for, beside the usual ones.
  public var thresholds: [Int] = []
  /// Whose word on relations is taken; nil for the first known of the Hub's, the card's and ours.
  public var relationBasis: RelationBasis?

  /// The windows that are looked at unless others are named.
  public static let usualWindows = [30, 90, 92, 365]

  /// Asks about one dataset.
  public init(dataset: String, windows: [Int] = ReuseQuestion.usualWindows) {
    self.dataset = dataset
    self.windows = windows
  }
}
