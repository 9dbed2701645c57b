import StemmaStudies

/// One thing about the Hub that no source had settled when Stemma was written.
struct ContractPoint: Sendable {
  /// Its number in the list of them; nil for a further one.
  let number: Int?
  let what: String
  let expected: String
  /// What Stemma does about it, whichever way it is.
  let advice: String

  /// What was seen, as a line of the checkup.
  func line(_ verdict: Checkup.Verdict, _ seen: String) -> Checkup.Line {
    Checkup.Line(
      point: number,
      what: what,
      expected: expected,
      seen: seen,
      verdict: verdict,
      advice: advice
    )
  }

  private init(_ number: Int?, _ what: String, expected: String, _ advice: String) {
    (self.number, self.what, self.expected, self.advice) = (number, what, expected, advice)
  }

  static let pageLimit = ContractPoint(
    1,
    "largest page of a listing",
    expected: "a limit above 1,000 gives 1,000 rows",
    "Asks for at most 1,000 rows, and goes on as long as a next page is linked."
  )
  static let commitPage = ContractPoint(
    2,
    "page of commits without a limit",
    expected: "50 commits",
    "Always says how many it wants."
  )
  static let notModified = ContractPoint(
    3,
    "If-None-Match on /api",
    expected: "ignored: 200 with the body",
    "Never sends it: counters change most bodies, and a 304 costs a request too."
  )
  static let gatedCard = ContractPoint(
    4,
    "card of a gated repository without grant",
    expected: "401 or 403 with GatedRepo",
    "Reads its card fields from the listing, which are public."
  )
  static let buckets = ContractPoint(
    5,
    "quota of files",
    expected: "/raw/ counts as pages, and each hop of /resolve/ as one of resolvers",
    "Believes the quota headers of each reply, whatever the bucket."
  )
  static let oldName = ContractPoint(
    6,
    "filter by a base model's old name",
    expected: "lists nothing",
    "Asks by the present name, and joins old names itself."
  )
  static let revision = ContractPoint(
    7,
    "filter by a base model with a revision",
    expected: "lists nothing",
    "Reads name@revision in cards as the name and its revision."
  )
  static let missingParent = ContractPoint(
    8,
    "tags for a base model that is not there",
    expected: "kept as the card names it",
    "Takes parents from card, tags and baseModels, and keeps names that lead nowhere as ghosts."
  )
  static let relation = ContractPoint(
    9,
    "relation that a card states",
    expected: "the Hub gives the same one",
    "Keeps the card's, the Hub's and its own relation apart. The rules behind the Hub's are not published."
  )
  static let cursor = ContractPoint(
    10,
    "cursor of a listing",
    expected: "may be asked again",
    "Begins a listing again when its cursor is refused; overlaps a refresh by a day for the lag of "
      + "the index, which one visit cannot measure."
  )
  static let likers = ContractPoint(
    11,
    "likers of the most liked model",
    expected: "all of them in one reply",
    "Follows a next page if one is linked, and notes it when fewer come than the counter says."
  )
  static let discussionsOff = ContractPoint(
    12,
    "discussions that are switched off",
    expected: "403 or 404",
    "Treats any refusal as no discussions, and goes on."
  )
  static let robots = ContractPoint(
    13,
    "robots.txt and terms",
    expected: "/api/ is open to programs",
    "Asks only /api/ and card texts, within the quota. Read the terms of use yourself."
  )
  static let openAPI = ContractPoint(
    14,
    "published description of the API",
    expected: "has every route that Stemma asks",
    "Reads each record alone and ignores what it does not know."
  )
  static let baseModels = ContractPoint(
    15,
    "baseModels in listings",
    expected: "may be asked for",
    "Drops a property that is refused, and reads parents from tags and cards."
  )
  static let unknownSort = ContractPoint(
    16,
    "unknown sort key",
    expected: "ignored",
    "Sorts by createdAt, and stops a refresh that is not in order."
  )

  static let properties = ContractPoint(
    nil,
    "expand properties",
    expected: "all that Stemma asks for are known",
    "Drops a property that is refused, and notes a finding."
  )

  /// The points of the list, in its order.
  static let all = [
    pageLimit, commitPage, notModified, gatedCard, buckets, oldName, revision, missingParent,
    relation, cursor, likers, discussionsOff, robots, openAPI, baseModels, unknownSort,
  ]
}
