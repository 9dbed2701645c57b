package import StemmaAnalysis
package import StemmaRecords

extension LooserLicenses: Report {
  package var json: JSONValue {
    [
      "model": .string(model), "descendants": .integer(Int64(descendants)),
      "stated": .integer(Int64(stated)), "looser": .integer(Int64(looser)),
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

  package var table: Table {
    Table(
      ["distance", "id", "license", "models", "rules", "from", "inherited"],
      rows: steps.map { step in
        let first = step.hop.finding?.breaches.first
        return [
          Table.Cell(step.hop.distance), .text(step.hop.id), Table.Cell(step.hop.license),
          Table.Cell(step.models), Table.Cell(step.hop.finding?.rules), Table.Cell(first?.origin),
          Table.Cell(first?.license),
        ]
      }
    )
  }

  package var text: String {
    let name = TerminalText.inert(model)
    guard !steps.isEmpty else {
      return """
        No \(LicenseFinding.wording) below \(name): \
        \(stated) of \(descendants) descendants state a licence.

        """
    }
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

      \(table.text(as: .table))
      \(counts.text(as: .table))
      First steps: \(steps.count), on the way to \(looser) of \(descendants) descendants, \
      \(stated) of which state a licence.

      """
  }
}
