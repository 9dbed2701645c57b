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
      "complete_listings": .object(
        completeListings.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }
      ),
      "costs": .array(costs.map(\.json)),
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

      \(table.text(as: .table))\(costText)
      """
  }

  /// What the latest harvest should cost and did.
  private var costText: String {
    guard !costs.isEmpty, let latest = harvests.first else { return "" }
    let table = Table(
      ["requests of harvest \(latest.id)", "kind", "forecast", "actual", "basis"],
      rows: costs.map { cost in
        [
          .text(cost.purpose), .text(cost.kind),
          cost.forecast.map { Table.Cell($0) } ?? .text("none"),
          Table.Cell(cost.actual), .text(cost.basis ?? ""),
        ]
      }
    )
    let reason = latest.reason.map { TerminalText.inert($0) + "\n" } ?? ""
    return "\n" + table.text(as: .table) + reason
  }
}

extension Status.Harvest {
  fileprivate var json: JSONValue {
    [
      "harvest": .integer(id), "plan": .string(plan), "reason": JSONValue(reason),
      "outcome": .string(outcome),
      "started_at": .string(startedAt), "finished_at": JSONValue(finishedAt),
      "endpoint": .string(endpoint), "requests": .integer(Int64(requests)),
      "rows": .integer(Int64(rows)), "seconds": .number(seconds),
      "incomplete_steps": .integer(Int64(incompleteSteps)),
    ]
  }
}

extension Status.Cost {
  fileprivate var json: JSONValue {
    [
      "purpose": .string(purpose), "kind": .string(kind), "bucket": .string(bucket),
      "forecast": forecast.map { .integer(Int64($0)) } ?? .null,
      "actual": .integer(Int64(actual)), "basis": JSONValue(basis),
    ]
  }
}
