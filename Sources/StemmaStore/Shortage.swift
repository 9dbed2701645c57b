/// What the tables of the closure lack: models that there was no room or no time for.
///
/// Answers about one model count such models when they are asked for; SQL that reads the tables does not
/// see them.
package enum Shortage {
  /// The finding by which the graph stage says it, and the tables that lack something then.
  private static let tables: [String: Set<String>] = [
    lineage: ["lineage_place", "lineage_span"], family: ["family", "family_group"],
  ]

  /// The code of the finding that `lineage` lacks models.
  package static let lineage = "lineage-left-out"
  /// The code of the finding that `family` lacks models.
  package static let family = "family-not-counted"

  /// What those tables lack, a sentence each; nil for all tables.
  package static func sentences(
    about read: Set<String>? = nil,
    in connection: Connection
  ) throws -> [String] {
    let findings = try connection.rows("SELECT code, detail FROM graph_finding ORDER BY code") {
      $0.inOrder { (code: $0.text(), detail: $0.text()) }
    }
    return findings.filter { finding in
      read.map { !(tables[finding.code] ?? []).isDisjoint(with: $0) } ?? true
    }
    .map(\.detail)
  }
}
