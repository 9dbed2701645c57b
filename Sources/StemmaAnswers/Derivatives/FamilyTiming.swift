public import StemmaCore
package import StemmaGraph
package import StemmaLink
package import StemmaStore

/// How soon a model was built on, and how long a generation takes below it.
///
/// Times are those at which repositories were made, which are not days of release; a repository
/// older than 2022-03-02 carries that moment, which counts as unknown.
public struct FamilyTiming: Sendable, Hashable {
  /// The derivatives at one distance.
  public struct Generation: Sendable, Hashable {
    /// The smallest number of edges from the model.
    public let distance: Int
    /// Models of it that the Hub lists.
    public let models: Int
    /// When the first of them was made; nil when no time is known.
    public let first: String?
    /// The median time since the model itself was made, in days.
    public let medianDays: Double?

    /// Makes one from its parts, without a cache.
    public init(
      distance: Int,
      models: Int,
      first: String? = nil,
      medianDays: Double? = nil
    ) {
      self.distance = distance
      self.models = models
      self.first = first
      self.medianDays = medianDays
    }
  }

  /// The steps from parent to child.
  public struct Steps: Sendable, Hashable {
    /// Those of which both times are known.
    public let dated: Int
    /// Those whose child is older than its parent.
    public let backwards: Int
    /// The times between parent and child in days: quartiles and median; nil without any.
    public let lowerQuartile, median, upperQuartile: Double?

    /// Makes one from its parts, without a cache.
    public init(
      dated: Int,
      backwards: Int,
      lowerQuartile: Double? = nil,
      median: Double? = nil,
      upperQuartile: Double? = nil
    ) {
      self.dated = dated
      self.backwards = backwards
      self.lowerQuartile = lowerQuartile
      self.median = median
      self.upperQuartile = upperQuartile
    }
  }

  /// The model's name at the moment asked for.
  public let model: String
  /// When it was made; nil when that is not known.
  public let createdAt: String?
  /// Its earliest child; nil when it has none of a known time.
  public let firstDerivative: String?
  /// The days until that child was made; below 0 when it is older than the model.
  public let daysToFirst: Double?
  /// By distance.
  public let generations: [Generation]
  /// All steps between the model and its descendants.
  public let steps: Steps

  /// Makes one from its parts, without a cache.
  public init(
    model: String,
    createdAt: String? = nil,
    firstDerivative: String? = nil,
    daysToFirst: Double? = nil,
    generations: [Generation] = [],
    steps: Steps
  ) {
    self.model = model
    self.createdAt = createdAt
    self.firstDerivative = firstDerivative
    self.daysToFirst = daysToFirst
    self.generations = generations
    self.steps = steps
  }

  /// Times one family.
  ///
  /// - Complexity: O(*f*) reads for a family of *f* nodes and edges, and a sort of it.
  package init(
    of node: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    let family = try FamilyBelow([node.id], filter, in: connection)
    let births = try Births(of: family.members, head: node, in: connection)
    let below = family.descendants
    let names = try NodeNames(in: connection)
    let first = try births.earliest(among: below.lazy.filter { $0.distance == 1 }.map(\.node)) {
      try names.name(of: try family.members.id($0)) ?? ""
    }
    let born = births.time(of: 0)
    model = node.name
    createdAt = born.map(Timestamp.text(secondsSince1970:))
    firstDerivative = first?.name
    daysToFirst = first.flatMap { first in born.map { Self.days(first.time - $0) } }
    generations = Dictionary(
      grouping: below.lazy.filter { births.isListed[$0.node] },
      by: \.distance
    )
    .sorted { $0.key < $1.key }
    .map { distance, members in
      let times = members.compactMap { births.time(of: $0.node) }.sorted()
      return Generation(
        distance: Int(distance),
        models: members.count,
        first: times.first.map(Timestamp.text(secondsSince1970:)),
        medianDays: born.flatMap { born in Self.quantile(times.map { $0 - born }, 2) }
      )
    }
    var spans: [Int64] = []
    try family.graph().forEachGeneration(created: births.time) { spans.append($1) }
    spans.sort()
    steps = Steps(
      dated: spans.count,
      backwards: spans.count { $0 < 0 },
      lowerQuartile: Self.quantile(spans, 1),
      median: Self.quantile(spans, 2),
      upperQuartile: Self.quantile(spans, 3)
    )
  }

