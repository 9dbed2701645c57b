package import StemmaCore
package import StemmaGraph
package import StemmaLink
package import StemmaStore

/// The siblings of one model, written as they are read: of a million no more is held than some bytes each.
///
/// It writes what ``Siblings`` would, but on a terminal the first of many alone; and may only be written
/// while its connection is lent.
package struct SiblingsAnswer {
  private let node: NamedNode
  private let basis: RelationBasis?
  /// The numbers of the siblings in the cache, by how many parents they share, the most first.
  private let groups: [[Int64]]
  let count: Int
  private let parents: [Int64: String]
  private let names: NodeNames
  private let reader: ParentReader
  private let order: NameOrder

  /// A terminal shows no more of them.
  private static let shownLimit = 1000

  /// Finds who they are.
  ///
  /// - Complexity: O(*k* log *k*) for *k* children of all its parents.
  package init(
    of node: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    (self.node, basis) = (node, filter.relationBasis)
    names = try NodeNames(in: connection)
    reader = try ParentReader(filter, in: connection)
    order = try NameOrder(in: connection)
    let children = try FamilyChildren(filter, in: connection)
    var parents: [Int64: String] = [:]
    var met: [Int64] = []
    for found in try reader.edges(of: node.id, where: { _ in true }) {
      let parent = found.step.parent
      parents[parent] = try names.name(of: parent) ?? ""
      try children.forEach(of: parent) { child, isListed in
        if isListed, child != node.id, child != parent { met.append(child) }
      }
    }
    self.parents = parents
    var ofCount: [Int: [Int64]] = [:]
    met.sort()
    var (last, shared) = (met.first, 0)
    for id in met {
      if id != last, let done = last {
        ofCount[shared, default: []].append(done)
        (last, shared) = (id, 0)
      }
      shared += 1
    }
    if let last { ofCount[shared, default: []].append(last) }
    groups = ofCount.sorted { $0.key > $1.key }.map(\.value)
    count = groups.reduce(0) { $0 + $1.count }
  }

  /// A part of the siblings, those with most shared parents first and then by name, each read as it is asked
  /// for.
  func list(_ part: Range<Int> = 0..<Int.max) throws -> Attempts<[Int64], Siblings.Sibling> {
    var ids: [Int64] = []
    for group in groups where ids.count < part.upperBound {
      ids += try order.first(part.upperBound - ids.count, of: group).map { group[Int($0)] }
    }
    return Attempts(Array(ids.dropFirst(part.lowerBound))) { id in
      let kin = try reader.edges(of: id) { parents[$0] != nil }
        .map { (parent: parents[$0.step.parent] ?? "", relation: $0.relation) }
        .sorted { $0.parent < $1.parent }
      return Siblings.Sibling(
        id: try names.name(of: id) ?? "",
        relation: kin.first?.relation,
        parents: kin.map(\.parent)
      )
    }
  }

  /// Writes them in a format.
  package func write(as format: TableFormat, to output: OutputBuffer) throws {
    switch format {
    case .table: try writeText(to: output)
    case .json: try writeJSON(to: output)
    case .jsonl, .csv, .markdown: try writeRows(as: format, list(), to: output)
    }
  }

  private func writeText(to output: OutputBuffer) throws {
    try writeRows(as: .table, list(0..<Self.shownLimit), to: output)
    if count > Self.shownLimit {
      try output.write(
        "… \(count - Self.shownLimit) more of \(count): all of them with --json or --format csv\n"
      )
    }
    try output.write(RelationBasis.sentence(basis) + "\n")
  }

  private func writeRows(
    as format: TableFormat,
    _ siblings: Attempts<[Int64], Siblings.Sibling>,
    to output: OutputBuffer
  ) throws {
    try format.write(Siblings.Sibling.headings, siblings.lazy.map(\.row), to: output)
    try siblings.requireWhole()
  }

  private func writeJSON(to output: OutputBuffer) throws {
    try output.write(
      "{\"model\":\(JSONValue.string(node.name).inertText),\"relation_by\":\(RelationBasis.json(basis).inertText)"
    )
    try output.write(",\"total\":\(count),\"siblings\":")
    let siblings = try list()
    try output.writeList(Siblings.Sibling.jsonNames, siblings.lazy.map(\.jsonValues))
    try siblings.requireWhole()
    try output.write("}\n")
  }
}
