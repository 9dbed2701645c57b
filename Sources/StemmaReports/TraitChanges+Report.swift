package import StemmaAnalysis
package import StemmaRecords

extension TraitChanges: Report {
  package var json: JSONValue {
    [
      "trait": .string(trait.rawValue), "edges": .integer(Int64(edges)), "total": total.json,
      "relations": .array(relations.map(\.json)),
      "drift": [
        "values": .array(drift.values.map(JSONValue.string)),
        "pairs": .integer(Int64(drift.pairs)),
        "agreeing_pairs": .integer(Int64(drift.agreeingPairs)),
        "mutations": .integer(Int64(drift.mutations)),
        "agreeing_mutations": .integer(Int64(drift.agreeingMutations)),
      ],
    ]
  }

  package var table: Table {
    Table(
      ["relation", "edges", "changed", "mutation"],
      rows: relations.map { $0.row($0.relation ?? "unknown") } + [total.row("all")]
    )
  }

  package var text: String {
    """
    How \(trait.rawValue) changes from parent to child, on edges where both state it

    \(table.text(as: .table))
    \(total.edges) of \(edges) edges.
    \(driftText)
    """
  }

  private var driftText: String {
    guard drift.mutations > 0 else { return "No value gives way to another.\n" }
    let order = drift.values.map { TerminalText.inert($0) }.joined(separator: " > ")
    return """
      Drift: \(order)
      \(drift.agreeingPairs) of \(drift.pairs) pairs and \
      \(drift.agreeingMutations) of \(drift.mutations) mutations go along with this order.

      """
  }
}

extension TraitChanges.Rate {
  fileprivate var json: JSONValue {
    [
      "relation": JSONValue(relation), "edges": .integer(Int64(edges)),
      "changed": .integer(Int64(changed)), "mutation": mutation.map(JSONValue.number) ?? .null,
    ]
  }

  fileprivate func row(_ name: String) -> [Table.Cell] {
    // Four places: a hundredth of a percent.
    let rounded = mutation.map { ($0 * 10_000).rounded() / 10_000 }
    return [
      .text(name), Table.Cell(edges), Table.Cell(changed),
      rounded.map(Table.Cell.number) ?? .missing,
    ]
  }
}
