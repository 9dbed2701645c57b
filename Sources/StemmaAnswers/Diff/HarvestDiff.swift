public import StemmaCore
package import StemmaStore
import StemmaStudies

/// What changed between two harvests.
public struct HarvestDiff: Sendable, Hashable {
  /// A claim whose verdict is another.
  public struct Flip: Sendable, Hashable {
    /// The study's id.
    public let study: String
    /// The claim's id.
    public let claim: String
    /// Nil where the earlier harvest, or the later one, gave none.
    public let before: String?
    /// The verdict of the later harvest.
    public let after: String?
    /// The value that the earlier harvest measured.
    public let valueBefore: Double?
    /// The value that the later harvest measured.
    public let valueAfter: Double?
    /// Whether the claim's file or its study's is another, too.
    public let isRedefined: Bool

    /// Makes one from its parts, without a cache.
    public init(
      study: String,
      claim: String,
      before: String? = nil,
      after: String? = nil,
      valueBefore: Double? = nil,
      valueAfter: Double? = nil,
      isRedefined: Bool
    ) {
      self.study = study
      self.claim = claim
      self.before = before
      self.after = after
      self.valueBefore = valueBefore
      self.valueAfter = valueAfter
      self.isRedefined = isRedefined
    }
  }

  /// A license that is another.
  public struct License: Sendable, Hashable {
    /// The kind of repository.
    public let kind: String
    /// The repository's name.
    public let name: String
    /// What the earlier harvest saw; nil for no license.
    public let before: String?
    /// What the later harvest saw; nil for no license.
    public let after: String?

    /// Makes one from its parts, without a cache.
    public init(
      kind: String,
      name: String,
      before: String? = nil,
      after: String? = nil
    ) {
      self.kind = kind
      self.name = name
      self.before = before
      self.after = after
    }
  }

  /// The number of the earlier harvest.
  public let from: Int64
  /// The number of the later harvest.
  public let to: Int64
  /// The claims whose verdict is another.
  public let flips: [Flip]
  /// New and gone repositories by kind.
  public let new: [String: Int]
  /// Repositories that are gone, by kind.
  public let gone: [String: Int]
  /// At most a thousand.
  public let licenses: [License]
  /// What happened to which repositories: the most downloaded of each event.
  public let news: News

  /// Makes one from its parts, without a cache.
  public init(
    from: Int64,
    to: Int64,
    flips: [Flip] = [],
    new: [String: Int] = [:],
    gone: [String: Int] = [:],
    licenses: [License] = [],
    news: News? = nil
  ) {
    self.from = from
    self.to = to
    self.flips = flips
    self.new = new
    self.gone = gone
    self.licenses = licenses
    self.news =
      news ?? News(subject: "everything", subjectKind: "everything", from: from, to: to)
  }

  /// Compares two harvests; the last two where they are not named.
  ///
  /// - Throws: `AnswerError` when there are none of these numbers.
  package init(
    from: Int64?,
    to: Int64?,
    naming top: Int = HarvestDiff.usualTop,
    in connection: Connection
  ) throws {
    let (from, to) = try Self.harvests(from: from, to: to, in: connection)
    (self.from, self.to) = (from, to)
    flips = try Self.flips(from, to, in: connection)
    new = try Self.counts("first_seen", from, to, in: connection)
    gone = try Self.counts("gone_since", from, to, in: connection)
    licenses = try Self.licenses(from, to, in: connection)
    news = try News(ofEverythingFrom: from, to: to, top: top, in: connection)
  }

  /// How many repositories of each event are named unless another number is given.
  public static let usualTop = 20

  /// The number of the last harvest; nil before the first.
  package static func lastHarvest(in connection: Connection) throws -> Int64? {
    try connection.first("SELECT max(id) FROM harvest") { $0.optionalInteger(0) } ?? nil
  }

