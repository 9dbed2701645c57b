public import StemmaCore
import StemmaGraph
public import StemmaLink
import StemmaMetrics
package import StemmaStore

/// How a bootstrap is drawn.
public struct Resampling: Sendable, Hashable {
  /// How often is drawn.
  public var count: Int
  /// What the draws follow from.
  public var seed: UInt64

  /// 400 draws from the seed 1, unless said otherwise.
  public init(count: Int = 400, seed: UInt64 = 1) { (self.count, self.seed) = (count, seed) }
}

/// How much the number of derivatives depends on single publishers and on mass uploads.
///
/// A model without a publisher counts as one of its own.
public struct RobustCounts: Sendable, Hashable {
  /// The derivatives by one way of leaving some out.
  public struct Variant: Sendable, Hashable {
    /// What is left out, such as `top 5 publishers`; `nothing` for none.
    public let without: String
    /// What counts.
    public let counts: Derivatives.Counts
    /// Distinct publishers.
    public let publishers: Int
    /// The Herfindahl-Hirschman index and the Gini coefficient of models over publishers; nil without
    /// models.
    public let hhi, gini: Double?

    /// Makes one from its parts, without a cache.
    public init(
      without: String,
      counts: Derivatives.Counts,
      publishers: Int,
      hhi: Double? = nil,
      gini: Double? = nil
    ) {
      (self.without, self.counts, self.publishers) = (without, counts, publishers)
      (self.hhi, self.gini) = (hhi, gini)
    }
  }

  /// The share of a relation in all derivatives.
  public struct Share: Sendable, Hashable {
    /// `finetune`, `adapter`, `merge`, `quantized` or `unknown`.
    public let relation: String
    /// The share, and the bounds between which 95 of 100 draws lie; nil without models.
    public let share, low, high: Double?
    /// The smallest and the largest share when one publisher is left out; nil with one publisher.
    public let least, most: Double?

    /// Makes one from its parts, without a cache.
    public init(
      relation: String,
      share: Double? = nil,
      low: Double? = nil,
      high: Double? = nil,
      least: Double? = nil,
      most: Double? = nil
    ) {
      (self.relation, self.share, self.low, self.high) = (relation, share, low, high)
      (self.least, self.most) = (least, most)
    }
  }

  /// The models asked about, or their owner.
  public let subject: String
  /// With everything first.
  public let variants: [Variant]
  /// The smallest and the largest number of derivatives when one publisher is left out.
  public let least, most: Int
  /// One for each relation.
  public let shares: [Share]
  /// How the intervals were drawn.
  public let resampling: Resampling
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    subject: String,
    variants: [Variant] = [],
    least: Int,
    most: Int,
    shares: [Share] = [],
    resampling: Resampling = Resampling(),
    relationBasis: RelationBasis? = nil
  ) {
    (self.subject, self.variants, self.least, self.most) = (subject, variants, least, most)
    (self.shares, self.resampling, self.relationBasis) = (shares, resampling, relationBasis)
  }

  /// The numbers of largest publishers that are left out unless others are named.
  public static let usualTops = [1, 5, 10]

  /// Counts a family in several ways.
  ///
  /// - Complexity: As ``init(of:tops:resampling:in:)``, and what ``JointFamily`` takes.
  package init(
    _ question: DerivativeQuestion,
    tops: [Int] = usualTops,
    resampling: Resampling = Resampling(),
    in connection: Connection
  ) throws {
    try self.init(
      of: JointFamily(question, in: connection),
      tops: tops,
      resampling: resampling,
      in: connection
    )
  }

  /// Counts a family that was read.
  ///
  /// - Complexity: O(*f*) for a family of *f* nodes, and what `Statistics.shareIntervals` takes for its
  ///   publishers.
  package init(
    of family: JointFamily,
    tops: [Int] = usualTops,
    resampling: Resampling = Resampling(),
    in connection: Connection
  ) throws {
    let facts = try family.members.facts()
    let publishers = PublisherCounts(family.counted, facts)
    let others = PublisherCounts(try family.countedWithoutMassUploads(), facts)
    subject = family.label
    variants =
      [publishers.variant("nothing"), others.variant("mass uploads")]
      + tops.map {
        publishers.without(top: $0).variant($0 == 1 ? "top publisher" : "top \($0) publishers")
      }
    let all = publishers.total
    let sizes = publishers.groups.map { $0.members.reduce(0, +) }
    least = all - (sizes.max() ?? 0)
    most = all - (sizes.min() ?? 0)
    let intervals = Statistics.shareIntervals(
      publishers.groups,
      resamples: resampling.count,
      seed: resampling.seed
    )
    let sums = publishers.sums
    shares = Derivatives.Counts.relations.enumerated().map { kind, relation in
      let ranges = zip(publishers.groups, sizes).compactMap { group, size in
        all > size ? Double(sums[kind] - group.members[kind]) / Double(all - size) : nil
      }
      return Share(
        relation: relation,
        share: all > 0 ? Double(sums[kind]) / Double(all) : nil,
        low: intervals?[kind].low,
        high: intervals?[kind].high,
        least: ranges.min(),
        most: ranges.max()
      )
    }
    self.resampling = resampling
    relationBasis = family.scope.relationBasis
  }
}

