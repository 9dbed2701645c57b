import StemmaCore
import StemmaHarvest
import StemmaHub
import StemmaStore
import StemmaStudies

/// What a complete listing brought, beside what others measured on the whole Hub.
///
/// Reads the cache alone: no request is made.
public struct SweepComparison: Sendable, Hashable {
  /// How far a figure is from the known one.
  public enum Verdict: String, Sendable, Hashable {
    /// Within 5 %, or no further away than chance takes such a count.
    case agreed
    /// Within 20 %, and something that is known pushes it that way.
    case explained
    /// Beyond: a fault, here or there, until shown otherwise.
    case atFault = "at fault"
  }

  /// One figure.
  public struct Line: Sendable, Hashable {
    /// The measure, as its publisher calls it.
    public var name: String
    /// What was counted.
    public var measure: String
    /// What others found.
    public var known: Double
    /// The same, scaled to the models of today where it grows with them.
    public var expected: Double
    /// What the cache holds.
    public var found: Double
    /// How far apart they are.
    public var verdict: Verdict
    /// When and by whom it was measured.
    public var asOf, source: String
    /// What a deviation this way means; empty where they agree.
    public var meaning: String
  }

  /// A figure that a cache cannot be compared with.
  public struct Omission: Sendable, Hashable {
    /// The measure, as its publisher calls it.
    public var name: String
    /// What others found.
    public var known: Double
    /// When and by whom it was measured.
    public var asOf, source: String
    /// Why it is not compared.
    public var reason: String
  }

  /// The models that the Hub lists, as the cache knows them.
  public let models: Int
  /// When everything was last listed to its end.
  public let asOf: String
  /// The figures.
  public let lines: [Line]
  /// The published figures that are not compared.
  public let omissions: [Omission]

  /// Whether a figure is beyond what method can explain.
  public var isAtFault: Bool { lines.contains { $0.verdict == .atFault } }

  /// Compares the cache at `path`.
  ///
  /// - Throws: An error of one line when it cannot be read, or holds no complete listing of the models
  ///   of the public Hub.
  public init(cachePath path: String) throws {
    self = try Cache(path: path, access: .read).read { connection in
      let listings = try CompleteListing.all(in: connection)
      let model = listings.first { $0.kind == RepoKind.model.rawValue }
      guard let model, model.isOfPublicHub else {
        throw HarvestError(description: try CompleteListing.lack(model, in: connection))
      }
      return try SweepComparison(model, among: listings, in: connection)
    }
  }

  /// Compares the last complete listing, whatever Hub it is of; nil where there is none.
  init?(in connection: Connection) throws {
    let listings = try CompleteListing.all(in: connection)
    guard let model = listings.first(where: { $0.kind == RepoKind.model.rawValue }) else {
      return nil
    }
    try self.init(model, among: listings, in: connection)
  }

  private init(
    _ listing: CompleteListing,
    among listings: [CompleteListing],
    in connection: Connection
  ) throws {
    asOf = listing.startedAt
    let figures = try SweepFigures(listedAt: listing.startedAt, in: connection)
    let hub = SweptHub(
      models: figures.figures["models"]?.part ?? 0,
      pages: Double(listing.pages),
      listedAt: listing.startedAt,
      hasDatasets: listings.contains { $0.kind == RepoKind.dataset.rawValue },
      figures: figures
    )
    models = Int(hub.models)
    var (lines, omissions): ([Line], [Omission]) = ([], [])
    for answer in KnownAnswer.all {
      switch hub.line(answer) {
      case .success(let line): lines.append(line)
      case .failure(let omission): omissions.append(omission)
      }
    }
    (self.lines, self.omissions) = (lines, omissions)
  }
}

extension SweepComparison.Omission: Error {}

/// A listing of everything that was walked to its end.
private struct CompleteListing {
  let kind: String
  let endpoint: String
  let startedAt: String
  let rows: Int
  let pages: Int

  /// All of them, the last first.
  static func all(in connection: Connection) throws -> [CompleteListing] {
    try connection.rows(
      """
      SELECT step.kind, harvest.endpoint, harvest.started_at, step.row_count, step.page_count
      FROM step
      JOIN harvest ON harvest.id = step.harvest
      WHERE step.purpose = 'listing' AND step.state = 'done'
      ORDER BY step.harvest DESC
      """
    ) { row in
      row.inOrder {
        CompleteListing(
          kind: $0.text(),
          endpoint: $0.text(),
          startedAt: $0.text(),
          rows: $0.int(),
          pages: $0.int()
        )
      }
    }
  }

  /// Whether the models are those of the public Hub: asked for there, or at a mirror that has most.
  var isOfPublicHub: Bool { endpoint == Endpoint.production.base || rows >= Self.most }

  /// Half of what the public Hub listed in September 2026.
  private static let most = 1_500_000

  /// What is missing where there is no complete listing, or `other` of another Hub, and what to do.
  static func lack(_ other: CompleteListing?, in connection: Connection) throws -> String {
    if let other {
      return
        "The cache lists \(other.rows.counted("model")) of \(other.endpoint), which is not the "
        + "public Hub that others counted. Run `stemma harvest --plan sweep --endpoint "
        + "\(Endpoint.production.base)` into a cache of its own first."
    }
    let begun = try connection.first(
      """
      SELECT row_count FROM step
      WHERE purpose = 'listing' AND kind = 'model' AND row_count > 0
      ORDER BY harvest DESC
      LIMIT 1
      """
    ) { $0.int(0) }
    return "The cache holds no complete listing of models. "
      + (begun.map {
        "One came to \($0.counted("model")): run `stemma harvest --plan sweep` again, which goes on with it."
      } ?? "Run `stemma harvest --plan sweep` first.")
  }
}

