package import StemmaAnalysis
package import StemmaRecords

extension Status: Report {
  package var json: JSONValue {
    [
      "harvest": harvests.first?.json ?? .null,
      "models": .integer(Int64(models)), "datasets": .integer(Int64(datasets)),
      "spaces": .integer(Int64(spaces)), "edges": .integer(Int64(edges)),
      "ghosts": .integer(Int64(ghosts)), "findings": .integer(Int64(findings)),
      "oldest": JSONValue(oldest), "newest": JSONValue(newest),
      "harvests": .array(harvests.map(\.json)),
    ]
  }

  package var table: Table {
    Table(
      ["harvest", "plan", "outcome", "started", "requests", "rows", "seconds", "incomplete"],
      rows: harvests.map {
        [
          Table.Cell($0.id), .text($0.plan), .text($0.outcome), .text($0.startedAt),
          Table.Cell($0.requests), Table.Cell($0.rows), .number(($0.seconds * 10).rounded() / 10),
          Table.Cell($0.incompleteSteps),
        ]
      }
    )
  }

  package var text: String {
    let range = oldest.flatMap { oldest in newest.map { "made \(oldest) to \($0)" } } ?? "none yet"
    return """
      \(models) models (\(TerminalText.inert(range))), \(datasets) datasets, \(spaces) Spaces
      \(edges) edges, \(ghosts) ghosts, \(findings) findings

      \(table.text(as: .table))
      """
  }
}

extension Status.Harvest {
  fileprivate var json: JSONValue {
    [
      "harvest": .integer(id), "plan": .string(plan), "outcome": .string(outcome),
      "started_at": .string(startedAt), "finished_at": JSONValue(finishedAt),
      "endpoint": .string(endpoint), "requests": .integer(Int64(requests)),
      "rows": .integer(Int64(rows)), "seconds": .number(seconds),
      "incomplete_steps": .integer(Int64(incompleteSteps)),
    ]
  }
}
