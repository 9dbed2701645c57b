/// One thing about the Hub that sources leave open or that may have moved.
struct ContractPoint: Sendable {
  /// The number of its first request in the list of probes.
  let number: Int
  let what: String
  let expected: String
  /// What a harvest does, as long as it is so.
  let use: String
  /// What it means for a harvest when it is not.
  let otherwise: String

  /// What was seen, as a line of the checkup.
  func line(_ verdict: Checkup.Verdict, _ seen: String) -> Checkup.Line {
    Checkup.Line(
      point: number,
      what: what,
      expected: expected,
      seen: seen,
      verdict: verdict,
      advice: verdict == .differs ? otherwise : use
    )
  }

  private init(
    _ number: Int,
    _ what: String,
    _ expected: String,
    _ use: String,
    else otherwise: String
  ) {
    (self.number, self.what, self.expected) = (number, what, expected)
    (self.use, self.otherwise) = (use, otherwise)
  }
}

extension ContractPoint {
  static let robots = ContractPoint(
    1,
    "robots.txt",
    "/api/ is open to programs",
    "A harvest asks only /api/ and card texts. Read the terms of use yourself.",
    else: "Do not harvest before you have asked Hugging Face."
  )
  static let openAPI = ContractPoint(
    2,
    "published description of the API",
    "describes no list or detail of models, datasets or Spaces",
    "The shapes of records are known from recordings alone; a harvest ignores what it does not know.",
    else: "Records are described there now: compare what Stemma reads with it."
  )
  static let properties = ContractPoint(
    3,
    "expand properties of the three kinds",
    "an unknown one is refused, and all that Stemma asks for are known",
    "A harvest drops a property that is refused, and notes a finding.",
    else:
      "What is not known comes no more; what is not refused goes missing in silence; what is new "
      + "is not asked for."
  )
  static let order = ContractPoint(
    6,
    "listings oldest first",
    "from 2022-03-02 on, for the three kinds",
    "A sweep goes by creation: nothing created meanwhile is missed, and it can be stopped for days.",
    else: "The sweep of that kind goes newest first. Refresh soon after it."
  )
  static let filteredOrder = ContractPoint(
    9,
    "children of a model oldest first",
    "the oldest child",
    "Not relied on: a walk lists children newest first.",
    else: "Nothing changes: a walk lists children newest first."
  )
  static let page = ContractPoint(
    10,
    "a page of a sweep",
    "1,000 rows with every property, and a next page",
    "A sweep takes a request a thousand models.",
    else:
      "A sweep takes more requests: it drops what is refused, and halves pages that take too long."
  )
  static let nextPage = ContractPoint(
    11,
    "the page after it",
    "begins above the last _id of the page before",
    "A sweep shows each row once.",
    else: "Rows may come twice or be missed. Sweep twice, and compare the counts."
  )
  static let handMade = ContractPoint(
    12,
    "a cursor made by hand",
    "goes on behind its _id",
    "Not relied on: a harvest follows the Hub's links alone.",
    else: "Nothing changes: a harvest follows the Hub's links alone."
  )
  static let limit = ContractPoint(
    13,
    "limit=1001",
    "400, or 1,000 rows",
    "A harvest asks for at most 1,000 rows a page.",
    else: "Larger pages are possible, and a sweep could take fewer requests."
  )
  static let sort = ContractPoint(
    14,
    "an unknown sort key",
    "400",
    "A key that the Hub drops is seen at once.",
    else: "A key that the Hub drops is not refused: a harvest looks at the order of what comes."
  )
  static let otherOrder = ContractPoint(
    15,
    "direction=1 with another key",
    "400",
    "A harvest turns only the order of creation round.",
    else: "Nothing changes: a harvest turns only the order of creation round."
  )
  static let vanished = ContractPoint(
    16,
    "children of a model that vanished",
    "found under its old name",
    "A walk asks for each name that a model had and that cards write.",
    else: "Only a sweep finds the children of models that vanished."
  )
  static let oldName = ContractPoint(
    17,
    "children of a renamed model under its old name",
    "none",
    "The request for the old name brings nothing more.",
    else: "Old names have children of their own; a walk asks for each of them."
  )
  static let letterCase = ContractPoint(
    18,
    "children of a name in other letters",
    "none; some under the name as the Hub writes it",
    "A walk asks for each spelling that cards use; what has no tag, only a sweep finds.",
    else: "Letters do not matter to the filter any more."
  )
  static let adapters = ContractPoint(
    20,
    "what adapters were trained on",
    "config.peft.base_model_name_or_path in listings",
    "One more listing tells the bases of adapters.",
    else: "The bases of adapters are known from cards and tags alone."
  )
  static let datedLikes = ContractPoint(
    21,
    "likes with their dates",
    "likedAt for likers?expand=likedAt",
    "A harvest of details reads the curve of likes back to its first day.",
    else: "Another spelling is tried; without dates a curve of likes has only the days of harvests."
  )
  static let notModified = ContractPoint(
    23,
    "If-None-Match on /api",
    "200 with the body, and one request less in the quota",
    "A harvest never sends it.",
    else: "Asking again whether something changed may be cheaper than Stemma takes it to be."
  )
  static let files = ContractPoint(
    25,
    "card texts",
    "redirect, 200, 200 for /raw/, all in the bucket resolvers",
    "Cards are read by /resolve/, beside the quota of /api/.",
    else: "Cards cost another quota than forecast. A harvest believes the headers of each reply."
  )
  static let counts = ContractPoint(
    28,
    "count of a filter on the web side",
    "what childrenModelCount says",
    "Not relied on: a walk compares what it is shown with childrenModelCount.",
    else: "Trust neither count: list the children."
  )
  static let discussionsOff = ContractPoint(
    29,
    "discussions that are switched off",
    "403 or 404",
    "Any refusal is taken as no discussions.",
    else: "\"Off\" and \"none\" look alike."
  )
  static let gatedCard = ContractPoint(
    30,
    "card of a gated repository",
    "401 without token, 403 without grant, both GatedRepo",
    "Its card fields come from the listing, which is public.",
    else: "Look at this reply before a harvest of details of gated repositories."
  )
  static let likers = ContractPoint(
    32,
    "likers of the most liked model",
    "all of them in one reply",
    "Likers take one request.",
    else: "Likers come in pages or up to a bound; a harvest follows the pages."
  )
  static let lag = ContractPoint(
    33,
    "the newest model",
    "made minutes ago",
    "A refresh goes back a day further than the last harvest.",
    else: "Listings lag behind: what is new may take more than a day to show."
  )
  static let absence = ContractPoint(
    34,
    "a renamed and a missing model",
    "307 with a path; 401 without X-Error-Code",
    "A redirect tells an old name, and two misses on different days that a repository is gone.",
    else: "Do not harvest: renamed and missing repositories would be mistaken for each other."
  )
  static let laterCursor = ContractPoint(
    36,
    "a next page asked again days later",
    "the same rows, but for deleted ones",
    "A sweep that was stopped goes on from its next page.",
    else: "A sweep that was stopped for days begins anew."
  )

  /// All of them, in order.
  static let all = [
    robots, openAPI, properties, order, filteredOrder, page, nextPage, handMade, limit, sort,
    otherOrder, vanished, oldName, letterCase, adapters, datedLikes, notModified, files, counts,
    discussionsOff, gatedCard, likers, lag, absence, laterCursor,
  ]
}
