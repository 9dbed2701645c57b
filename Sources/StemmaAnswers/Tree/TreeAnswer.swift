package import StemmaCore
package import StemmaGraph
package import StemmaLink
package import StemmaStore

/// The tree of one model, written as it is read: of a family of a million no more is held than some bytes
/// a model.
///
/// It writes what ``ModelTree`` would, and may only be written while its connection is lent.
package struct TreeAnswer {
  private let tree: TreeReader

  /// Finds what is in the tree.
  package init(
    of root: NamedNode,
    direction: ModelTree.Direction = .down,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    tree = try TreeReader(of: root, direction: direction, filter: filter, in: connection)
  }

  /// Writes it as lines for a terminal.
  package func writeDrawing(to output: OutputBuffer) throws {
    try output.write(TreeDrawing(tree).text)
    let basis = tree.filter.relationBasis
    guard tree.shape.tellsRelations || basis != nil else { return }
    try output.write("\n" + RelationBasis.sentence(basis) + "\n")
  }

  /// Writes its nodes as rows, or all of it as JSON.
  package func write(as format: TableFormat, to output: OutputBuffer) throws {
    guard format != .json else { return try writeJSON(to: output) }
    let nodes = tree.nodes(try tree.ranks())
    try format.write(ModelTree.Node.headings, nodes.lazy.map(\.row), to: output)
    try nodes.requireWhole()
  }

  private func writeJSON(to output: OutputBuffer) throws {
    let ranks = try tree.ranks()
    let inferred = tree.inferred
    let basis = RelationBasis.json(tree.filter.relationBasis)
    try output.write("{\"model\":\(JSONValue.string(tree.root.name).inertText)")
    try output.write(",\"relation_by\":\(basis.inertText),\"nodes\":")
    let nodes = tree.nodes(ranks)
    try output.writeList(ModelTree.Node.jsonNames, nodes.lazy.map(\.jsonValues))
    try nodes.requireWhole()
    let edges = tree.edges(ranks)
    let names = ModelTree.Edge.jsonNames(isInferring: inferred != nil)
    try output.write(",\"edges\":")
    try output.writeList(names, edges.lazy.map(\.jsonValues))
    try edges.requireWhole()
    try output.write((inferred.map { ",\"inferred\":\($0)" } ?? "") + "}\n")
  }
}
