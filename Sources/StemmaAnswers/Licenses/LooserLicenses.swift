public import StemmaCore
package import StemmaGraph
public import StemmaLink
package import StemmaStore

/// Where, at one model and among its descendants, declared licenses become looser than inherited.
public struct LooserLicenses: Sendable, Hashable {
  /// A step that is the first looser one on the way to some descendants.
  public struct Step: Sendable, Hashable {
    /// The model at which the license becomes looser.
    public let hop: LicenseHop
    /// The descendants whose first looser step it is, itself included; 1 for the model asked about.
    public let models: Int

    /// Makes one from its parts, without a cache.
    public init(
      hop: LicenseHop,
      models: Int
    ) {
      self.hop = hop
      self.models = models
    }
  }

  /// How often one rule is not kept.
  public struct RuleCount: Sendable, Hashable {
    /// The rule.
    public let rule: LicenseRule
    /// The listed steps that do not keep it.
    public let steps: Int

    /// Makes one from its parts, without a cache.
    public init(
      rule: LicenseRule,
      steps: Int
    ) {
      self.rule = rule
      self.steps = steps
    }
  }

  /// The model's current name.
  public let model: String
  /// Its descendants.
  public let descendants: Int
  /// Those whose cards state a license.
  public let stated: Int
  /// Those whose license could not be compared: not stated, or one that somebody has to read.
  public let unjudged: Int
  /// Those with a looser step on their way from the model, their own included.
  public let looser: Int
  /// The model, where its own license is looser, and the first looser step below it of each
  /// descendant, each step once, by distance and name.
  ///
  /// The way to a descendant is the shortest; of several the one over the parent named first.
  public let steps: [Step]
  /// The rules that are not kept at these steps, in the order of the table of rules.
  public let rules: [RuleCount]
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    model: String,
    descendants: Int,
    stated: Int,
    unjudged: Int,
    looser: Int,
    steps: [Step] = [],
    rules: [RuleCount] = [],
    relationBasis: RelationBasis? = nil
  ) {
    self.model = model
    self.descendants = descendants
    self.stated = stated
    self.unjudged = unjudged
    self.looser = looser
    self.steps = steps
    self.rules = rules
    self.relationBasis = relationBasis
  }

  /// Follows the licenses down from one model; what its ancestors ask counts too, and so do datasets
  /// and the other parents of its descendants, as in ``LicensePath``.
  ///
  /// - Complexity: O(*n* + *m*) for *n* models of the family, with all they were made from, and *m* edges
  ///   among them.
  package init(
    below node: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    let family = try LicensedFamily(
      of: node.id,
      withDescendants: true,
      filter: filter,
      in: connection
    )
    let inheritance = family.inheritance
    let below = family.members.indices.filter { family.members[$0].distance > 0 }
    var counts: [Int: Int] = [:]
    for step in Self.firstSteps(family, inheritance).values { counts[step, default: 0] += 1 }

    model = node.name
    relationBasis = filter.relationBasis
    descendants = below.count
    stated = below.count { !family.members[$0].licenses.licenses.isEmpty }
    unjudged = below.count { !family.members[$0].card.isJudged }
    looser = counts.values.reduce(0, +)
    for place in family.members.indices
    where family.members[place].distance == 0 && !inheritance.breaches[place].isEmpty {
      counts[place] = 1
    }
    let steps = try counts.map { place, models in
      Step(hop: try family.hop(place, inheritance), models: models)
    }
    .sorted { ($0.hop.distance, $0.hop.id) < ($1.hop.distance, $1.hop.id) }
    self.steps = steps
    rules = LicenseRule.all.compactMap { rule in
      let count = steps.count { step in
        step.hop.finding?.breaches.contains { $0.rule == rule } ?? false
      }
      return count == 0 ? nil : RuleCount(rule: rule, steps: count)
    }
  }

  /// The first looser steps in a family, by the places of its members.
  static func firstHops(in family: LicensedFamily) throws -> [Int: LicenseHop] {
    let inheritance = family.inheritance
    var places = Set(firstSteps(family, inheritance).values)
    for place in family.members.indices
    where family.members[place].distance == 0 && !inheritance.breaches[place].isEmpty {
      places.insert(place)
    }
    return try places.reduce(into: [:]) { hops, place in
      hops[place] = try family.hop(place, inheritance)
    }
  }

  /// For each descendant that has one, its first looser step.
  private static func firstSteps(
    _ family: LicensedFamily,
    _ inheritance: LicenseInheritance
  ) -> [Int: Int] {
    var first = [Int](repeating: -1, count: family.members.count)
    var steps: [Int: Int] = [:]
    for place in family.members.indices where family.members[place].distance > 0 {
      let above = family.members[place].distance - 1
      let nearest = family.parents[place].first {
        first[$0] >= 0 && family.members[$0].distance == above
      }
      if let nearest {
        first[place] = first[nearest]
      } else if !inheritance.breaches[place].isEmpty {
        first[place] = place
      }
      if first[place] >= 0 { steps[place] = first[place] }
    }
    return steps
  }
}

