public import StemmaCore
public import StemmaGraph
public import StemmaLink
import StemmaMetrics
package import StemmaStore

/// The derivatives of a model, grouped by something they have.
public struct Breakdown: Sendable, Hashable {
  /// What derivatives can be grouped by.
  public typealias Key = GroupKey
  /// Derivatives that share a value.
  public typealias Group = FamilyGroup

  /// The model's current name.
  public let model: String
  /// What they are grouped by.
  public let key: Key
  /// The largest first; months in their order.
  public let groups: [Group]
  /// How many derivatives are such by inferred edges only; nil when these were not followed.
  public let inferred: Int?
  /// How many derivatives were left out as mass uploads; nil when these count.
  public let massUploads: Int?
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    model: String,
    key: Key,
    groups: [Group] = [],
    inferred: Int? = nil,
    massUploads: Int? = nil,
    relationBasis: RelationBasis? = nil
  ) {
    self.model = model
    self.key = key
    self.groups = groups
    self.inferred = inferred
    self.massUploads = massUploads
    self.relationBasis = relationBasis
  }

  /// Groups the derivatives that the Hub lists.
  ///
  /// - Complexity: O(*g*) for *g* groups where the last analysis grouped a large family already;
  ///   otherwise the arrays of the graph are read, and the rest is in proportion to the family.
  package init(
    of node: NamedNode,
    by key: Key,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    guard node.kind == .model else {
      self = try MentionFamily(of: node, .down, filter: filter, in: connection).breakdown(by: key)
      return
    }
    model = node.name
    relationBasis = filter.relationBasis
    self.key = key
    if let stored = try Self.stored(of: node, by: key, filter, in: connection) {
      groups = Self.inOrder(stored, by: key)
      inferred = nil
      massUploads = nil
    } else {
      let family = try FamilyBelow([node.id], filter, in: connection)
      let column = try GroupColumn(key, of: family.members)
      groups = Self.inOrder(try column.groups(of: family.descendants), by: key)
      inferred = try family.inferredCount(of: family.listedCount(), in: connection)
      massUploads =
        filter.isWithoutMassUploads
        ? try FamilyBelow([node.id], filter.withMassUploads, in: connection).listedCount()
          - family.listedCount() : nil
    }
  }

  /// The groups that the last analysis counted; nil where it did not.
  private static func stored(
    of node: NamedNode,
    by key: Key,
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> [Group]? {
    guard filter.isAnsweredByClosure, filter.depth ?? 1 == 1 else { return nil }
    let groups = try FamilyGroupTable.groups(of: node.id, by: key, in: connection)
    guard !groups.isEmpty else { return nil }
    guard filter.depth == 1 else { return groups }
    return groups.filter { $0.direct > 0 }
      .map { Group(value: $0.value, direct: $0.direct, all: $0.direct) }
  }

  private static func inOrder(_ groups: [Group], by key: Key) -> [Group] {
    groups.indices
      // Tens of thousands are sorted at a time, and this is most of what decides.
      .map { index in
        let group = groups[index]
        return (key == .month ? 0 : -group.all, group.order.firstBytes, index: index)
      }
      .sorted { one, other in
        (one.0, one.1) == (other.0, other.1)
          ? groups[one.index].order.precedes(groups[other.index].order)
          : (one.0, one.1) < (other.0, other.1)
      }
      .map { groups[$0.index] }
  }
}

extension Breakdown.Group {
  fileprivate var order: String { value ?? "" }
}

extension String {
  /// The first eight bytes as a number that is in their order.
  fileprivate var firstBytes: UInt64 {
    var number: UInt64 = 0
    var shift = 64
    for byte in utf8.prefix(8) {
      shift -= 8
      number |= UInt64(byte) << shift
    }
    return number
  }

  /// Whether it comes first as SQLite compares texts: byte by byte.
  ///
  /// Straight from memory: tens of thousands are sorted at a time.
  fileprivate func precedes(_ other: String) -> Bool {
    var (one, other) = (self, other)
    return one.withUTF8 { one in
      other.withUTF8 { other in
        let count = Swift.min(one.count, other.count)
        for place in 0..<count where one[place] != other[place] { return one[place] < other[place] }
        return one.count < other.count
      }
    }
  }
}

extension Breakdown: LongReport {
  /// The members of the JSON before the list.
  public var head: [JSONValue.Member] {
    let head: JSONValue = [
      "model": .string(model), "by": .string(key.rawValue),
      "relation_by": RelationBasis.json(relationBasis),
    ]
    let answer = head.adding(inferred: inferred)
    return (massUploads.map { answer.adding("mass_uploads", .count($0)) } ?? answer).object ?? []
  }

  /// The name of the member that holds the list.
  public static let listName = "groups"
  /// What is listed.
  public var list: [Group] { groups }

  /// The names of the members that each element has.
  public static let members = ["value", "direct", "all"]

  /// The values of an element's members.
  public static func values(of group: Group) -> [JSONValue] {
    [JSONValue(group.value), .count(group.direct), .count(group.all)]
  }

  /// The names of the columns.
  public var headings: [String] { [key.rawValue, "direct", "all"] }

  /// An element as a row.
  public static func row(of group: Group) -> [Table.Cell] {
    [Table.Cell(group.value), Table.Cell(group.direct), Table.Cell(group.all)]
  }

  /// Writes ``text``.
  public func writeText(to output: OutputBuffer) throws {
    try writeRows(as: .table, to: output)
    if key == .relation { try output.write(RelationBasis.sentence(relationBasis) + "\n") }
  }
}
