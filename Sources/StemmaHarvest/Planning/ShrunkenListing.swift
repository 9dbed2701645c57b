import StemmaHub
import StemmaCore
import StemmaStore

/// A complete listing that is so much shorter than the one before it that it is an alarm, and no news.
///
/// Hundreds of repositories do not leave the Hub in a day. A fault of the Hub, of a mirror or of what
/// stands between is likelier; so nothing is taken for gone until somebody says that it is right.
struct ShrunkenListing: Sendable, Hashable {
  /// What was listed.
  let kind: RepoKind
  /// Its rows.
  let rows: Int
  /// The rows of the last one that was believed.
  let before: Int

  /// Repositories that a listing must lack at least to be an alarm: small mirrors come and go.
  static let least = 100

  /// The listing of `kind` that a harvest walked to its end; nil without one, and for one that is not
  /// much shorter.
  ///
  /// Much is more than a twentieth, and ``least`` or more.
  init?(_ kind: RepoKind, of harvest: Int64, at endpoint: String, in connection: Connection) throws
  {
    let isListed = "purpose IN ('listing', 'census') AND state = 'done' AND step.kind = ?1"
    let rows = try connection.first(
      "SELECT row_count FROM step WHERE \(isListed) AND harvest = ?2",
      kind.rawValue,
      harvest
    ) { $0.int(0) }
    let before = try connection.first(
      """
      SELECT step.row_count
      FROM step
      JOIN harvest ON harvest.id = step.harvest
      WHERE \(isListed) AND step.harvest < ?2 AND harvest.endpoint = ?3
        AND NOT EXISTS (
          SELECT 1 FROM harvest_finding
          WHERE harvest_finding.harvest = step.harvest AND code = ?4 AND subject = ?5)
      ORDER BY step.harvest DESC
      LIMIT 1
      """,
      kind.rawValue,
      harvest,
      endpoint,
      Finding.Code.sourceShrank.rawValue,
      kind.apiSegment
    ) { $0.int(0) }
    guard let rows, let before, before - rows >= Self.least, rows * 20 < before * 19 else {
      return nil
    }
    (self.kind, self.rows, self.before) = (kind, rows, before)
  }

  /// What a person should know of it, and what to do.
  var finding: Finding {
    Finding(
      .sourceShrank,
      subject: kind.apiSegment,
      detail:
        "The listing of \(kind.apiSegment) has \(rows.counted("row")), and the one before had "
        + "\(before). Nothing is taken for gone. If it is right, harvest with --accept-shrinking."
    )
  }
}

extension Finding.Code {
  /// A complete listing that is much shorter than the one before: see ``ShrunkenListing``.
  static let sourceShrank = Finding.Code(rawValue: "source-shrank")
}

extension HarvestSummary {
  /// What a harvest says of listings that shrank suddenly, a sentence or two each.
  static func alarms(of harvest: Int64, in connection: Connection) throws -> [String] {
    try connection.rows(
      "SELECT detail FROM harvest_finding WHERE harvest = ? AND code = ? ORDER BY id",
      harvest,
      Finding.Code.sourceShrank.rawValue
    ) { $0.text(0) }
  }
}
