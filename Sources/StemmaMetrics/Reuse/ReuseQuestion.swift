import StemmaCore
import StemmaGraph
public import StemmaLink
package import StemmaStore

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
  /// Whether models are looked for that do not declare the dataset but one that was made from it.
  public var includesDerived = false
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
  /// Which of the models that declare it count.
  public var counted = CountedUsers()

  /// The windows that are looked at unless others are named.
  public static let usualWindows = [30, 90, 92, 365]

  /// Asks about one dataset.
  public init(dataset: String, windows: [Int] = ReuseQuestion.usualWindows) {
    self.dataset = dataset
    self.windows = windows
  }
}

/// Which of the models that declare a dataset count, by who made them and when.
public struct CountedUsers: Sendable, Hashable {
  /// Owners, by any of their names, whose models do not count.
  public var leftOutOwners: [String] = []
  /// The first and the last day of creation, such as `2024-06-01`; nil for all.
  ///
  /// Models whose day is not known do not count where one is given.
  public var since, until: String?

  /// All of them.
  public init() {}

  /// Those among `users` that count.
  ///
  /// - Throws: `AnswerError` for an owner that the cache does not know, and for what is no date.
  package func among(
    _ users: [DatasetUser],
    in connection: Connection
  ) throws -> [DatasetUser] {
    guard self != CountedUsers() else { return users }
    let isMeant = try test(in: connection)
    return users.filter(isMeant)
  }

  func test(in connection: Connection) throws -> (DatasetUser) -> Bool {
    for day in [since, until].compactMap({ $0 })
    where Timestamp.secondsSince1970(in: day) == nil || day.utf8.count != 10 {
      throw AnswerError(.misuse, "\(day) is not a date. Write it as 2024-06-01.")
    }
    let leftOut = Set(
      try leftOutOwners.flatMap { try OwnerAccount($0, in: connection).names }.map {
        $0.lowercased()
      }
    )
    return { [since, until] user in
      if let owner = user.owner, leftOut.contains(owner.lowercased()) { return false }
      guard since != nil || until != nil else { return true }
      guard let day = user.createdAt.map({ String($0.prefix(10)) }) else { return false }
      return since ?? day <= day && day <= until ?? day
    }
  }
}
