public import StemmaCore
public import StemmaGraph
public import StemmaLink
import StemmaMetrics

/// Derivatives grouped by one or two things that they have, such as month and relation.
public struct CrossBreakdown: Sendable, Hashable {
  /// Derivatives that share their values.
  public struct Group: Sendable, Hashable {
    /// A value for each key; nil where they state none.
    public let values: [String?]
    /// Children, and descendants at any distance.
    public let direct, all: Int
    /// Those of all that the models' own people publish.
    public let own: Int

    /// Makes one from its parts, without a cache.
    public init(values: [String?], direct: Int, all: Int, own: Int) {
      (self.values, self.direct, self.all, self.own) = (values, direct, all, own)
    }
  }

  /// The models asked about, or their owner.
  public let subject: String
  /// What they are grouped by.
  public let keys: [GroupKey]
  /// The largest first; by month first in the order of the months.
  public let groups: [Group]
  /// How many smaller groups are not shown.
  public let leftOut: Int
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    subject: String,
    keys: [GroupKey],
    groups: [Group] = [],
    leftOut: Int = 0,
    relationBasis: RelationBasis? = nil
  ) {
    (self.subject, self.keys, self.groups) = (subject, keys, groups)
    (self.leftOut, self.relationBasis) = (leftOut, relationBasis)
  }

  private struct Size {
    var (direct, all, own) = (0, 0, 0)

    mutating func count(_ relative: Relative, isOwn: Bool) {
      all += 1
      if relative.distance == 1 { direct += 1 }
      if isOwn { own += 1 }
    }

    mutating func add(_ other: Size) {
      direct += other.direct
      all += other.all
      own += other.own
    }
  }

  /// Groups what a family counts; a model counts under each of its languages.
  ///
  /// - Complexity: O(*f*), and a sort of the groups.
  package init(of family: JointFamily, by keys: [GroupKey], top: Int? = nil) throws {
    let columns = try keys.map { try GroupColumn($0, of: family.members) }
    // Equal ones are counted first and looked at once: as the digits of a number.
    var sizesByCode: [Int: Size] = [:]
    for relative in family.counted {
      let code = columns.reduce(0) {
        $0 * ($1.codeCount + 1) + Int($1.code(of: relative.node)) + 1
      }
      sizesByCode[code, default: Size()].count(relative, isOwn: family.isOwn[relative.node])
    }
    var sizes: [[String?]: Size] = [:]
    for (code, size) in sizesByCode {
      var (combinations, rest): ([[String?]], Int) = ([[]], code)
      for column in columns.reversed() {
        let digit = rest % (column.codeCount + 1)
        rest /= column.codeCount + 1
        let values = try column.values(of: Int32(digit) - 1)
        combinations = combinations.flatMap { behind in values.map { [$0] + behind } }
      }
      for values in combinations { sizes[values, default: Size()].add(size) }
    }
    let isByMonth = keys.first == .month
    let sorted = sizes.map { values, size in
      Group(values: values, direct: size.direct, all: size.all, own: size.own)
    }.sorted { one, other in
      let order = { (group: Group) in group.values.map { $0 ?? "" } }
      let (first, second) = (order(one), order(other))
      if isByMonth, first[0] != second[0] { return first[0] < second[0] }
      return one.all == other.all ? first.lexicographicallyPrecedes(second) : one.all > other.all
    }
    subject = family.label
    self.keys = keys
    groups = Array(sorted.prefix(top ?? .max))
    leftOut = sorted.count - groups.count
    relationBasis = family.scope.relationBasis
  }
}

extension CrossBreakdown: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "subject": .string(subject), "by": .array(keys.map { .string($0.rawValue) }),
      "relation_by": RelationBasis.json(relationBasis),
      "groups": .array(
        groups.map { group in
          [
            "values": .array(group.values.map { JSONValue($0) }), "direct": .count(group.direct),
            "all": .count(group.all), "own": .count(group.own),
            "outside": .count(group.all - group.own),
          ]
        }
      ),
      "left_out": .count(leftOut),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      keys.map(\.rawValue) + ["direct", "all", "own", "outside"],
      rows: groups.map { group in
        group.values.map { Table.Cell($0) }
          + [group.direct, group.all, group.own, group.all - group.own].map { Table.Cell($0) }
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    table.text(as: .table) + (leftOut > 0 ? "\(leftOut) smaller groups are not shown.\n" : "")
      + (keys.contains(.relation) ? RelationBasis.sentence(relationBasis) + "\n" : "")
  }
}
