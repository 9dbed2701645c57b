import Foundation
import StemmaAnswers
import StemmaGraph
import StemmaLink
@testable import StemmaStore
import StemmaTestSupport

/// A family written down as lines `parent <- child (relation)`, asked through a cache.
///
/// A ghost is `[name: reason]`; a line without an arrow is a model of no relation to others. What
/// is known of a model may follow its name: `a/chat {mit 2024-02-01 7}` for license, day of creation
/// and downloads.
struct Sketch {
  private struct Node {
    var name: String
    var reason: String?
    var facts: [String] = []
  }

  private var ids: [String: Int64] = [:]
  private var nodes: [Int64: Node] = [:]
  private var edges: [(child: Int64, parent: Int64, relation: String?)] = []

  init(_ lines: [String]) throws {
    for line in lines {
      let sides = line.split(separator: " <- ", maxSplits: 1).map(String.init)
      let parent = add(sides[0])
      guard sides.count == 2 else { continue }
      var child = sides[1]
      var relation: String?
      if child.hasSuffix(")"), let open = child.range(of: " (", options: .backwards) {
        relation = String(child[open.upperBound...].dropLast())
        child = String(child[..<open.lowerBound])
      }
      edges.append((add(child), parent, relation))
    }
  }

  private mutating func add(_ text: String) -> Int64 {
    var node = Node(name: text)
    if text.hasPrefix("["), text.hasSuffix("]"), let colon = text.lastIndex(of: ":") {
      node.name = String(text[..<colon].dropFirst())
      node.reason = text[text.index(after: colon)...].dropLast()
        .trimmingCharacters(in: .whitespaces)
    } else if text.hasSuffix("}"), let open = text.lastIndex(of: "{") {
      node.name = text[..<open].trimmingCharacters(in: .whitespaces)
      node.facts = text[text.index(after: open)...].dropLast().split(separator: " ")
        .map(String.init)
    }
    if let id = ids[node.name] { return id }
    let ghosts = nodes.keys.filter { $0 < 0 }.count
    let id = node.reason == nil ? Int64(nodes.count - ghosts + 1) : Int64(-ghosts - 1)
    (ids[node.name], nodes[id]) = (id, node)
    return id
  }

  /// Answers a question about the family.
  func ask<Answer>(_ question: (Connection) throws -> Answer) throws -> Answer {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
      return try cache.tamper { connection in
        try write(to: connection)
        try GraphStage().run(on: connection)
        return try question(connection)
      }
    }
  }

  private func write(to connection: Connection) throws {
    try connection.run(
      """
      INSERT INTO harvest (id, plan, kinds, subjects, asked, endpoint, version, started_at, outcome)
      VALUES (1, 'sweep', '', '', '', '', '', '2026-01-01T00:00:00Z', 'complete')
      """
    )
    for (id, node) in nodes.sorted(by: { $0.key < $1.key }) {
      guard node.reason == nil else {
        try connection.run(
          "INSERT INTO ghost (id, kind, name, reason) VALUES (?, 'model', ?, ?)",
          id,
          node.name,
          node.reason
        )
        continue
      }
      let owner = node.name.split(separator: "/").first.map(String.init) ?? ""
      try connection.run("INSERT OR IGNORE INTO owner (name) VALUES (?)", owner)
      try connection.run(
        """
        INSERT INTO repo (id, kind, hub_id, name, owner, license, created_at, downloads,
          first_seen, counters_since)
        VALUES (?1, 'model', 'h' || ?1, ?2, (SELECT id FROM owner WHERE name = ?3), ?4, ?5, ?6, 1, 1)
        """,
        id,
        node.name,
        owner,
        node.facts.first,
        node.facts.dropFirst().first.map { $0 + "T00:00:00Z" },
        node.facts.dropFirst(2).first.flatMap { Int64($0) }
      )
    }
    for (position, edge) in edges.enumerated() {
      try connection.run(
        """
        INSERT INTO edge (child, parent, position, relation, hub, sources, first_seen)
        VALUES (?1, ?2, ?3, ?4, ?4, 'tag', 1)
        """,
        edge.child,
        edge.parent,
        position,
        edge.relation
      )
    }
  }
}

extension Sketch {
  func tree(
    _ model: String,
    direction: ModelTree.Direction = .down,
    filter: FamilyScope = .init()
  ) throws -> ModelTree {
    try ask {
      try ModelTree(
        of: try NamedNode(model, in: $0),
        direction: direction,
        filter: filter,
        in: $0
      )
    }
  }
}
