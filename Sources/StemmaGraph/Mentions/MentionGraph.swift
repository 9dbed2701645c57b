package import StemmaCore
package import StemmaStore

/// What datasets and Spaces are made from, or what is made from them, as far as it is reached from one of
/// them.
///
/// An edge is what a card says in `source_datasets`, or a Space of the models that it loads and the Space
/// that it was copied from. Each node is read as it is met: of a million datasets no more than the answer.
package struct MentionGraph: Sendable {
  package typealias Node = LineageGraph.Node

  /// A node that was met.
  package struct Member: Sendable, Hashable {
    /// Its number in the cache; negative for a ghost.
    package let id: Int64
    package let kind: RepoKind
    /// The fewest edges from the start.
    package let distance: Int32
  }

  /// An edge with the field of `mention` that names the parent.
  package struct Step: Sendable, Hashable {
    package let child: Node
    package let parent: Node
    package let field: String
  }

  /// The start, then what was met, the nearest first.
  package private(set) var members: [Member]
  /// Edges between the members; those from a node to itself are none.
  package private(set) var steps: [Step] = []

  /// Follows everything one way, as far as `depth`.
  ///
  /// Several `starts`, of which there must be one, are taken for one node. A model that a Space loads is a
  /// member, and what it was made from is for ``FamilyScope`` to say.
  ///
  /// - Complexity: O(*m* log *n*) for *m* edges that are followed, of *n* in the cache.
  package init(
    of starts: [Int64],
    kind: RepoKind,
    _ direction: TreeDirection,
    depth: Int? = nil,
    in connection: Connection
  ) throws {
    members = [Member(id: starts.first ?? 0, kind: kind, distance: 0)]
    let neighbours = try connection.prepare(Self.query(direction))
    var numbers = Dictionary(starts.map { ($0, 0 as Node) }) { one, _ in one }
    var next = 0
    while next < members.count {
      let near = members[next]
      // Where all that is near enough was met, only the edges between are missing.
      let isFarthest = Int(near.distance) >= depth ?? .max
      for id in next == 0 ? starts : [near.id] {
        for (field, farKind) in Self.fields(of: near.kind, direction) {
          try neighbours.forEach(id, field, near.kind.rawValue) { row in
            let far = row.integer(0)
            let number = numbers[far] ?? Node(members.count)
            if number == members.count {
              guard !isFarthest else { return }
              numbers[far] = number
              members.append(Member(id: far, kind: farKind, distance: near.distance + 1))
            }
            guard number != next else { return }
            steps.append(
              direction == .up
                ? Step(child: Node(next), parent: number, field: field)
                : Step(child: number, parent: Node(next), field: field)
            )
          }
        }
      }
      next += 1
    }
  }

  /// The members and the edges between them: the start is node 0.
  package var graph: LineageGraph {
    LineageGraph(
      nodeCount: members.count,
      edges: steps.lazy.map { .init(child: $0.child, parent: $0.parent) }
    )
  }

  /// What leads on from a node of a kind, and to what.
  private static func fields(
    of kind: RepoKind,
    _ direction: TreeDirection
  ) -> [(field: String, kind: RepoKind)] {
    switch (kind, direction) {
    case (.dataset, _): [("source_dataset", .dataset)]
    case (.space, .up): [("model", .model), ("duplicated_from", .space)]
    case (.space, .down): [("duplicated_from", .space)]
    case (.model, _): []
    }
  }

  /// SQL for the neighbours of node `?1` by field `?2`: of a repository of another kind than the `?3` that
  /// a card belongs to, the field says something else.
  package static func query(_ direction: TreeDirection) -> String {
    switch direction {
    case .up:
      """
      SELECT mention.node
      FROM mention
      WHERE mention.repo = ?1 AND mention.field = ?2 AND mention.last_seen IS NULL
        AND ?3 IS NOT NULL
      ORDER BY mention.node
      """
    case .down:
      """
      SELECT mention.repo
      FROM mention
      CROSS JOIN repo ON repo.id = mention.repo
      WHERE mention.node = ?1 AND mention.field = ?2 AND mention.last_seen IS NULL
        AND repo.kind = ?3
      ORDER BY mention.repo
      """
    }
  }
}