  /// The two harvests that are meant; the last two where they are not named.
  ///
  /// - Throws: `AnswerError` when there are none of these numbers.
  package static func harvests(
    from: Int64?,
    to: Int64?,
    in connection: Connection
  ) throws -> (from: Int64, to: Int64) {
    let numbers = try connection.rows("SELECT id FROM harvest ORDER BY id") { $0.integer(0) }
    for number in [from, to].compactMap({ $0 }) where !numbers.contains(number) {
      let known = numbers.isEmpty ? "none" : "\(numbers[0]) to \(numbers[numbers.count - 1])"
      throw AnswerError(
        .unknownName,
        "There is no harvest \(number); the cache has \(known). `stemma status` lists the last ones."
      )
    }
    if let from, let to, from >= to {
      throw AnswerError(
        .misuse,
        "Two different harvests are compared, the earlier one first: not \(from) and \(to)."
      )
    }
    guard let to = to ?? numbers.last, let from = from ?? numbers.last(where: { $0 < to }) else {
      throw AnswerError(.beforeHistory, try nothingBefore(numbers, to, in: connection))
    }
    return (from, to)
  }

  /// Why there is no earlier harvest to compare with, and what to do.
  private static func nothingBefore(
    _ numbers: [Int64],
    _ to: Int64?,
    in connection: Connection
  ) throws -> String {
    guard let first = numbers.first else {
      return "Nothing was harvested yet, and two harvests are compared: run `stemma harvest`."
    }
    let day = try connection.day(of: first)
    return numbers.count == 1
      ? "The cache has one harvest, of \(day), and two are compared: run `stemma harvest` once more."
      : "There is no harvest before \(first), the first one, of \(day): name a later one."
  }

  private static func flips(
    _ from: Int64,
    _ to: Int64,
    in connection: Connection
  ) throws -> [Flip] {
    try connection.rows(
      """
      SELECT claim.study, claim.claim, before.verdict AS verdict_before,
        after.verdict AS verdict_after, before.value AS value_before, after.value AS value_after,
        coalesce(before.claim_sha256 <> after.claim_sha256
          OR before.study_sha256 <> after.study_sha256, 0) AS is_redefined
      FROM (SELECT DISTINCT study, claim FROM main.verdict WHERE harvest IN (?1, ?2)) AS claim
      LEFT JOIN main.verdict AS before
        ON before.study = claim.study AND before.claim = claim.claim AND before.harvest = ?1
      LEFT JOIN main.verdict AS after
        ON after.study = claim.study AND after.claim = claim.claim AND after.harvest = ?2
      WHERE before.verdict IS NOT after.verdict
      ORDER BY claim.study, claim.claim
      """,
      from,
      to
    ) { row in
      Flip(
        study: row.text("study"),
        claim: row.text("claim"),
        before: row.optionalText("verdict_before"),
        after: row.optionalText("verdict_after"),
        valueBefore: row.optionalReal("value_before"),
        valueAfter: row.optionalReal("value_after"),
        isRedefined: row.bool("is_redefined")
      )
    }
  }

