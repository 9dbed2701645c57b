import StemmaCache

extension HarvestSummary {
  /// Sums up a harvest of the cache, over all of its sittings.
  init(of harvest: Int64, outcome: Outcome, tally: HarvestTally, in connection: Connection) throws {
    self.init(
      harvest: harvest,
      outcome: outcome,
      tally: tally,
      incompleteSteps: try connection.count(
        "SELECT count(*) FROM step WHERE harvest = ? AND state IN ('waiting', 'incomplete')",
        harvest
      ),
      findings: try connection.count("SELECT count(*) FROM finding WHERE harvest = ?", harvest),
      missing: try connection.rows(
        """
        SELECT subject FROM step
        WHERE harvest = ? AND purpose IN ('root', 'member') AND state = 'missing'
        ORDER BY id
        """,
        harvest
      ) { $0.text(0) }
    )
  }
}

extension ArchiveNote.Closing {
  /// The same as a tally.
  var tally: HarvestTally {
    var tally = HarvestTally()
    tally.requests = .init(api: apiRequests, resolvers: resolverRequests, pages: pageRequests)
    (tally.rows, tally.changes) = (rowCount, changeCount)
    (tally.waitedSeconds, tally.seconds) = (waitedSeconds, seconds)
    return tally
  }
}
