import StemmaCore
import StemmaGraph
package import StemmaStore
import Testing

/// The stored family graph as text, with names in place of numbers, and its laws checked on the way.
package enum GraphLines {
  /// The tables that it is told of by.
  package static let tables: Set = [
    "graph_array", "graph_text", "lineage_place", "lineage_span",
  ]

  package static func lines(in connection: Connection) throws -> [String] {
    let stored = try StoredGraph(in: connection)
    let arrays = try GraphArrays(stored)
    try expectLaws(of: arrays, stored)
    let names = Dictionary(
      uniqueKeysWithValues: try connection.rows("SELECT id, kind || ' ' || name FROM node") {
        (Int32($0.integer(0)), $0.text(1))
      }
    )
    try NotableNames(in: connection).forEachModel { id, name in
      #expect(names[Int32(id)] == "model \(String(decoding: name, as: UTF8.self))")
    }
    let owners = Dictionary(
      uniqueKeysWithValues: try connection.rows("SELECT id, name FROM owner") {
        (Int32($0.integer(0)), $0.text(1))
      }
    )
    func text(_ code: Int32, _ book: GraphDictionary) throws -> String {
      code < 0 ? "-" : try stored.text(code, in: book)
    }
    let nodes = try arrays.ids.indices.map { place in
      let facts = arrays.facts(at: Int32(place))
      return """
        graph: \(names[arrays.ids[place]] ?? "?") \(facts.isListed ? "listed" : "not listed") \
        owner=\(owners[facts.owner] ?? "-") relation=\(try text(facts.relation, .relation)) \(try text(facts.words, .words)) \
        inferred=\(try text(facts.inferredRelation, .relation)) \(facts.inferredConfidence) \
        month=\(try text(facts.month, .month)) license=\(try text(facts.license, .license)) \
        languages=\(try text(facts.languages, .language)) born=\(facts.birth) \
        downloads=\(facts.downloads) \(facts.namesDataset ? "names a dataset" : "")
        """
    }
    func edges(_ edges: GraphArrays.Edges, _ kind: String) throws -> [String] {
      try rows(of: edges, count: arrays.ids.count).map { parent, edge in
        """
        graph: \(kind) \(names[arrays.ids[Int(edges.children[edge])]] ?? "?") from \
        \(names[arrays.ids[parent]] ?? "?") \(edges.relations.isEmpty ? "" : "relation=\(try text(edges.relations[edge], .relation)) ")\
        first=\(edges.isFirst[edge]) \(edges.confidences.isEmpty ? 0 : edges.confidences[edge])
        """
      }
    }
    let pairs = try pairs(in: connection).map { pair in
      "lineage: \(names[pair[0]] ?? "?") above \(names[pair[1]] ?? "?") by \(pair[2])"
    }
    let marks = try arrays.marks.map { id, mark in
      """
      mark: \(names[id] ?? "?") \(mark.kind.rawValue) \(mark.isListed ? "listed" : "gone") \
      made=\(mark.day.map(String.init) ?? "-") \(try text(arrays.spoken[Int(id)], .language))
      """
    }
    return try nodes + marks + parts(arrays, names, in: connection)
      + edges(arrays.declared, "declared") + edges(arrays.inferred, "inferred")
      + pairs
  }

  /// The connected parts by the names of their roots, which must be those of the edges.
  private static func parts(
    _ arrays: GraphArrays,
    _ names: [Int32: String],
    in connection: Connection
  ) throws -> [String] {
    #expect(try FamilyParts.faults(in: connection) == 0)
    guard let stored = try FamilyParts(storedIn: connection) else { return [] }
    return arrays.ids.enumerated().map { place, id in
      let part = stored.parts[place]
      let root = part < 0 ? "-" : names[stored.roots[Int(part)]] ?? "?"
      let roots = part < 0 ? 0 : stored.rootCounts[Int(part)]
      return
        "part: \(names[id] ?? "?") of \(root) roots=\(roots) parents=\(stored.parentCounts[place])"
    }
  }

  /// The closure as SQL sees it, which must be that of a plain search.
  private static func pairs(in connection: Connection) throws -> [[Int32]] {
    let stored = try connection.rows(
      "SELECT ancestor, descendant, distance FROM lineage ORDER BY ancestor, descendant"
    ) { row in (0..<3).map { Int32(row.integer($0)) } }
    let family = try FamilyGraph(in: connection)
    var searched: [[Int32]] = []
    family.graph.forEachPair {
      searched.append([Int32(family.id($0)), Int32(family.id($1)), $2])
    }
    #expect(stored == searched)
    #expect(try LineageTables.faults(in: connection) == 0)
    return stored
  }

  /// Every edge with the place of its parent.
  private static func rows(
    of edges: GraphArrays.Edges,
    count: Int
  ) -> [(parent: Int, edge: Int)] {
    let ranks = BitRanks(edges.parents)
    return (0..<count).flatMap { parent -> [(Int, Int)] in
      guard let row = ranks.rank(of: Int32(parent)).map(Int.init) else { return [] }
      return (edges.starts[row]..<edges.starts[row + 1]).map { (parent, Int($0)) }
    }
  }

  private static func expectLaws(of arrays: GraphArrays, _ stored: StoredGraph) throws {
    let count = arrays.ids.count
    #expect(Set(arrays.ids).count == count)
    #expect(arrays.heads == arrays.heads.sorted())
    var heads: Set<Int32> = []
    var firstParents: [Int: Int] = [:]
    for edges in [arrays.declared, arrays.inferred] {
      let rows = rows(of: edges, count: count)
      #expect(rows.map(\.edge) == Array(edges.children.indices))
      // Declared edges have the relation of their child.
      #expect(edges.relations.count == edges.confidences.count)
      #expect(edges.isFirst.count == rows.count)
      for (parent, edge) in rows {
        heads.insert(arrays.ids[parent])
        let child = Int(edges.children[edge])
        let isAlone = edge == 0 || rows[edge - 1].parent != parent
        #expect(isAlone || edges.children[edge - 1] < edges.children[edge])
        if edges.isFirst[edge] == 1, child != parent {
          #expect(firstParents.updateValue(parent, forKey: child) == nil)
        }
      }
    }
    #expect(Set(arrays.heads) == heads)
    for head in arrays.heads {
      let place = try #require(try stored.places(ofHeads: [Int64(head)]).first)
      #expect(arrays.ids[Int(place)] == head)
    }
    // What stands before its first parent is below a cycle of first parents: there is no top.
    for (child, parent) in firstParents where child < parent {
      let above = (0...count).reduce(parent as Int?) { node, _ in node.flatMap { firstParents[$0] }
      }
      #expect(above != nil)
    }
  }
}
