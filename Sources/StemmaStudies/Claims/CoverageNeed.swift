package import StemmaStore

/// Something that a claim cannot do without.
package enum CoverageNeed: String, Sendable, CaseIterable {
  case models, datasets, spaces
  /// A listing of all models that came to its end.
  case listing
  case commits, discussions, cards

  /// What is missing and what to do, in one line; nil when it is there.
  package func gap(for study: String, in connection: Connection) throws -> String? {
    guard try connection.count("SELECT EXISTS (\(probe))") == 0 else { return nil }
    return switch self {
    case .models: "no models are in the cache: run stemma harvest --study \(study)"
    case .datasets: "no datasets are in the cache: run stemma harvest --plan sweep"
    case .spaces: "no Spaces are in the cache: run stemma harvest --plan sweep"
    case .listing: "there is no complete listing of models: run stemma harvest --plan sweep"
    case .commits, .discussions, .cards:
      "no \(rawValue) are harvested: run stemma harvest --study \(study) --details study"
    }
  }

  private var probe: String {
    switch self {
    case .models: "SELECT 1 FROM repo WHERE kind = 'model'"
    case .datasets:
      "SELECT 1 FROM repo WHERE kind = 'dataset' UNION ALL SELECT 1 FROM dataset_use"
    case .spaces: "SELECT 1 FROM repo WHERE kind = 'space'"
    case .listing:
      """
      SELECT 1 FROM step
      WHERE purpose = 'listing' AND kind = 'model' AND state = 'done' AND row_count > 0
      """
    case .commits: "SELECT 1 FROM repo_commit"
    case .discussions:
      "SELECT 1 FROM discussion UNION ALL SELECT 1 FROM detail_mark WHERE part = 'discussions'"
    case .cards: "SELECT 1 FROM card_text"
    }
  }

  /// The part of the details, as `detail_mark` names it.
  private var part: String? {
    switch self {
    case .commits: "commits"
    case .discussions: "discussions"
    case .cards: "card"
    case .models, .datasets, .spaces, .listing: nil
    }
  }

  /// How much of a study's own repositories the details cover, in one sentence; nil when all of it.
  package func caveat(for study: String, in connection: Connection) throws -> String? {
    guard let part else { return nil }
    let counts = try connection.first(
      """
      SELECT count(*), count(detail_mark.repo)
      FROM (
        SELECT DISTINCT node
        FROM study_node
        WHERE study = ? AND section IN ('roots', 'extra_roots', 'models') AND role <> 'other'
          AND node > 0
      ) AS own
      LEFT JOIN detail_mark ON detail_mark.repo = own.node AND detail_mark.part = ?
      """,
      study,
      part
    ) { $0.inOrder { (all: $0.int(), read: $0.int()) } }
    guard let counts, counts.read < counts.all else { return nil }
    return
      "The \(rawValue) of \(counts.read) of the \(counts.all) models of the study have been read."
  }
}
