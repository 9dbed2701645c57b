import Foundation
import StemmaCore
import StemmaHarvest
import StemmaHub

/// A page behind the first of a listing oldest first, as an earlier checkup was given it.
struct EarlierPage {
  /// The page's address, with the cursor of then.
  let url: String
  /// The rows of then.
  let ids: [String]
  /// How long ago that was.
  let days: Int

  /// Looks in the archives of checkups for the oldest one that is a day old or more.
  ///
  /// Nil when there is none of this endpoint, or none that can be read.
  init?(in folder: URL, of endpoint: String, before now: Double) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.sorted() where name.hasPrefix("doctor-") && name.hasSuffix(".warc.gz") {
      guard let response = Self.page(in: folder.appending(path: name).path, of: endpoint),
        now - response.receivedAt >= 86_400,
        let rows = ProbeReply(response).rows, !rows.isEmpty
      else { continue }
      url = response.url
      ids = rows.compactMap(\.repoID)
      days = Int((now - response.receivedAt) / 86_400)
      return
    }
    return nil
  }

  private static func page(in path: String, of endpoint: String) -> HTTPResponse? {
    guard let scan = try? ArchiveScan(path: path) else { return nil }
    while let piece = try? scan.next() {
      guard case .record(let record, _) = piece, let response = record.response,
        response.status == 200, response.url.hasPrefix(endpoint + "/"),
        HubAddress.isAscending(response.url), HubAddress.hasCursor(response.url),
        HubAddress.number("limit", in: response.url) == 1000
      else { continue }
      return response
    }
    return nil
  }
}
