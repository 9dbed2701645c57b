package import StemmaGraph
import StemmaLink
package import StemmaStore

/// Models that are made from each other, if their cards are believed.
public struct Cycles: Sendable, Hashable {
  /// The strongly connected parts of more than one model: each by name, and by their first names.
  public let cycles: [[String]]
  /// Models that name themselves, by name.
  public let selfLoops: [String]

  /// Makes one from its parts, without a cache.
  public init(
    cycles: [[String]] = [],
    selfLoops: [String] = []
  ) {
    self.cycles = cycles
    self.selfLoops = selfLoops
  }

  /// Finds the cycles.
  ///
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges.
  package init(filter: FamilyScope = .init(), in connection: Connection) throws {
    let family = try FamilyGraph(filter, in: connection)
    let names = try NodeNames(in: connection)
    let name = { (node: Int32) in try names.name(of: family.id(node)) ?? "" }
    cycles = try Condensation(of: family.graph).cycles()
      .map { try $0.map(name).sorted() }
      .sorted { $0.lexicographicallyPrecedes($1) }
    selfLoops = try family.graph.selfLoops.map(name).sorted()
  }
}
