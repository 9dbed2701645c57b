import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaMetrics
import StemmaStandIn
import StemmaStore
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Hubs on which card, Hub and marks contradict each other: how a model was made, and how many were
  /// made so, is one answer, whoever is asked.
  @Suite(
    .enabled("needs python3 with networkx") { Python.canImport("networkx") },
    .timeLimit(.minutes(5))
  )
  struct OneNumber {
    @Test func relationsAreOneWhoeverIsAsked() async throws {
      for seed in seeds(10, of: "contradicting Hubs") {
        let hub = ContradictingHub(seed: seed)
        try await Trial.of(World(lines: hub.lines)) { trial in
          try await trial.harvest()
          let expected = try Self.recounted(trial)
          for basis in [nil] + RelationBasis.allCases {
            let expected = try #require(expected[basis?.rawValue ?? "all"]?.object)
            for model in expected {
              try Self.expect(model.key, model.value, by: basis, trial, "STEMMA_SEED=\(seed)")
            }
          }
        }
      }
    }

    /// What networkx counts on the edges that hold.
    private static func recounted(_ trial: Trial) throws -> JSONValue {
      let edges = try trial.rows(
        """
        SELECT json_object('child', child.name, 'parent', node.name, 'position', edge.position,
          'hub', edge.hub, 'declared', edge.declared, 'own', edge.own)
        FROM edge
        JOIN repo AS child ON child.id = edge.child
        JOIN node ON node.id = edge.parent
        WHERE edge.last_seen IS NULL
        """
      )
      let input = "[[" + edges.joined(separator: ",") + "]]"
      let reply = try Python.run("one_number.py", input: Data(input.utf8))
      return try JSONValue(parsing: String(decoding: reply, as: UTF8.self)).array?.first ?? .null
    }

    private static func expect(
      _ model: String,
      _ expected: JSONValue,
      by basis: RelationBasis?,
      _ trial: Trial,
      _ seed: String
    ) throws {
      let answers = try trial.answers()
      let scope = FamilyScope(relationBasis: basis)
      let label = Comment(rawValue: "\(seed), \(model) by \(basis?.rawValue ?? "all")")
      let (direct, all) = (tally(expected["direct"]), tally(expected["all"]))
      // Counted, grouped, followed.
      let derivatives = try answers.derivatives(of: model, in: scope)
      #expect(derivatives.direct.quantized == direct["quantized"] ?? 0, label)
      #expect(derivatives.all.quantized == all["quantized"] ?? 0, label)
      #expect(derivatives.relationBasis == basis)
      let groups = try answers.derivatives(of: model, by: .relation, in: scope).groups
      #expect(counts(groups.map { ($0.value, $0.direct) }) == direct, label)
      #expect(counts(groups.map { ($0.value, $0.all) }) == all, label)
      for relation in ["quantized", "adapter"] {
        let followed = FamilyScope(relations: [relation], relationBasis: basis)
        let count = try answers.derivatives(of: model, in: followed).direct.total
        #expect(count == direct[relation] ?? 0, label)
      }
      // Drawn and exported.
      let tree = try answers.tree(of: model, in: scope)
      let below = tree.nodes.dropFirst()
      #expect(counts(below.map { ($0.relation, 1) }) == all, label)
      let children = tree.edges.filter { $0.parent == model }
      #expect(counts(children.map { ($0.relation, 1) }) == direct, label)
      let choice = FamilyChoice([FamilySelector(name: model, down: .max)])
      var nodes: [(String?, Int)] = []
      var edges: [(String?, Int)] = []
      try answers.read(choice, in: scope) { family in
        try family.forEachNode { if $0.name != model { nodes.append(($0.relation, 1)) } }
        try family.forEachEdge {
          if $0.parent.name == model, !$0.isLoop { edges.append(($0.relation, 1)) }
        }
      }
      #expect(counts(nodes) == all, label)
      #expect(counts(edges) == direct, label)
      // Measured.
      var filter = ActivityFilter()
      filter.relationBasis = basis
      let measure = try answers.measure("derivative-count", of: model, filter: filter)
      #expect(counts(measure.points.map { ($0.label, Int($0.value ?? 0)) }) == all, label)
      #expect(measure.notes.contains(RelationBasis.sentence(basis)))
      let siblings = try answers.siblings(of: model, in: scope).siblings
      for sibling in siblings {
        let node = try #require(try answers.tree(of: sibling.id, in: scope).nodes.first)
        #expect(sibling.relation == node.relation, label)
      }
      guard basis == nil else { return }
      // In SQL, by views and named queries, as claims ask it.
      let rows = try trial.rows(
        """
        SELECT coalesce(
          (SELECT relation FROM edge WHERE child = descendant AND edge.last_seen IS NULL
            ORDER BY position LIMIT 1), 'unknown') AS relation, count(*)
        FROM lineage
        JOIN node ON node.id = ancestor
        WHERE node.name = '\(model)'
        GROUP BY 1
        ORDER BY 1
        """
      )
      #expect(rows == all.sorted { $0.key < $1.key }.map { "\($0.key) | \($0.value)" }, label)
    }

    private static func tally(_ value: JSONValue?) -> [String: Int] {
      (value?.object ?? []).reduce(into: [:]) { $0[$1.key] = Int($1.value.integer ?? 0) }
    }

    private static func counts(_ given: [(String?, Int)]) -> [String: Int] {
      given.reduce(into: [:]) { counts, each in
        if each.1 > 0 { counts[each.0 ?? "unknown", default: 0] += each.1 }
      }
    }
  }
}

/// A Hub of models that name any of each other, whose cards, tags and marks say what they like.
private struct ContradictingHub {
  let lines: [String]

  init(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let names = (0..<14).map { "o\(Int.random(in: 0..<4, using: &random))/m\($0)" }
    let words = ["finetune", "adapter", "merge", "quantized", "distilled"]
    lines = names.map { name in
      let parents = names.filter { _ in Int.random(in: 0..<7, using: &random) == 0 }
      let named = parents.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
      var card = #""base_model": [\#(named.map { "\"\($0)\"" }.joined(separator: ", "))]"#
      if Bool.random(using: &random) {
        card += #", "base_model_relation": "\#(words.randomElement(using: &random) ?? "")""#
      }
      var tags: [String] = []
      for parent in parents where Int.random(in: 0..<3, using: &random) > 0 {
        tags.append("base_model:\(parent)")
        if Bool.random(using: &random) {
          tags.append("base_model:\(words.randomElement(using: &random) ?? ""):\(parent)")
        }
      }
      if Int.random(in: 0..<3, using: &random) == 0 { tags.append("gguf") }
      let library = Int.random(in: 0..<4, using: &random) == 0 ? #", "library_name": "peft""# : ""
      let list = tags.map { "\"\($0)\"" }.joined(separator: ", ")
      return """
        {"model": {"id": "\(name)"\(library), "tags": [\(list)], "cardData": {\(card)}}}
        """
    }
  }
}
