package import StemmaAnalysis
package import StemmaRecords

extension MetricDefinition: Report {
  package var json: JSONValue {
    [
      "metric": .string(name),
      "scopes": .array(scopes.map { .string($0.rawValue) }),
      "definition": .string(definition), "formula": .string(formula), "unit": .string(unit),
      "source": .string(source), "cautions": .array(cautions.map(JSONValue.string)),
    ]
  }

  package var table: Table {
    let facts = [
      ("metric", name), ("of", scopes.map(\.rawValue).joined(separator: ", ")),
      ("definition", definition), ("formula", formula), ("unit", unit), ("source", source),
    ]
    return Table(
      ["field", "value"],
      rows: facts.map { [.text($0), .text($1)] } + cautions.map { ["caution", .text($0)] }
    )
  }

  package var text: String {
    "\(name) (of \(scopes.map(\.rawValue).joined(separator: ", ")))\n\n\(definition)\n\n"
      + "Formula: \(formula)\nUnit:    \(unit)\nSource:  \(source)\n"
      + cautions.map { "Caution: \($0)\n" }.joined()
  }
}
