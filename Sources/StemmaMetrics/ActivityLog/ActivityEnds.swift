import StemmaCore
import StemmaStore

/// Up to when one part of the life of each repository is known.
struct ActivityEnds {
  private var known: [Int64: ActivityRepo.Knowledge] = [:]

  /// - Complexity: O(*h*) for *h* repositories whose details were harvested.
  init(_ part: ActivityRepo.Part, _ connection: Connection) throws {
    if try connection.asOf.isPast { try readSteps(part, connection) }
    try readMarks(part, connection)
  }

  func knowledge(of repo: Int64) -> ActivityRepo.Knowledge { known[repo] ?? .unknown }

  /// Reads the marks, which say who read the part last.
  ///
  /// Commits are known for as long as the newest one stays.
  private mutating func readMarks(
    _ part: ActivityRepo.Part,
    _ connection: Connection
  ) throws {
    let statement = try connection.prepare(
      """
      SELECT detail_mark.repo, detail_mark.mark,
        coalesce(finished_at, started_at) AS known_until
      FROM detail_mark
      JOIN repo ON repo.id = detail_mark.repo
      LEFT JOIN sighting ON sighting.repo = repo.id
      JOIN harvest ON harvest.id = CASE
        WHEN detail_mark.part = 'commits' AND detail_mark.mark = repo.sha
        THEN max(detail_mark.harvest, coalesce(sighting.harvest, 0)) ELSE detail_mark.harvest END
      WHERE detail_mark.part = ?
      """
    )
    try statement.forEach(part.rawValue) { row in
      known[row.integer("repo")] =
        row.text("mark") == "none" ? .hidden : Self.until(row.optionalText("known_until"))
    }
  }

  /// Reads what was asked in the past, whose marks later harvests wrote over.
  private mutating func readSteps(_ part: ActivityRepo.Part, _ connection: Connection) throws {
    let statement = try connection.prepare(
      """
      SELECT repo.id, coalesce(finished_at, started_at) AS known_until
      FROM step
      JOIN repo ON repo.kind = step.kind AND repo.name = step.subject
      JOIN harvest ON harvest.id = step.harvest
      WHERE step.purpose = ? AND step.state = 'done'
      ORDER BY harvest.id
      """
    )
    try statement.forEach(part.rawValue) { row in
      known[row.integer("id")] = Self.until(row.optionalText("known_until"))
    }
  }

  private static func until(_ time: String?) -> ActivityRepo.Knowledge {
    time.flatMap(Timestamp.secondsSince1970(in:)).map { .known(until: $0) } ?? .unknown
  }
}
