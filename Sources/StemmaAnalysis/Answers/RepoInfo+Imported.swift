package import StemmaCache
package import StemmaRecords

extension RepoInfo {
  /// What imported snapshots tell of a repository as of a past date that no harvest saw.
  ///
  /// The newest observation by then speaks for the counters, and each fact stands as it was seen
  /// last. What they do not tell is NULL: relations, tags and names among others. Nil when no import
  /// knows it by then.
  package init?(
    imported text: String,
    kind: RepoKind,
    asOf date: String,
    in connection: Connection
  ) throws {
    let names = try ImportedNames(of: text, kind: kind, in: connection)
    let end = ImportedNames.end(of: date)
    var values = try Self.facts(names, end, connection)
    if let counters = try Self.counters(names, end, connection) {
      values.merge(counters) { _, counter in counter }
    }
    guard !values.isEmpty else { return nil }
    values["name"] = .string(RepoName.meant(by: text))
    values["kind"] = .string(kind.rawValue)
    values["source"] = .string("import")
    let keys =
      ["name", "kind", "hub_id", "owner"] + Self.facts.dropFirst() + Self.counters
      + ["first_seen", "gone_since", "source", "observed_at"]
    columns = keys.map { JSONValue.Member($0, values[$0] ?? .null) }
    (aliases, parents, tags, history) = ([], [], [], [])
    succession = .unknown
  }

  private static func facts(
    _ names: ImportedNames,
    _ end: String,
    _ connection: Connection
  ) throws -> [String: JSONValue] {
    let rows = try connection.rows(
      """
      SELECT field, value, min(last_observed, ?2)
      FROM imported_fact
      WHERE imported_name IN (SELECT value FROM json_each(?1)) AND first_observed <= ?2
      ORDER BY last_observed, import
      """,
      names.list,
      end
    ) { ($0.text(0), $0.text(1), $0.text(2)) }
    var values: [String: JSONValue] = [:]
    for (field, value, time) in rows {
      values[field] =
        field == "parameters" ? Int64(value).map(JSONValue.integer) : .string(value)
      values["observed_at"] = .string(time)
    }
    return values
  }

  private static func counters(
    _ names: ImportedNames,
    _ end: String,
    _ connection: Connection
  ) throws -> [String: JSONValue]? {
    try connection.first(
      """
      SELECT observed_at, downloads, downloads_all_time, likes, trending_score
      FROM imported_counter
      WHERE imported_name IN (SELECT value FROM json_each(?1)) AND observed_at <= ?2
      ORDER BY observed_at DESC, import DESC
      """,
      names.list,
      end
    ) { row in
      Dictionary(
        uniqueKeysWithValues: row.columnNames.enumerated().map { ($1, row.value($0).json) }
      )
    }
  }
}
