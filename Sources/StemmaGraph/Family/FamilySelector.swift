import StemmaStore

/// A model and how far around it a family is wanted: `ID`, `ID+`, `+ID`, `+ID+`, `ID+2`, `2+ID`.
///
/// A plus behind the name means what was made from it, one before it what it was made from; a
/// number beside the plus is the largest distance.
package struct FamilySelector: Sendable, Hashable {
  /// The model as it was typed: an id, an old name or an address on the Hub.
  package let name: String
  /// The largest distance upwards and downwards, in edges; 0 for none.
  package let up, down: Int

  package init(name: String, up: Int = 0, down: Int = 0) {
    self.name = name
    self.up = up
    self.down = down
  }

  /// - Throws: `AnswerError` of code `misuse` when no name is left beside the marks.
  package init(_ text: String) throws {
    var name = text[...]
    up = Self.takeSteps(from: &name, digits: name.prefix(while: \.isASCIIDigit), atFront: true)
    let digits = name.reversed().prefix(while: \.isASCIIDigit).count
    down = Self.takeSteps(from: &name, digits: name.suffix(digits), atFront: false)
    guard !name.isEmpty else {
      throw AnswerError(
        .misuse,
        "\(text) is not a selector. Write ID+ for descendants, +ID for ancestors, ID+2 for two steps."
      )
    }
    self.name = String(name)
  }

  private static func takeSteps(
    from name: inout Substring,
    digits: Substring,
    atFront: Bool
  ) -> Int {
    let rest = atFront ? name.dropFirst(digits.count) : name.dropLast(digits.count)
    guard (atFront ? rest.first : rest.last) == "+" else { return 0 }
    name = atFront ? rest.dropFirst() : rest.dropLast()
    // So many digits that they make no number mean no limit either.
    return digits.isEmpty ? .max : Int(digits) ?? .max
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

/// Models and ghosts with the edges between them, read one by one.
///
/// 1. The order is always the same for the same facts: models by name, then ghosts by name; edges
///    by the child's name and the place in its card.
/// 2. Both ends of every edge are among the nodes.
/// 3. Nothing is held that grows with the family, but for the selection itself.
package protocol Family {
  /// Calls `body` for each node, once.
  func forEachNode(_ body: (FamilyNode) throws -> Void) throws
  /// Calls `body` for each edge, once.
  func forEachEdge(_ body: (FamilyEdge) throws -> Void) throws
  /// The edges from `node` to its parents, by their place in its card.
  func parents(of node: FamilyNode) throws -> [FamilyEdge]
}

/// Which part of the family graph is read.
package struct FamilyChoice: Sendable, Hashable {
  /// The models wanted, joined; empty for the whole graph.
  package var selectors: [FamilySelector] = []
  /// Whether models without a parent and without a derivative are left out of the whole graph.
  package var isConnectedOnly = false
  /// Whether an edge from a model to itself, which cards do claim, is kept.
  package var keepsLoops = true

  package init(_ selectors: [FamilySelector] = [], isConnectedOnly: Bool = false) {
    self.selectors = selectors
    self.isConnectedOnly = isConnectedOnly
  }

  /// The same models and edges as the tree of one model has.
  package static func tree(
    of model: String,
    direction: TreeDirection,
    depth: Int?
  ) -> FamilyChoice {
    let steps = depth ?? .max
    var choice = FamilyChoice([
      direction == .down
        ? FamilySelector(name: model, down: steps) : FamilySelector(name: model, up: steps)
    ])
    choice.keepsLoops = false
    return choice
  }
}

/// Which way a tree goes: to what was made from a model, or to what it was made from.
public enum TreeDirection: Sendable { case down, up }
