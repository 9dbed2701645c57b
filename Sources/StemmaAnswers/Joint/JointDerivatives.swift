public import StemmaCore
import StemmaGraph
public import StemmaLink
import StemmaMetrics

/// How many models were made from some models, or from all models of an owner, by whom.
public struct JointDerivatives: Sendable, Hashable {
  /// The models asked about, with commas between, or the owner.
  public let subject: String
  /// How many models are asked about.
  public let models: Int
  /// All names of those who publish them.
  public let owners: [String]
  /// Distinct children that the Hub lists.
  public let direct: Derivatives.Counts
  /// Distinct descendants that the Hub lists, at any distance.
  public let all: Derivatives.Counts
  /// Those of all that the models' own people publish, and those of others.
  public let own, outside: Derivatives.Counts
  /// Distinct owners of all descendants.
  public let publishers: Int
  /// As ``Derivatives/weighted``.
  public let weighted: Double
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    subject: String,
    models: Int,
    owners: [String] = [],
    direct: Derivatives.Counts,
    all: Derivatives.Counts,
    own: Derivatives.Counts,
    outside: Derivatives.Counts,
    publishers: Int,
    weighted: Double,
    relationBasis: RelationBasis? = nil
  ) {
    self.subject = subject
    self.models = models
    self.owners = owners
    self.direct = direct
    self.all = all
    self.own = own
    self.outside = outside
    self.publishers = publishers
    self.weighted = weighted
    self.relationBasis = relationBasis
  }

  package init(_ family: JointFamily) throws {
    let facts = try family.members.facts()
    func counts(_ isMeant: (Relative) -> Bool) -> Derivatives.Counts {
      Derivatives.Counts(family.counted.lazy.filter(isMeant).map { facts.relations[$0.node] })
    }
    subject = family.label
    models = family.headCount
    owners = family.owners
    direct = counts { $0.distance == 1 }
    all = counts { _ in true }
    own = counts { family.isOwn[$0.node] }
    outside = counts { !family.isOwn[$0.node] }
    var sizes: [Int32: Int] = [:]
    for relative in family.counted where facts.owners[relative.node] >= 0 {
      sizes[facts.owners[relative.node], default: 0] += 1
    }
    publishers = sizes.count
    // In an order that does not depend on the table of a dictionary.
    weighted = sizes.values.sorted().reduce(0) { $0 + Double($1).squareRoot() }
    relationBasis = family.scope.relationBasis
  }
}

extension JointDerivatives: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "subject": .string(subject), "models": .count(models),
      "owners": .array(owners.map(JSONValue.string)), "direct": direct.json, "all": all.json,
      "own": own.json, "outside": outside.json, "publishers": .count(publishers),
      "weighted": .number(weighted), "relation_by": RelationBasis.json(relationBasis),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    let parts = [direct, all, own, outside]
    let rows: [(String, KeyPath<Derivatives.Counts, Int>)] = [
      ("finetune", \.finetune), ("adapter", \.adapter), ("merge", \.merge),
      ("quantized", \.quantized), ("unknown", \.unknown), ("total", \.total),
    ]
    return Table(
      ["relation", "direct", "all", "own", "outside"],
      rows: rows.map { name, count in
        [.text(name)] + parts.map { Table.Cell($0[keyPath: count]) }
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let weight = (weighted * 10).rounded() / 10
    let names = owners.isEmpty ? "nobody known" : TerminalText.inert(owners.joined(separator: ", "))
    return """
      Derivatives of \(TerminalText.inert(subject)) (\(models) \(models == 1 ? "model" : "models"))

      \(table.text(as: .table))
      \(publishers) publishers (publisher-weighted size \(weight)). Own people: \(names).
      \(RelationBasis.sentence(relationBasis))

      """
  }
}
