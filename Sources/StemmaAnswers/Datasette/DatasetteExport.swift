package import StemmaCore
import RegexBuilder

/// What Datasette is to know of a cache: titles, descriptions, units, labels, facets and queries.
///
/// Version 0.65 reads all of it from `metadata.json`. Version 1.0 takes queries, labels and facets
/// from a configuration, `datasette.json`, and the rest from the same metadata.
package struct DatasetteExport {
  private let database: String
  private let queries: [NamedQuery]

  /// Tells of a cache in a file named `database`, without its ending.
  package init(database: String, queries: [NamedQuery]) {
    (self.database, self.queries) = (database, queries)
  }

  /// The files by their names.
  package var files: [(name: String, text: String)] {
    [("metadata.json", metadata.text + "\n"), ("datasette.json", configuration.text + "\n")]
  }

  private var metadata: JSONValue {
    [
      "title": "Stemma",
      "description":
        "Which model was made from which, from the public metadata of the Hugging Face Hub.",
      "databases": .object([
        .init(
          database,
          [
            "title": "The cache",
            "description": "Every table and view of Stemma's cache.",
            "tables": .object(
              TableDescriptions.ofThisVersion.entries.map { table, entry in
                .init(table, .object(Self.words(on: table, entry) + Self.settings(of: table)))
              }
            ),
            "queries": namedQueries,
          ]
        )
      ]),
    ]
  }

  private var configuration: JSONValue {
    [
      "databases": .object([
        .init(
          database,
          [
            "tables": .object(
              TableDescriptions.ofThisVersion.entries.compactMap { table, _ in
                let settings = Self.settings(of: table)
                return settings.isEmpty ? nil : .init(table, .object(settings))
              }
            ),
            "queries": namedQueries,
          ]
        )
      ])
    ]
  }

  private var namedQueries: JSONValue {
    .object(
      queries.map { query in
        .init(
          query.name,
          [
            "title": .string(query.title), "description": .string(query.shownDescription),
            "sql": .string(query.sqlForForms),
            "params": .array(query.parameters.map { .string($0.name) }),
          ]
        )
      }
    )
  }

  private static func words(
    on table: String,
    _ entry: TableDescriptions.Entry
  ) -> [JSONValue.Member] {
    let title = table.prefix(1).uppercased() + table.dropFirst().replacing("_", with: " ")
    return [
      .init("title", .string(title)), .init("description", .string(entry.text)),
      .init(
        "columns",
        .object(entry.columns.map { .init($0.name, .string($0.text)) })
      ),
      .init(
        "units",
        .object(
          entry.columns.compactMap { column, _ in
            units[column].map { .init(column, .string($0)) }
          }
        )
      ),
    ]
  }

  private static func settings(of table: String) -> [JSONValue.Member] {
    [
      labels[table].map { .init("label_column", .string($0)) },
      facets[table].map { .init("facets", .array($0.map { .string($0) })) },
      orders[table].map { .init("sort_desc", .string($0)) },
    ].compactMap { $0 }
  }

  /// What columns count that are no mere numbers, as the Python package pint spells it.
  package static let units = [
    "seconds": "s", "waited_seconds": "s", "archive_length": "byte", "archive_offset": "byte",
    "width": "byte",
  ]

  /// The column that stands for a row where another table leads to it.
  package static let labels = [
    "account": "name", "ghost": "name", "harvest": "started_at", "import": "source",
    "imported_name": "name", "model": "name", "node": "name", "owner": "name",
    "reference": "value", "repo": "name", "study": "title", "tag": "value",
  ]

  /// Columns of few values, by which a table is looked through.
  package static let facets = [
    "dataset_reuse": ["is_external", "is_inherited", "relation"],
    "declaration": ["field", "source"],
    "derivative": ["relation", "distance"],
    "discussion": ["status", "is_pull_request"],
    "edge": ["relation"],
    "finding": ["stage", "code"],
    "ghost": ["kind", "reason"],
    "inferred_edge": ["method"],
    "license_step": ["step", "relation"],
    "mass_upload_model": ["rule"],
    "mention": ["field"],
    "model": ["relation", "license", "library", "task"],
    "repo": ["kind", "gated", "license", "library", "pipeline_tag"],
    "response": ["status"],
    "step": ["purpose", "state"],
    "verdict": ["verdict", "study"],
  ]

  /// What a table is shown by, the highest first.
  package static let orders = [
    "derivative": "downloads", "harvest": "id", "model": "downloads", "repo": "downloads",
  ]
}

extension NamedQuery {
  /// The query as a form asks it, where what is left empty has the parameter's own value, and every
  /// value comes as text.
  var sqlForForms: String {
    let lines = sql.split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.drop { $0.hasPrefix("--") || $0.isEmpty }.joined(separator: "\n")
    return parameters.reduce(body) { sql, parameter in
      let given = parameter.fallback.map {
        "coalesce(nullif(:\(parameter.name), ''), '\($0.replacing("'", with: "''"))')"
      }
      let value = given ?? ":\(parameter.name)"
      return sql.replacing(ParameterUse(name: parameter.name)) { _ in
        parameter.kind.storage.map { "CAST(\(value) AS \($0))" } ?? value
      }
    }
  }

  /// What it tells, and what its parameters are when none are given.
  var shownDescription: String {
    let own = parameters.compactMap { parameter in
      parameter.fallback.map { "\(parameter.name) is \($0)" }
    }
    guard !own.isEmpty else { return description }
    return "\(description) Unless given, \(own.joined(separator: ", "))."
  }
}

extension NamedQuery.Parameter.Kind {
  /// What SQLite calls numbers of the kind; nil for text.
  fileprivate var storage: String? {
    switch self {
    case .text, .date: nil
    case .integer: "INTEGER"
    case .real: "REAL"
    }
  }
}

/// A parameter where SQL uses it, as a whole word.
private struct ParameterUse: RegexComponent {
  let name: String

  var regex: Regex<Substring> {
    Regex {
      ":\(name)"
      NegativeLookahead(CharacterClass.word)
    }
  }
}
