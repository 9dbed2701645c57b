public import StemmaCore

/// What a metric is, in words.
public struct MetricDefinition: Sendable, Hashable {
  /// Its name, such as `derivative-growth`.
  public let name: String
  /// What can be measured; the first is meant when nothing is said.
  public let scopes: [MetricScope]
  /// What it is, in one sentence.
  public let definition: String
  /// How it is computed.
  public let formula: String
  /// What its value counts, such as `models` or `days`; `1` for a ratio.
  public let unit: String
  /// Who defined it: a paper with its section, or a community's definition.
  public let source: String
  /// What a reader must know before using it.
  public let cautions: [String]

  /// Describes a metric, as what it measures is printed with.
  public init(
    _ name: String,
    of scopes: [MetricScope],
    definition: String,
    formula: String,
    unit: String,
    source: String,
    cautions: [String]
  ) {
    self.name = name
    self.scopes = scopes
    self.definition = definition
    self.formula = formula
    self.unit = unit
    self.source = source
    self.cautions = cautions
  }
}

extension MetricDefinition: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "metric": .string(name),
      "scopes": .array(scopes.map { .string($0.rawValue) }),
      "definition": .string(definition), "formula": .string(formula), "unit": .string(unit),
      "source": .string(source), "cautions": .array(cautions.map(JSONValue.string)),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    let facts = [
      ("metric", name), ("of", scopes.map(\.rawValue).joined(separator: ", ")),
      ("definition", definition), ("formula", formula), ("unit", unit), ("source", source),
    ]
    return Table(
      ["field", "value"],
      rows: facts.map { [.text($0), .text($1)] } + cautions.map { ["caution", .text($0)] }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    "\(name) (of \(scopes.map(\.rawValue).joined(separator: ", ")))\n\n\(definition)\n\n"
      + "Formula: \(formula)\nUnit:    \(unit)\nSource:  \(source)\n"
      + cautions.map { "Caution: \($0)\n" }.joined()
  }
}
