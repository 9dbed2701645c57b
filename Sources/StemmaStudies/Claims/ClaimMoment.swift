import StemmaCore
package import StemmaStore

/// The harvest and the date that a claim is checked at.
package struct ClaimMoment: Sendable, Hashable {
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
  /// What the moment does to every value, in sentences.
  package let caveats: [String]

  /// The end of `date`, or of the latest harvest when it is nil.
  ///
  /// A date before the first harvest is allowed: then what was made by that day and is still there
  /// counts, as the first harvest saw it.
  package init(date: String?, in connection: Connection) throws {
    if let date, Timestamp.secondsSince1970(in: date) == nil {
      throw AnswerError(.misuse, "\(date) is not a date. Write it as 2025-11-18.")
    }
    let end = date.map { $0.count == 10 ? $0 + "T23:59:59Z" : $0 }
    let harvests = try connection.rows(
      "SELECT id, started_at, endpoint, archive, outcome, finished_at FROM harvest ORDER BY id"
    ) { row in
      (
        Harvest(
          id: row.integer(0),
          startedAt: row.text(1),
          endpoint: row.text(2),
          archive: row.optionalText(3),
          outcome: row.text(4)
        ), row.optionalText(5)
      )
    }
    let seen = end.map { end in harvests.last { $0.0.startedAt <= end } } ?? harvests.last
    harvest = (seen ?? harvests.first)?.0
    asOf = end ?? seen?.1 ?? seen?.0.startedAt ?? "9999-12-31T23:59:59Z"
    caveats = Self.caveats(date: date, seen: seen?.0, all: harvests.map(\.0))
  }

  private static func caveats(date: String?, seen: Harvest?, all: [Harvest]) -> [String] {
    var caveats: [String] = []
    if let date, let first = all.first, seen == nil {
      caveats.append(
        "The cache began on \(first.startedAt.prefix(10)): counted is what was made by \(date)"
          + " and was still there, with the facts of later harvests."
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
