import StemmaDerive

/// One statement of a child about a parent, resolved to a node: a ghost's number is negative.
struct ParentDeclaration: Hashable {
  var parent: Int64
  var source: Declaration.Source
  var position: Int
  var relation: String?
  var firstSeen: Int64
  var lastSeen: Int64?

  fileprivate var isTheHubs: Bool { source == .tag || source == .hub }
  /// Whether its author put it into an order.
  fileprivate var isOrdered: Bool { !isTheHubs && source != .peft }
  fileprivate var isGhost: Bool { parent < 0 }
}

/// One parent of a child, with who says so.
struct ParentEdge: Hashable {
  var parent: Int64
  var position: Int
  /// The relation the card states.
  var declared: String?
  /// The relation the Hub gives.
  var hub: String?
  var sources: [Declaration.Source]
  var firstSeen: Int64
  var lastSeen: Int64?

  /// The parents that all statements of one child together make, in the order they were written.
  ///
  /// The Hub replaces old names by current ones in its tags, and leaves the card as it was typed.
  /// So names of the card that resolve to nothing are taken for names that the Hub replaced, as
  /// long as the Hub names at least as many parents that the card does not.
  ///
  /// An adapter's configuration names what it was loaded with: an old name, or a copy in fewer bits.
  /// It makes an edge only where nobody else names a parent.
  static func edges(of declarations: [ParentDeclaration]) -> [ParentEdge] {
    // Nearly every child has one parent, and all say so.
    if let parent = declarations.first?.parent,
      declarations.allSatisfy({ $0.parent == parent && $0.source != .authorTag })
    {
      return [ParentEdge(parent: parent, statements: declarations)]
    }
    // And where there are more, nearly all are there.
    if declarations.allSatisfy({ !$0.isGhost && $0.source != .authorTag && $0.source != .peft }) {
      return byParent(declarations)
    }
    var trusted = declarations.filter { $0.source != .authorTag }
    let others = Set(
      trusted.lazy.filter { $0.source != .peft && $0.lastSeen == nil }.map(\.parent)
    )
    if !others.isEmpty { trusted.removeAll { $0.source == .peft && !others.contains($0.parent) } }
    let hubs = Set(trusted.filter(\.isTheHubs).map(\.parent))
    let cards = trusted.filter { !$0.isTheHubs }
    let replaced = cards.filter { $0.isGhost && !hubs.contains($0.parent) }
    let unnamed = hubs.subtracting(cards.map(\.parent))
    let ghosts = Set(replaced.map(\.parent))
    if !ghosts.isEmpty, ghosts.count <= unnamed.count {
      trusted.removeAll { ghosts.contains($0.parent) && !$0.isTheHubs }
      if ghosts.count == 1, unnamed.count == 1, let parent = unnamed.first {
        trusted += replaced.map { statement in
          var statement = statement
          statement.parent = parent
          return statement
        }
      }
    }
    return byParent(trusted)
  }

  /// The edges of statements that all count.
  private static func byParent(_ statements: [ParentDeclaration]) -> [ParentEdge] {
    let sorted = statements.sorted { $0.parent < $1.parent }
    var edges: [ParentEdge] = []
    var rest = sorted[...]
    while let parent = rest.first?.parent {
      let end = rest.firstIndex { $0.parent != parent } ?? rest.endIndex
      edges.append(ParentEdge(parent: parent, statements: rest[..<end]))
      rest = rest[end...]
    }
    return edges.sorted { ($0.position, $0.parent) < ($1.position, $1.parent) }
  }

  private init(parent: Int64, statements: some Collection<ParentDeclaration>) {
    self.parent = parent
    // Only the card's order was chosen by its author: tags come in any.
    position =
      statements.lazy.filter(\.isOrdered).map(\.position).min()
      ?? statements.lazy.map(\.position).min() ?? 0
    declared = Self.relation(in: statements, ofTheHub: false)
    hub = Self.relation(in: statements, ofTheHub: true)
    sources = Self.sources.filter { source in statements.contains { $0.source == source } }
    firstSeen = statements.lazy.map(\.firstSeen).min() ?? 0
    lastSeen =
      statements.contains { $0.lastSeen == nil }
      ? nil : statements.lazy.compactMap(\.lastSeen).max()
  }

  /// All sources in the order of their words.
  private static let sources = Declaration.Source.allCases.sorted { $0.rawValue < $1.rawValue }

  /// The relation that stands now, else the one that stood last.
  ///
  /// Who still names the parent and no relation any more has withdrawn it.
  private static func relation(
    in all: some Collection<ParentDeclaration>,
    ofTheHub isTheHubs: Bool
  ) -> String? {
    let statements = all.lazy.filter { $0.isTheHubs == isTheHubs }
    let stands = statements.contains { $0.lastSeen == nil }
    return statements.filter { $0.relation != nil && (!stands || $0.lastSeen == nil) }
      .max { ($0.lastSeen ?? .max, $0.relation ?? "") < ($1.lastSeen ?? .max, $1.relation ?? "") }?
      .relation
  }
}
