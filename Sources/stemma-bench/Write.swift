import Foundation
import Stemma
import StemmaHub
import StemmaRecords

extension Bench {
  /// From pages in memory to a fresh cache in process: no network and no unpacking.
  static let write = Bench(name: "write") { site in
    let models = min(site.models, 100_000)
    let pages = BenchPages(models: models).bodies
    var times: [Double] = []
    for _ in 0..<site.repeats {
      let cache = "\(site.folder)/write/hub.sqlite"
      try? FileManager.default.removeItem(atPath: "\(site.folder)/write")
      let client = HubClient(endpoint: .production, transport: ReadyPages(pages))
      times.append(
        try await seconds {
          var request = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])
          request.maxNames = 0
          _ = try await Pipeline(cachePath: cache).harvest(
            request,
            with: client,
            surroundings: .machine
          )
        }
      )
    }
    return [Figure("page to cache", Double(models) / median(times), "models/s")]
  }
}

/// A Hub that gives pages it has ready, one after the other.
private struct ReadyPages: Transport {
  let pages: [[UInt8]]

  init(_ pages: [[UInt8]]) { self.pages = pages }

  func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    let number = request.url.split(separator: "=").last.flatMap { Int($0) } ?? 0
    let page = request.url.contains("ready=") ? number : 0
    var headers: HTTPHeaders = [
      "RateLimit": "\"api\";r=1000000;t=300", "RateLimit-Policy": "\"api\";q=1000000;w=300",
    ]
    if page + 1 < pages.count {
      let first = request.url.components(separatedBy: "&ready=")[0]
      headers.fields.append(.init("Link", "<\(first)&ready=\(page + 1)>; rel=\"next\""))
    }
    return HTTPResponse(url: request.url, status: 200, headers: headers, wireBody: pages[page])
  }
}
