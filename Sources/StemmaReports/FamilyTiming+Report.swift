package import StemmaAnalysis
package import StemmaRecords

extension FamilyTiming: Report {
  package var json: JSONValue {
    [
      "model": .string(model), "created_at": JSONValue(createdAt),
      "first_derivative": JSONValue(firstDerivative), "days_to_first": Self.json(daysToFirst),
      "generations": .array(
        generations.map {
          [
            "distance": .integer(Int64($0.distance)), "models": .integer(Int64($0.models)),
            "first": JSONValue($0.first), "median_days": Self.json($0.medianDays),
          ]
        }
      ),
      "steps": [
        "dated": .integer(Int64(steps.dated)), "backwards": .integer(Int64(steps.backwards)),
        "lower_quartile_days": Self.json(steps.lowerQuartile),
        "median_days": Self.json(steps.median),
        "upper_quartile_days": Self.json(steps.upperQuartile),
      ],
    ]
  }

  package var table: Table {
    Table(
      ["distance", "models", "first", "median_days"],
      rows: generations.map {
        [
          Table.Cell($0.distance), Table.Cell($0.models), Table.Cell($0.first),
          $0.medianDays.map(Table.Cell.number) ?? .missing,
        ]
      }
    )
  }

  package var text: String {
    let first = firstDerivative.map { name in
      "First derivative \(TerminalText.inert(name))"
        + (daysToFirst.map { " after \($0) days" } ?? "") + ".\n"
    }
    let step = steps.median.map {
      "From parent to child: median \($0) days over \(steps.dated) dated steps, "
        + "\(steps.backwards) of them backwards.\n"
    }
    return "Generations below \(TerminalText.inert(model))\n\n" + table.text(as: .table) + "\n"
      + (first ?? "No derivative of a known time.\n") + (step ?? "")
  }

  private static func json(_ number: Double?) -> JSONValue { number.map(JSONValue.number) ?? .null }
}
