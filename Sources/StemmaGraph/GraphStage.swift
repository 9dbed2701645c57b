import StemmaCore
package import StemmaLink
package import StemmaStore

/// Lays out the family graph, and writes its closure and the size of each family.
///
/// What it writes follows from the link stage's tables and the repositories alone.
package struct GraphStage: PipelineStage {
  /// The smallest family whose breakdowns are written: those of smaller ones are counted as fast.
  private let leastGrouped: Int

  package init(leastGrouped: Int = 1000) {
    self.leastGrouped = leastGrouped
  }

  /// Rebuilds its tables.
  ///
  /// - Complexity: O(*n* + *m* + *s*) for *n* nodes, *m* edges and *s* spans of the closure, which are
  ///   bounded: see ``LineageChains`` and ``FamilySizes``.
  @discardableResult
  package func run(on connection: Connection) throws -> Closure {
    let connection = connection.as(.graph)
    try connection.execute("DELETE FROM graph_array; DELETE FROM graph_text;")
    try GraphArrays(readingAll: connection).store(over: GraphArrays(), in: connection)
    try CounterMark(in: connection).keep()
    let closure = try ClosureBuilder(in: connection)
    try closure.parts(in: connection).store(over: nil, in: connection)
    try fill(closure, in: connection)
    return Closure()
  }

  private func fill(_ closure: ClosureBuilder, in connection: Connection) throws {
    try connection.execute(
      """
      DELETE FROM lineage_place; DELETE FROM lineage_span;
      DELETE FROM family; DELETE FROM family_group; DELETE FROM graph_finding;
      """
    )
    try closure.lineage(in: connection).fill(in: connection)
    try closure.families(leastGrouped, in: connection).fill()
    for finding in closure.findings {
      try connection.run(
        "INSERT INTO graph_finding (code, subject, detail) VALUES (?, NULL, ?)",
        finding.code,
        finding.detail
      )
    }
  }

  /// Brings its tables up to a change in the graph.
  ///
  /// - Complexity: Nothing without changed nodes. Otherwise as ``run(on:)``, but only rows that differ are
  ///   written, and of families those above the changed edges.
  @discardableResult
  package func update(after change: EdgeChange, on connection: Connection) throws -> Closure {
    guard case .some(let edges, let nodes) = change else { return try run(on: connection) }
    let connection = connection.as(.graph)
    let stored = try StoredGraph(in: connection)
    guard try stored.isComplete() else { return try run(on: connection) }
    let counters = try CounterMark(in: connection)
    guard !nodes.isEmpty else {
      try counters.renew(stored)
      return Closure()
    }
    let (old, parts) = (try GraphArrays(stored), try FamilyParts(stored))
    let new = try counters.renewed(old.renewing(nodes, in: connection), stored)
    try new.store(over: old, in: connection)
    try counters.keep()
    let recounted = new.counted(otherwiseThan: old, among: nodes)
    guard !edges.isEmpty || !recounted.isEmpty || !new.hasSameParts(as: old, changing: nodes)
    else { return Closure() }
    let closure = try ClosureBuilder(in: connection)
    try closure.parts(in: connection)
      .store(over: parts, in: connection)
    // What is left out where there is too much follows from the whole graph.
    let wasWhole = try connection.count("SELECT count(*) FROM graph_finding") == 0
    guard wasWhole, closure.findings.isEmpty else {
      try fill(closure, in: connection)
      return Closure()
    }
    if !edges.isEmpty { try closure.lineage(in: connection).replace() }
    let tables = try closure.families(leastGrouped, in: connection)
    let parents = Set(edges.lazy.filter { $0.child != $0.parent }.map(\.parent))
    // Those that lost their last edge are no nodes any more.
    for parent in parents where closure.family.node(parent) == nil {
      try tables.remove(head: parent)
    }
    let graph = closure.family.graph
    let touched =
      parents.compactMap(closure.family.node)
      + recounted.compactMap(closure.family.node).flatMap { graph.parents(of: $0) }
    try tables.replace(graph.heads(touchedAt: touched))
    return Closure()
  }
}

/// Who descends from whom in the stored graph, and how large the families are.
private struct ClosureBuilder {
  let family: FamilyGraph
  private let condensation: Condensation
  private let chains: LineageChains
  private let sizes: FamilySizes

  init(in connection: Connection) throws {
    family = try FamilyGraph(in: connection)
    condensation = Condensation(of: family.graph)
    chains = LineageChains(of: condensation)
    sizes = FamilySizes(chains, condensation, facts: try family.members.facts())
  }

  /// The connected parts, as they are stored.
  func parts(in connection: Connection) throws -> FamilyParts {
    try FamilyParts(of: family, condensation, in: connection).placed(family)
  }

  func lineage(in connection: Connection) throws -> LineageTables {
    try LineageTables(of: chains, numbered: family.ids, in: connection)
  }

  func families(_ leastGrouped: Int, in connection: Connection) throws -> FamilyTables {
    try FamilyTables(of: family, sizes, leastGrouped: leastGrouped, in: connection)
  }

  /// What there was no room or no time for.
  var findings: [(code: String, detail: String)] {
    var findings: [(code: String, detail: String)] = []
    let leftOut = chains.isLeftOut.count { $0 }
    if leftOut > 0 {
      findings.append(
        (
          Shortage.lineage,
          """
          The ancestors of \(leftOut.counted("model")) are too many and too tangled to be kept: lineage lacks \
          these models. Answers count them when they are asked for.
          """
        )
      )
    }
    if !sizes.uncounted.isEmpty {
      findings.append(
        (
          Shortage.family,
          """
          \(sizes.uncounted.count) models have families that would take too long to count: family \
          lacks these models. Answers count them when they are asked for.
          """
        )
      )
    }
    return findings
  }
}

/// Says that the closure and the families are those of the edges: only the graph stage makes one.
package struct Closure: Sendable {
  fileprivate init() {}
}