extension LooserLicenses: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "model": .string(model), "descendants": .integer(Int64(descendants)),
      "stated": .integer(Int64(stated)), "not_judged": .integer(Int64(unjudged)),
      "looser": .integer(Int64(looser)), "relation_by": RelationBasis.json(relationBasis),
      "rules": .array(
        rules.map {
          [
            "rule": .string($0.rule.id), "condition": .string($0.rule.condition.rawValue),
            "source": .string($0.rule.source), "steps": .integer(Int64($0.steps)),
          ]
        }
      ),
      "steps": .array(
        steps.map { step in
          guard case .object(let members) = step.hop.json else { return .null }
          return .object(members + [.init("models", .integer(Int64(step.models)))])
        }
      ),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      [
        "distance", "id", "license", "license_name", "license_link", "models", "rules", "from",
        "inherited",
      ],
      rows: steps.map { step in
        let first = step.hop.finding?.breaches.first
        return [
          Table.Cell(step.hop.distance), .text(step.hop.id), Table.Cell(step.hop.license),
          Table.Cell(step.hop.licenseName), Table.Cell(step.hop.licenseLink),
          Table.Cell(step.models), Table.Cell(step.hop.finding?.rules), Table.Cell(first?.origin),
          Table.Cell(first?.license),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let name = TerminalText.inert(model)
    guard !steps.isEmpty else {
      return """
        No \(LicenseFinding.wording) below \(name): \
        \(stated) of \(descendants.counted("descendant")) \(stated == 1 ? "states" : "state") a \
        license\(notJudged).
        \(RelationBasis.sentence(relationBasis))

        """
    }
    let own = steps.count { $0.hop.distance == 0 }
    let counts = Table(
      ["steps", "rule", "condition", "source"],
      rows: rules.map {
        [
          Table.Cell($0.steps), .text($0.rule.id), .text($0.rule.condition.rawValue),
          .text($0.rule.source),
        ]
      }
    )
    return """
      Below \(name): \(LicenseFinding.wording)

      \(shownTable.text(as: .table))
      \(counts.text(as: .table))
      First steps: \(steps.count - own), on the way to \(looser) of \
      \(descendants.counted("descendant")), \(stated) of which \
      \(stated == 1 ? "states" : "state") a license\(notJudged)\(own == 0 ? "" : "; the model itself is looser").
      \(RelationBasis.sentence(relationBasis))

      """
  }

  /// The rows for a terminal, where the name and the link of a license stand beside it.
  private var shownTable: Table {
    Table(
      ["distance", "id", "license", "models", "rules", "from", "inherited"],
      rows: steps.map { step in
        let first = step.hop.finding?.breaches.first
        let license = StatedLicense.text(
          step.hop.license,
          name: step.hop.licenseName,
          link: step.hop.licenseLink
        )
        return [
          Table.Cell(step.hop.distance), .text(step.hop.id), Table.Cell(license),
          Table.Cell(step.models), Table.Cell(step.hop.finding?.rules), Table.Cell(first?.origin),
          Table.Cell(first?.license),
        ]
      }
    )
  }

  private var notJudged: String {
    unjudged == 0
      ? "" : "; \(unjudged) of \(descendants) \(unjudged == 1 ? "was" : "were") not judged"
  }
}
