package import StemmaAnswers
import StemmaStore

extension Answers {
  /// The largest families, `limit` each way, and the newest models.
  package func overview(limit: Int = 10) throws -> CacheOverview {
    try cache.read { try CacheOverview(limit: limit, in: $0) }
  }

  /// The number of the last harvest; nil before the first.
  package func lastHarvest() throws -> Int64? {
    try cache.read { try HarvestDiff.lastHarvest(in: $0) }
  }
}
