import Foundation
import StemmaCore
package import StemmaHarvest
import StemmaHub
import StemmaStandIn

extension Trial {
  /// Harvests with details as if it were the day `date`, such as `2026-01-02`.
  @discardableResult
  package func details(
    of ids: String...,
    plan: HarvestRequest.Plan = .details,
    _ details: HarvestRequest.Details = .study,
    on date: String = "2026-01-01",
    into cache: String = "one",
    maxRequests: Int? = nil
  ) async throws -> HarvestSummary {
    let request = HarvestRequest(
      subjects: ids,
      plan: plan,
      details: details,
      maxRequests: maxRequests
    )
    return try await harvest(request, on: date, into: cache)
  }

  /// What was asked since the stand-in had answered `count` requests, without the properties of
  /// records and what redirects add.
  package func asked(after count: Int = 0) -> [String] {
    standIn.requests.dropFirst(count).map { request in
      let parts = request.uri.split(separator: "?", maxSplits: 1)
      let query = parts.dropFirst().first?.split(separator: "&")
        .filter { !["expand=", "etag=", "%2F"].contains(where: $0.hasPrefix) }.joined(
          separator: "&"
        )
      return parts[0] + (query.map { $0.isEmpty ? "" : "?" + $0 } ?? "")
    }
  }

  /// Everything but when it was last read.
  package func facts(_ cache: String = "one") throws -> [String] {
    try dump(cache).filter { !$0.hasPrefix("sighting:") }.map { line in
      line.hasPrefix("detail_mark:")
        ? line.replacing(/\sharvest=\d+/, with: "") : line.replacing(/\sasked_in=\d+/, with: "")
    }
  }
}