  private static func counts(
    _ column: String,
    _ from: Int64,
    _ to: Int64,
    in connection: Connection
  ) throws -> [String: Int] {
    let rows = try connection.rows(
      """
      SELECT kind, count(*)
      FROM repo
      WHERE \(column) > ? AND \(column) <= ? AND \(column) > 1
      GROUP BY kind
      """,
      from,
      to
    ) { $0.inOrder { ($0.text(), $0.int()) } }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  private static func licenses(
    _ from: Int64,
    _ to: Int64,
    in connection: Connection
  ) throws -> [License] {
    // What a harvest saw: a value that was replaced since, or the present one.
    func seen(_ column: String, in harvest: String) -> String {
      let held = """
        FROM repo_history AS held
        WHERE held.repo = repo.id AND held.field = '\(column)'
          AND held.first_seen <= \(harvest) AND held.last_seen >= \(harvest)
        """
      return """
        CASE WHEN EXISTS (SELECT 1 \(held)) THEN (SELECT value \(held)) ELSE repo.\(column) END
        """
    }
    func stated(in harvest: String) -> String {
      let columns = StatedLicense.columns.map { "\(seen($0, in: harvest)) AS \($0)" }
      return
        "(SELECT \(StatedLicense.sql(of: "card")) FROM (SELECT \(columns.joined(separator: ", "))) AS card)"
    }
    let columns = StatedLicense.columns.map { "'\($0)'" }.joined(separator: ", ")
    return try connection.rows(
      """
      SELECT kind, name, before, after
      FROM (
        SELECT repo.kind, repo.name, \(stated(in: "?1")) AS before, \(stated(in: "?2")) AS after
        FROM repo
        WHERE repo.id IN (
          SELECT repo FROM repo_history
          WHERE field IN (\(columns)) AND first_seen <= ?1 AND last_seen >= ?1 AND last_seen < ?2))
      WHERE lower(before) IS NOT lower(after)
      ORDER BY kind, name
      LIMIT 1000
      """,
      from,
      to
    ) { row in
      License(
        kind: row.text("kind"),
        name: row.text("name"),
        before: row.optionalText("before"),
        after: row.optionalText("after")
      )
    }
  }
}

extension HarvestDiff: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    func counts(_ counts: [String: Int]) -> JSONValue {
      .object(
        counts.sorted { $0.key < $1.key }.map { .init($0.key, .integer(Int64($0.value))) }
      )
    }
    return [
      "from": .integer(from), "to": .integer(to), "flips": .array(flips.map(\.json)),
      "new": counts(new), "gone": counts(gone),
      "licenses": .array(
        licenses.map {
          [
            "kind": .string($0.kind), "id": .string($0.name), "before": JSONValue($0.before),
            "after": JSONValue($0.after),
          ]
        }
      ),
      "counts": News.json(news.counts),
      "news": .array(news.items.map { .object(News.members, News.values(of: $0)) }),
    ]
  }

  /// What changed, a row each.
  public var table: Table {
    var rows: [[Table.Cell]] = flips.map { flip in
      [
        "verdict", .text(flip.claim), Table.Cell(flip.before), Table.Cell(flip.after),
        .text(flip.note),
      ]
    }
    for (what, counts) in [("new", new), ("gone", gone)] {
      rows += counts.sorted { $0.key < $1.key }.map { kind, count in
        [.text(what), .text(kind + "s"), .missing, Table.Cell(count), ""]
      }
    }
    rows += licenses.map {
      ["license", .text($0.name), Table.Cell($0.before), Table.Cell($0.after), ""]
    }
    // Licenses are told above, with the names that cards give them.
    rows += news.items.filter { $0.event != .relicensed }.map { item in
      [
        .text(item.event.rawValue), .text(item.id), Table.Cell(item.before), Table.Cell(item.after),
        .text(item.kind),
      ]
    }
    return Table(["what", "of", "before", "after", "note"], rows: rows)
  }

  /// The answer for a terminal.
  public var text: String {
    "From harvest \(from) to harvest \(to)\n\n"
      + (table.rows.isEmpty ? "Nothing changed.\n" : table.text(as: .table))
      + news.rest.map { $0 + "\n" }.joined()
  }
}

extension HarvestDiff.Flip {
  fileprivate var json: JSONValue {
    [
      "study": .string(study), "claim": .string(claim), "before": JSONValue(before),
      "after": JSONValue(after),
      "value_before": valueBefore.map(JSONValue.init(exactly:)) ?? .null,
      "value_after": valueAfter.map(JSONValue.init(exactly:)) ?? .null,
      "redefined": .bool(isRedefined),
    ]
  }

  fileprivate var note: String {
    let values = [valueBefore, valueAfter].map { $0.map(VerdictRule.text) ?? "-" }
    return "value \(values.joined(separator: " to "))"
      + (isRedefined ? "; the claim or the study was changed, too" : "")
  }
}
