package import StemmaAnswers
import StemmaLink
import StemmaStore

/// Where licenses become looser than inherited below the roots of a project.
package struct ProjectLicenses: Sendable, Hashable {
  /// The roots that were followed.
  package let roots: [String]
  /// The first looser steps below any root, each model once, by name.
  package let steps: [LooserLicenses.Step]
  /// How often each rule is not kept at these steps.
  package let rules: [LooserLicenses.RuleCount]

  /// - Complexity: O(*r* · (*n* + *m*)) for *r* roots and families of *n* models and *m* edges.
  init(below roots: [NamedNode], in connection: Connection) throws {
    var steps: [String: LooserLicenses.Step] = [:]
    for root in roots {
      for step in try LooserLicenses(below: root, in: connection).steps {
        let known = steps[step.hop.id]
        if known.map({ $0.models < step.models }) ?? true { steps[step.hop.id] = step }
      }
    }
    let all = steps.values.sorted { $0.hop.id < $1.hop.id }
    self.roots = roots.map(\.name)
    self.steps = all
    rules = LicenseRule.all.compactMap { rule in
      let count = all.count { step in
        step.hop.finding?.breaches.contains { $0.rule == rule } ?? false
      }
      return count == 0 ? nil : LooserLicenses.RuleCount(rule: rule, steps: count)
    }
  }
}
