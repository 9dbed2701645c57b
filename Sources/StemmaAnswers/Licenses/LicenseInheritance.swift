/// Which conditions reach each model of a family, and where a declared license does not keep them.
///
/// A condition is carried from the model whose license lays it on derivatives to all models below,
/// past those that state no license, up to the first whose declared license does not keep it.
///
/// Models are numbered from 0.
package struct LicenseInheritance: Sendable {
  /// A condition that a declared license does not keep.
  package struct Breach: Sendable, Hashable {
    package let rule: LicenseRule
    /// The parent that the condition comes over.
    package let parent: Int
    /// The nearest model above whose license lays the condition on derivatives.
    package let origin: Int
  }

  /// For each model the conditions that stop at it, in the order of the table of rules.
  package let breaches: [[Breach]]

  /// Follows all conditions down all ways at once.
  ///
  /// - Parameters:
  ///   - licenses: The declared licenses of each model; none where nothing is stated.
  ///   - parents: The parents of each model. Cycles and self-loops may occur.
  /// - Complexity: O(*n* + *m* *r*) for *n* models, *m* edges and *r* rules at most.
  package init(licenses: [DeclaredLicenses], parents: [[Int]]) {
    var flow = Flow(licenses, children: Self.children(of: parents))
    flow.run()
    breaches = licenses.indices.map { model in
      RuleSet.indices(in: flow.arrived[model] & licenses[model].dropped).map { rule in
        let way = flow.ways[.init(model: model, rule: rule)] ?? (parent: model, origin: model)
        return Breach(rule: LicenseRule.all[rule], parent: way.parent, origin: way.origin)
      }
    }
  }

  /// The first step of a path at which a declared license does not keep an inherited condition.
  ///
  /// - Parameter path: The declared licenses from the oldest ancestor down to the model.
  /// - Returns: The step's place in the path, never 0, and the conditions; nil when there is none.
  package static func firstLooserHop(
    along path: [DeclaredLicenses]
  ) -> (place: Int, breaches: [Breach])? {
    let line = LicenseInheritance(
      licenses: path,
      parents: path.indices.map { $0 == 0 ? [] : [$0 - 1] }
    )
    return line.breaches.firstIndex { !$0.isEmpty }.map { ($0, line.breaches[$0]) }
  }

  private static func children(of parents: [[Int]]) -> [[Int]] {
    var children: [[Int]] = Array(repeating: [], count: parents.count)
    for (child, parents) in parents.enumerated() {
      for parent in parents where parent != child { children[parent].append(child) }
    }
    return children
  }
}

/// The spreading of conditions over a family.
private struct Flow {
  struct Key: Hashable {
    let model: Int
    let rule: Int
  }

  let licenses: [DeclaredLicenses]
  let children: [[Int]]
  /// The rules that reach each model from above.
  var arrived: [UInt64]
  /// The rules that each model hands on.
  var passed: [UInt64]
  var ways: [Key: (parent: Int, origin: Int)] = [:]

  init(_ licenses: [DeclaredLicenses], children: [[Int]]) {
    self.licenses = licenses
    self.children = children
    arrived = Array(repeating: 0, count: licenses.count)
    passed = licenses.map(\.imposed)
  }

  // Each rule reaches each model once, so the queue comes to its end on cycles too.
  mutating func run() {
    var queue = licenses.indices.filter { passed[$0] != 0 }
    var next = 0
    while next < queue.count {
      let parent = queue[next]
      next += 1
      for child in children[parent]
      where hand(passed[parent] & ~arrived[child], from: parent, to: child) {
        queue.append(child)
      }
    }
  }

  /// Says whether the child hands on more than before.
  private mutating func hand(_ rules: UInt64, from parent: Int, to child: Int) -> Bool {
    guard rules != 0 else { return false }
    arrived[child] |= rules
    for rule in RuleSet.indices(in: rules) {
      let isOwn = licenses[parent].imposed & RuleSet.only(rule) != 0
      let origin = isOwn ? parent : ways[Key(model: parent, rule: rule)]?.origin ?? parent
      ways[Key(model: child, rule: rule)] = (parent, origin)
    }
    let gained = rules & ~licenses[child].dropped & ~passed[child]
    passed[child] |= gained
    return gained != 0
  }
}