/// The Hub as a cache knows it, to compare figures with.
struct SweptHub {
  let models: Double
  /// Replies of its listing.
  let pages: Double
  let listedAt: String
  /// Whether its datasets were listed as well.
  let hasDatasets: Bool
  let figures: SweepFigures

  /// A published figure beside the cache's, or why it stands alone.
  func line(
    _ answer: KnownAnswer
  ) -> Result<SweepComparison.Line, SweepComparison.Omission> {
    func omitted(_ reason: String) -> Result<SweepComparison.Line, SweepComparison.Omission> {
      .failure(
        .init(
          name: answer.name,
          known: answer.value,
          asOf: answer.asOf,
          source: answer.source,
          reason: reason
        )
      )
    }
    switch answer.comparison {
    case .none(let reason): return omitted(reason)
    case .figure(let compared):
      if let reason = obstacle(to: answer, compared.scale) { return omitted(reason) }
      var figure = figures.figure(of: answer)
      if answer.name == "sweep.requests" { figure.part = pages }
      return .success(line(answer, compared, figure))
    }
  }

  /// What this cache lacks for a comparison; nil where it lacks nothing.
  private func obstacle(to answer: KnownAnswer, _ scale: ComparedFigure.Scale) -> String? {
    if answer.name.hasPrefix("datasets"), !hasDatasets {
      return "the datasets were not listed"
    }
    if case .share = scale, figures.figure(of: answer).whole ?? 0 == 0 {
      return "the cache has none of what it is a share of"
    }
    if answer.name == "downloads_all_time.max", models * 2 < answer.modelsThen {
      return "it is of one model, and the cache has less than half of all"
    }
    if case .place = scale, let raw = Self.children[answer.subject],
      raw * models / answer.modelsThen < Self.leastChildren
    {
      return "so few models have no order of parents"
    }
    return nil
  }

  private static let leastChildren = 100.0
  private static let children = Dictionary(
    KnownAnswer.all.filter { $0.measure == "children.raw" }.map { ($0.subject, $0.value) },
    uniquingKeysWith: { first, _ in first }
  )

  private func line(
    _ answer: KnownAnswer,
    _ compared: ComparedFigure,
    _ figure: SweepFigures.Figure
  ) -> SweepComparison.Line {
    let expected = compared.expected(of: answer, models: models, listedAt: listedAt)
    let (verdict, meaning) = compared.judge(
      figure.value,
      expected: expected,
      of: figure.whole
    )
    return SweepComparison.Line(
      name: answer.name,
      measure: compared.words,
      known: answer.value,
      expected: Self.rounded(expected, compared.scale),
      found: Self.rounded(figure.value, compared.scale),
      verdict: verdict,
      asOf: answer.asOf,
      source: answer.source,
      meaning: meaning
    )
  }

  /// A count in whole numbers, unless it is below ten; a share with two decimals.
  private static func rounded(_ value: Double, _ scale: ComparedFigure.Scale) -> Double {
    switch scale {
    case .share: (value * 100).rounded() / 100
    default: value < 10 ? (value * 10).rounded() / 10 : value.rounded()
    }
  }
}

extension ComparedFigure {
  /// What others found, as it would be on a Hub of so many models on the day of a listing.
  func expected(of answer: KnownAnswer, models: Double, listedAt: String) -> Double {
    switch scale {
    case .share, .place: return answer.value
    case .models, .amount: return answer.value * models / answer.modelsThen
    case .falling: return answer.value * min(1, models / answer.modelsThen)
    case .growth(let perDay):
      let then = Timestamp.secondsSince1970(in: answer.asOf) ?? 0
      let days = Double((Timestamp.secondsSince1970(in: listedAt) ?? then) - then) / 86_400
      return answer.value + perDay * days
    }
  }

  /// How far a figure is from what is expected, and what that means.
  ///
  /// Within 5 % it agrees, and where it is no further away than three standard deviations: three times
  /// the root of the count that is expected, and never less than three. Of a share the rarer side is
  /// counted so. Of shares below one in a hundred half a point agrees. A share of none or of all never
  /// does, where chance would leave some. Within 20 %, or two places of an order, a method that pushes
  /// it that way explains it.
  ///
  /// Shares are in percent, of `whole` things.
  func judge(
    _ found: Double,
    expected: Double,
    of whole: Double? = nil
  ) -> (SweepComparison.Verdict, meaning: String) {
    let distance = abs(found - expected)
    if isNear(found, expected, whole) { return (.agreed, "") }
    var isFar = expected <= 0 || distance / expected > 0.2
    if case .place = scale { isFar = distance > 2 }
    switch found < expected ? lower : higher {
    case .method(let text):
      return isFar ? (.atFault, "further than this takes it: \(text)") : (.explained, text)
    case .fault(let text): return (.atFault, text)
    case .unknown: return (.atFault, "nothing that is known pushes it this way")
    }
  }

  private func isNear(_ found: Double, _ expected: Double, _ whole: Double?) -> Bool {
    let distance = abs(found - expected)
    guard case .share = scale else {
      if case .amount = scale { return distance <= 0.05 * expected }
      if case .place = scale { return distance == 0 }
      return distance <= max(0.05 * expected, 3 * max(1, expected).squareRoot())
    }
    let whole = max(1, whole ?? 1)
    let rare = whole * min(expected, 100 - expected) / 100
    if distance * whole / 100 <= 3 * max(1, rare).squareRoot() { return true }
    if found <= 0 || found >= 100 { return false }
    return distance <= (expected < 1 ? 0.5 : 0.05 * expected)
  }
}
