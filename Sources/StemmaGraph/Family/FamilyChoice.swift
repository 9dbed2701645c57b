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
