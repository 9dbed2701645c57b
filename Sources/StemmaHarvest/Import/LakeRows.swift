internal import Foundation
import StemmaCore
import StemmaDerive
internal import StemmaDuckDB
import StemmaStore

/// The rows of one partition of a lake, each as a JSON object.
struct LakeRows {
  let lake: Lake
  let partition: Lake.Partition
  let engine: DuckDB

  /// As many repositories are asked for at a time: the tags of all would not fit memory.
  private static let range: Int64 = 200_000

  /// Calls `body` at each row of a table that the partition added, in the order of `order`.
  func forEach(in table: String, order: String, _ body: (JSONValue) throws -> Void) throws {
    guard partition.tables.contains(table) else { return }
    let rows = "SELECT * FROM \(part(table)) WHERE NOT removed ORDER BY \(order)"
    try ask(rows, body)
  }

  /// Calls `body` at each alias that the partition added, with the repository that it is one of.
  func forEachAlias(_ body: (JSONValue) throws -> Void) throws {
    guard partition.tables.contains("alias") else { return }
    try ask(
      """
      SELECT repo.kind, repo.hub_id, repo.name AS repo_name, alias.name, alias.evidence, alias.first_seen
      FROM \(part("alias")) AS alias JOIN \(state("repo", ["id"])) AS repo ON repo.id = alias.repo
      WHERE NOT alias.removed
      ORDER BY alias.kind, alias.name, repo.id
      """,
      body
    )
  }

  /// Calls `body` at each repository of which the partition says something new: all that is known of it then.
  func forEachRepository(_ body: (JSONValue) throws -> Void) throws {
    let changed = [
      ("repo", "id"), ("counter", "id"), ("repo_tag", "repo"), ("declaration", "repo"),
    ]
    .filter { partition.tables.contains($0.0) }
    .map { "SELECT \($0.1) AS repo FROM \(part($0.0))" }
    guard !changed.isEmpty else { return }
    var last: Int64 = 0
    try ask("SELECT max(repo) AS last FROM (\(changed.joined(separator: " UNION ALL ")))") {
      last = $0["last"]?.integer ?? 0
    }
    var low: Int64 = 1
    while low <= last {
      try ask(repositories(changed.joined(separator: " UNION "), from: low), body)
      low += Self.range
    }
  }

  private func repositories(_ changed: String, from low: Int64) -> String {
    let within = "BETWEEN \(low) AND \(low + Self.range - 1)"
    return """
      WITH changed AS (SELECT repo FROM (\(changed)) WHERE repo \(within)),
        tagged AS (
          SELECT repo, list(tag.value ORDER BY tag.id) FILTER (last_seen IS NULL) AS tags
          FROM \(state("repo_tag", ["repo", "tag", "first_seen"])) AS held
          JOIN \(state("tag", ["id"])) AS tag ON tag.id = held.tag
          WHERE repo \(within) GROUP BY repo),
        declared AS (
          SELECT repo, list(DISTINCT source) AS sources,
            list({field: field, source: source, position: position, text: value, relation: relation,
              hub_id: hub_id} ORDER BY field, source, position, value, relation)
              FILTER (last_seen IS NULL) AS declarations
          FROM \(state("declaration", Self.declarationKey)) AS said
          JOIN \(state("reference", ["id"])) AS reference ON reference.id = said.reference
          WHERE repo \(within) GROUP BY repo),
        left_behind AS (
          SELECT repo, list(DISTINCT field) AS fields
          FROM \(state("repo_history", ["repo", "field", "first_seen"]))
          WHERE repo \(within) GROUP BY repo)
      SELECT repo.* REPLACE (array_to_string(repo.languages, ',') AS languages),
        owner.name AS owner_name, downloads, downloads_all_time, likes, trending_score,
        tags, sources, declarations, fields
      FROM \(state("repo", ["id"])) AS repo
      SEMI JOIN changed ON changed.repo = repo.id
      LEFT JOIN \(state("owner", ["id"])) AS owner ON owner.id = repo.owner
      LEFT JOIN \(state("counter", ["id"])) AS counter ON counter.id = repo.id
      LEFT JOIN tagged ON tagged.repo = repo.id
      LEFT JOIN declared ON declared.repo = repo.id
      LEFT JOIN left_behind ON left_behind.repo = repo.id
      WHERE repo.id \(within)
      ORDER BY repo.id
      """
  }

  private static let declarationKey = [
    "repo", "field", "source", "reference", "relation", "first_seen",
  ]

  private func part(_ table: String) -> String {
    "read_parquet('\(Lake.Partition.name(of: partition.harvest))/\(table)/*.parquet')"
  }

  private func state(_ table: String, _ key: [String]) -> String {
    lake.state(of: table, key: key, at: partition.harvest)
  }

  private func ask(_ query: String, _ body: (JSONValue) throws -> Void) throws {
    let run = try engine.start(
      """
      SET memory_limit = '1GB'; SET preserve_insertion_order = true;
      COPY (\(query)) TO '/dev/stdout' (FORMAT json, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ');
      """,
      in: lake.folder
    )
    var records = RecordReader(Output(run), isCSV: false)
    do {
      while let record = try records.next() {
        guard case .text(let text, _) = record else { continue }
        try body(try JSONReader().value(Array(text.utf8)))
      }
    } catch {
      run.abandon()
      throw error
    }
    try run.finish()
  }

  private final class Output: ByteSource {
    private let run: DuckDBRun

    init(_ run: DuckDBRun) { self.run = run }

    func next() throws -> [UInt8] { [UInt8](try run.output.read(upToCount: 1 << 18) ?? Data()) }
  }
}
