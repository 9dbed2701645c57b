package import StemmaStore

/// What verdicts rest on: a harvest, and the last second that counts.
package struct ClaimBasis: Sendable, Hashable {
  /// The harvest that a verdict rests on.
  package struct Harvest: Sendable, Hashable {
    package let id: Int64
    package let startedAt: String
    package let endpoint: String
    /// The file name of its archive.
    package let archive: String?
    package let outcome: String
  }

  /// The last second that counts: what was made later is left out.
  package let asOf: String
  /// Nil in an empty cache.
  package let harvest: Harvest?
  /// What this does to every value, in sentences.
  package let caveats: [String]

  /// Reads them off a connection, which may be asked as of a date.
  ///
  /// A date before the first harvest is allowed: then what was made by that day and is still there
  /// counts, as the first harvest saw it.
  package init(in connection: Connection) throws {
    let time = try connection.asOf
    let harvests = try connection.rows(
      "SELECT id, started_at, endpoint, archive, outcome, finished_at FROM harvest ORDER BY id"
    ) { row in
      (
        Harvest(
          id: row.integer("id"),
          startedAt: row.text("started_at"),
          endpoint: row.text("endpoint"),
          archive: row.optionalText("archive"),
          outcome: row.text("outcome")
        ), row.optionalText("finished_at")
      )
    }
    let seen = harvests.last { $0.0.id == time.harvest }
    harvest = (seen ?? harvests.first)?.0
    asOf = time.date ?? seen?.1 ?? seen?.0.startedAt ?? "9999-12-31T23:59:59Z"
    caveats = Self.caveats(date: time.date, seen: seen?.0, all: harvests.map(\.0))
  }

  private static func caveats(date: String?, seen: Harvest?, all: [Harvest]) -> [String] {
    var caveats: [String] = []
    if let date, let first = all.first, seen == nil {
      caveats.append(
        "The cache began on \(first.startedAt.prefix(10)): counts are of repositories made by \(AsOf.day(date))"
          + " that still existed then, with facts from later harvests."
      )
    }
    if let last = all.last, !last.endpoint.contains("huggingface.co") {
      caveats.append("Harvest \(last.id) is of \(last.endpoint), not of the Hub itself.")
    }
    if let last = all.last, last.outcome != "complete" {
      caveats.append(
        "Harvest \(last.id) is not complete (\(last.outcome)): counts are lower bounds."
      )
    }
    return caveats
  }
}
