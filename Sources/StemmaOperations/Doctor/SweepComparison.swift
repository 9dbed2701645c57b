import StemmaCore
import StemmaHarvest
import StemmaStore
import StemmaStudies

/// What a complete listing brought, beside what others measured on the whole Hub.
///
/// Reads the cache alone: no request is made.
public struct SweepComparison: Sendable, Hashable {
  /// How far a figure is from the known one.
  public enum Verdict: String, Sendable, Hashable {
    /// Within 5 %.
    case agreed
    /// Within 20 %: method has to explain it.
    case toExplain = "to explain"
    /// Beyond: a fault, here or there, until shown otherwise.
    case atFault = "at fault"
  }

  /// One figure.
  public struct Line: Sendable, Hashable {
    /// What was counted.
    public var measure: String
    /// What others found, scaled to the models of today where it grows with them.
    public var expected: Double
    /// What the cache holds.
    public var found: Double
    /// How far apart they are.
    public var verdict: Verdict
    /// When and by whom it was measured.
    public var asOf, source: String
    /// What a deviation means.
    public var meaning: String
  }

  /// The models that the Hub lists, as the cache knows them.
  public let models: Int
  /// When everything was last listed to its end.
  public let asOf: String
  /// The figures.
  public let lines: [Line]

  /// Whether a figure is beyond what method can explain.
  public var isAtFault: Bool { lines.contains { $0.verdict == .atFault } }

  /// Compares the cache at `path`.
  ///
  /// - Throws: An error of one line when it cannot be read, or holds no complete listing of models.
  public init(cachePath path: String) throws {
    self = try Cache(path: path, access: .read).read { try SweepComparison(in: $0) }
  }

  init(in connection: Connection) throws {
    let listing = try connection.first(
      """
      SELECT harvest.started_at, step.page_count
      FROM step
      JOIN harvest ON harvest.id = step.harvest
      WHERE step.kind = 'model' AND step.purpose = 'listing' AND step.state = 'done'
      ORDER BY step.harvest DESC
      LIMIT 1
      """
    ) { $0.inOrder { (startedAt: $0.text(), pages: $0.int()) } }
    guard let listing else {
      throw HarvestError(
        description: "The cache holds no complete listing of models. Run `stemma harvest --plan "
          + "sweep` first."
      )
    }
    asOf = listing.startedAt
    models = try connection.count(
      "SELECT count(*) FROM repo WHERE kind = 'model' AND gone_since IS NULL"
    )
    let count = Double(models)
    lines =
      [
        Self.size(count, on: listing.startedAt),
        Self.requests(listing.pages, for: count),
      ]
      + (try KnownAnswer.all.map { answer in
        let found = try connection.first(answer.sql) { $0.optionalReal(0) } ?? nil
        return Self.line(answer, found: found ?? 0, models: count)
      })
  }

  /// The Hub's size by a complete listing of 2026-10-03, and what was added a day since.
  private static func size(_ models: Double, on date: String) -> Line {
    let then = Timestamp.secondsSince1970(in: "2026-10-03") ?? 0
    let days = Double((Timestamp.secondsSince1970(in: date) ?? then) - then) / 86_400
    return Line(
      measure: "models",
      expected: 3_117_871 + 2_877 * days,
      found: models,
      verdict: verdict(models, expected: 3_117_871 + 2_877 * days, isShare: false),
      asOf: "2026-10-03",
      source: "misaka census, report, and 2,877 a day since",
      meaning: "far fewer: the walk ended early, or a filter slipped in"
    )
  }

  private static func requests(_ pages: Int, for models: Double) -> Line {
    Line(
      measure: "pages of the listing",
      expected: (models / 1000).rounded(.up),
      found: Double(pages),
      verdict: verdict(Double(pages), expected: (models / 1000).rounded(.up), isShare: false),
      asOf: "2026-10-03",
      source: "misaka census, method: a page a thousand models",
      meaning: "more: short pages, or pages that were asked for in halves"
    )
  }

  static func line(_ answer: KnownAnswer, found: Double, models: Double) -> Line {
    let expected: Double
    var isShare = false
    switch answer.scale {
    case .fixed: expected = answer.value
    case .share: (expected, isShare) = (answer.value, true)
    case .models(let then): expected = answer.value * models / then
    }
    return Line(
      measure: answer.measure,
      expected: expected,
      found: found,
      verdict: verdict(found, expected: expected, isShare: isShare),
      asOf: answer.asOf,
      source: answer.source,
      meaning: answer.meaning
    )
  }

  /// Of shares below one in a hundred, half a point is within what method explains.
  static func verdict(_ found: Double, expected: Double, isShare: Bool) -> Verdict {
    let distance = abs(found - expected)
    if isShare, expected < 1 { return distance <= 0.5 ? .agreed : .atFault }
    guard expected > 0 else { return distance == 0 ? .agreed : .atFault }
    return switch distance / expected {
    case ...0.05: .agreed
    case ...0.2: .toExplain
    default: .atFault
    }
  }
}