  private static func days(_ seconds: Int64) -> Double {
    (Double(seconds) / 864).rounded() / 100
  }

  /// The given quarter of ascending times in days, between two of them in proportion.
  private static func quantile(_ seconds: [Int64], _ quarter: Int) -> Double? {
    guard let last = seconds.last else { return nil }
    let place = Double((seconds.count - 1) * quarter) / 4
    let low = Int(place)
    let next = low + 1 < seconds.count ? seconds[low + 1] : last
    let between =
      Double(seconds[low]) + (Double(next) - Double(seconds[low])) * (place - Double(low))
    return days(Int64(between.rounded()))
  }
}

/// When the models of a family were made.
private struct Births {
  /// Whether the Hub lists each node.
  let isListed: [Bool]
  /// In seconds since 1970, by node.
  private let times: [Int64]

  /// The Hub's stand-in for every earlier time: 2022-03-02T23:29:04Z.
  private static let floor: Int64 = 1_646_263_744

  init(of family: FamilyMembers, head: NamedNode, in connection: Connection) throws {
    isListed = try family.isListed()
    var times = try family.column(.births, or: GraphArrays.unborn)
    // One without any edge is not among the arrays.
    let text = try connection.first("SELECT created_at FROM repo WHERE id = ?", head.id) {
      $0.optionalText(0)
    }
    times[0] = text.flatMap { $0 }.flatMap(Timestamp.secondsSince1970) ?? GraphArrays.unborn
    self.times = times
  }

  /// Nil where it is not known.
  func time(of node: Int32) -> Int64? { times[node] > Self.floor ? times[node] : nil }

  /// The first, by name, of those made at the earliest time.
  func earliest(
    among nodes: some Sequence<Int32>,
    name: (Int32) throws -> String
  ) rethrows -> (name: String, time: Int64)? {
    let dated = nodes.filter { isListed[$0] && time(of: $0) != nil }
    guard let first = dated.lazy.map({ times[$0] }).min() else { return nil }
    let names = try dated.filter { times[$0] == first }.map(name)
    return names.min().map { ($0, first) }
  }
}

extension FamilyTiming: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "model": .string(model), "created_at": JSONValue(createdAt),
      "first_derivative": JSONValue(firstDerivative), "days_to_first": Self.json(daysToFirst),
      "generations": .array(
        generations.map {
          [
            "distance": .integer(Int64($0.distance)), "models": .integer(Int64($0.models)),
            "first": JSONValue($0.first), "median_days": Self.json($0.medianDays),
          ]
        }
      ),
      "steps": [
        "dated": .integer(Int64(steps.dated)), "backwards": .integer(Int64(steps.backwards)),
        "lower_quartile_days": Self.json(steps.lowerQuartile),
        "median_days": Self.json(steps.median),
        "upper_quartile_days": Self.json(steps.upperQuartile),
      ],
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["distance", "models", "first", "median_days"],
      rows: generations.map {
        [
          Table.Cell($0.distance), Table.Cell($0.models), Table.Cell($0.first),
          $0.medianDays.map(Table.Cell.number) ?? .missing,
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let first = firstDerivative.map { name in
      "First derivative \(TerminalText.inert(name))"
        + (daysToFirst.map { " after \($0) \($0 == 1 ? "day" : "days")" } ?? "") + ".\n"
    }
    let step = steps.median.map {
      "From parent to child: median \($0) \($0 == 1 ? "day" : "days") over \(steps.dated.counted("dated step")), "
        + "\(steps.backwards) of them backwards.\n"
    }
    return "Generations below \(TerminalText.inert(model))\n\n" + table.text(as: .table) + "\n"
      + (first ?? "No derivative has a known date.\n") + (step ?? "")
  }

  private static func json(_ number: Double?) -> JSONValue { number.map(JSONValue.number) ?? .null }
}
