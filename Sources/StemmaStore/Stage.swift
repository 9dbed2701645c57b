/// A stage of the pipeline, which alone writes its tables.
///
/// A connection is lent to a stage (``Connection/as(_:)``), and each statement is checked where it is
/// prepared: it may write the stage's own tables and temporary ones, and read those, the tables of the
/// stages before, and what is declared in ``reads``. ``Schema`` says which table is whose.
package enum Stage: String, Sendable, CaseIterable {
  /// Decides what is asked for next, and what it should cost. What it decides on the harvest stage
  /// writes down as steps.
  case planning
  /// Asks the Hub, and keeps what was asked and where the replies are.
  case harvest
  /// Reads what others saw of the Hub on past days.
  case `import`
  /// Reads records and cards.
  case derive
  /// Reads study files.
  case study
  /// Resolves names to edges and ghosts.
  case link
  /// Lays out the graph, and writes its closure and its families.
  case graph
  /// Measures.
  case measure
  /// Checks claims.
  case check
  /// Keeps what somebody wants news of, and what they were told.
  case watch
  /// Looks after the file itself: it attaches others, makes it smaller, and writes no table of it.
  case maintenance

  /// The tables that only this stage writes.
  package var tables: [String] { Schema.tables(of: self) }

  /// Whether this stage may read what `other` writes, whatever is declared besides.
  func follows(_ other: Stage) -> Bool {
    guard self != .maintenance else { return true }
    return Self.places[other.rawValue, default: .max] <= Self.places[rawValue, default: 0]
  }

  private static let places = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($0.element.rawValue, $0.offset) }
  )

  /// The tables of later stages that this one reads.
  package var reads: Set<String> { self == .planning ? Self.readByPlanning : [] }

  /// What to ask for follows from all that is known of repositories, names and families.
  private static let readByPlanning: Set<String> = [
    "harvest", "step", "harvest_finding",
    "repo", "owner", "alias", "sighting", "absence", "declaration", "reference", "account",
    "detail_mark", "discussion",
    "reference_repo", "edge", "ghost",
  ]
}