/// How many derivatives of each relation every publisher has.
private struct PublisherCounts {
  /// Publishers that have as many of each, together: most have one derivative.
  ///
  /// The largest first; of equal ones the more finetunes, adapters and so on.
  let groups: [(members: [Int], count: Int)]

  /// - Complexity: O(*d* + *o* + *p*) for *d* derivatives by *p* publishers among *o* of the whole graph.
  init(_ counted: [Relative], _ facts: FamilyFacts) {
    let kinds = facts.relationCount
    var rows = [Int32](repeating: -1, count: Int(facts.owners.max() ?? -1) + 1)
    var sums: [Int] = []
    for relative in counted {
      let owner = facts.owners[relative.node]
      var row = owner < 0 ? -1 : rows[owner]
      if row < 0 {
        row = Int32(sums.count / kinds)
        sums.append(contentsOf: repeatElement(0, count: kinds))
        if owner >= 0 { rows[owner] = row }
      }
      sums[Int(row) * kinds + Int(facts.relations[relative.node])] += 1
    }
    var counts: [[Int]: Int] = [:]
    for first in stride(from: 0, to: sums.count, by: kinds) {
      counts[Array(sums[first..<first + kinds]), default: 0] += 1
    }
    groups = counts.map { (members: $0.key, count: $0.value) }.sorted { one, other in
      let (first, second) = (one.members.reduce(0, +), other.members.reduce(0, +))
      return first == second
        ? other.members.lexicographicallyPrecedes(one.members) : first > second
    }
  }

  private init(sorted groups: [(members: [Int], count: Int)]) { self.groups = groups }

  var total: Int { sums.reduce(0, +) }

  /// Over all publishers, by relation.
  var sums: [Int] {
    groups.reduce(into: [Int](repeating: 0, count: Derivatives.Counts.relations.count)) {
      for kind in $1.members.indices { $0[kind] += $1.members[kind] * $1.count }
    }
  }

  func without(top count: Int) -> PublisherCounts {
    var rest = max(0, count)
    return PublisherCounts(
      sorted: groups.compactMap { group in
        let dropped = min(rest, group.count)
        rest -= dropped
        return dropped == group.count ? nil : (group.members, group.count - dropped)
      }
    )
  }

  func variant(_ label: String) -> RobustCounts.Variant {
    let sizes = groups.flatMap {
      repeatElement(Double($0.members.reduce(0, +)), count: $0.count)
    }
    return RobustCounts.Variant(
      without: label,
      counts: Derivatives.Counts(byCode: sums),
      publishers: sizes.count,
      hhi: Statistics.herfindahlHirschman(sizes),
      gini: Statistics.gini(sizes)
    )
  }
}

extension RobustCounts: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "subject": .string(subject), "relation_by": RelationBasis.json(relationBasis),
      "variants": .array(
        variants.map {
          [
            "without": .string($0.without), "counts": $0.counts.json,
            "publishers": .count($0.publishers), "hhi": Self.json($0.hhi),
            "gini": Self.json($0.gini),
          ]
        }
      ),
      "leave_one_publisher_out": ["least": .count(least), "most": .count(most)],
      "shares": .array(
        shares.map {
          [
            "relation": .string($0.relation), "share": Self.json($0.share),
            "low": Self.json($0.low), "high": Self.json($0.high), "least": Self.json($0.least),
            "most": Self.json($0.most),
          ]
        }
      ),
      "bootstrap": [
        "resamples": .count(resampling.count), "seed": .string(String(resampling.seed)),
        "level": .number(0.95), "unit": "publisher",
      ],
    ]
  }

  private static func json(_ number: Double?) -> JSONValue { number.map(JSONValue.number) ?? .null }

  /// The answer as rows.
  public var table: Table {
    Table(
      [
        "without", "total", "finetune", "adapter", "merge", "quantized", "unknown", "publishers",
        "hhi", "gini",
      ],
      rows: variants.map {
        [
          .text($0.without), Table.Cell($0.counts.total), Table.Cell($0.counts.finetune),
          Table.Cell($0.counts.adapter), Table.Cell($0.counts.merge),
          Table.Cell($0.counts.quantized), Table.Cell($0.counts.unknown),
          Table.Cell($0.publishers), Table.Cell(measured: $0.hhi), Table.Cell(measured: $0.gini),
        ]
      }
    )
  }

  /// The shares as rows.
  public var shareTable: Table {
    Table(
      ["relation", "share", "low", "high", "least", "most"],
      rows: shares.map { share in
        [.text(share.relation)]
          + [share.share, share.low, share.high, share.least, share.most].map {
            Table.Cell(measured: $0)
          }
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    """
    Derivatives of \(TerminalText.inert(subject)), with some left out

    \(table.text(as: .table))
    Without any one publisher: \(least) to \(most).

    \(shareTable.text(as: .table))
    \(method)
    \(RelationBasis.sentence(relationBasis))

    """
  }

  /// How the numbers were made, as a sentence or two.
  public var method: String {
    """
    Intervals hold 95 of 100 of \(resampling.count) draws of whole publishers (seed \
    \(resampling.seed)); least and most are without any one publisher. HHI is the sum of squared \
    shares of publishers, Gini that of models over publishers.
    """
  }
}
