import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaHub
import StemmaStore

extension Bench {
  /// From packed pages in memory to a fresh cache in process, with no network; and the same rows with
  /// nothing around them, by prepared statements that know them all.
  static let write = Bench(name: "write") { site in
    let models = min(site.models, 100_000)
    let pages = BenchPages(models: models).bodies.map { Gzip.deflate($0, level: 1) }
    let cache = "\(site.folder)/write/hub.sqlite"
    var harvests: [Double] = []
    var loops: [Double] = []
    for _ in 0..<site.repeats {
      try? FileManager.default.removeItem(atPath: "\(site.folder)/write")
      let client = HubClient(endpoint: .production, transport: ReadyPages(pages))
      var request = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])
      request.maxNames = 0
      let summary = try await Pipeline(cachePath: cache).harvest(
        request,
        with: client,
        runEnvironment: .machine
      )
      harvests.append(summary.tally.seconds)
      let loop = try PlainLoop(rowsOf: cache, transactions: models / 5000)
      loops.append(try loop.seconds(into: "\(site.folder)/write/plain.sqlite"))
    }
    let (harvest, loop) = (median(harvests), median(loops))
    return [
      Measurement("page to cache", Double(models) / harvest, "models/s"),
      Measurement("plain statements, the same rows", Double(models) / loop, "models/s"),
      Measurement("page to cache, of plain statements", loop / harvest, ""),
    ]
  }
}

/// The rows that a harvest wrote, to be written once more by plain prepared statements.
private struct PlainLoop {
  private let tables: [(name: String, rows: [[SQLValue]])]
  private let transactions: Int

  /// Takes the rows to be written, each table's in so many transactions: as many as the harvest's.
  init(rowsOf cache: String, transactions: Int) throws {
    self.transactions = max(1, transactions)
    let names = ["owner", "tag", "reference", "repo", "tag_list", "declaration"]
    tables = try Cache(path: cache, access: .read).read { connection in
      try names.map { name in
        let query = try connection.prepare("SELECT * FROM \(name)")
        let columns = 0..<query.columnCount
        return (name, try query.rows { row in columns.map { row.value($0) } })
      }
    }
  }

  /// How long they take, with the indexes by name built behind them as a harvest does.
  func seconds(into path: String) throws -> Double {
    let cache = try Cache(path: path, access: .write)
    try cache.write { try $0.deferNameIndexes() }
    let start = ContinuousClock.now
    for (name, rows) in tables {
      let marks = (rows.first ?? []).map { _ in "?" }.joined(separator: ", ")
      let insert = try cache.read {
        try $0.as(.derive).prepare("INSERT INTO \(name) VALUES (\(marks))")
      }
      let count = rows.count / transactions + 1
      for first in stride(from: 0, to: rows.count, by: count) {
        try cache.write { _ in
          for row in rows[first..<min(first + count, rows.count)] {
            for (place, value) in row.enumerated() { try insert.bind(value, at: place + 1) }
            try insert.runBound()
          }
        }
      }
    }
    try cache.write { try $0.buildNameIndexes() }
    return start.duration(to: .now) / .seconds(1)
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
      "Content-Encoding": "gzip",
    ]
    if page + 1 < pages.count {
      let first = request.url.components(separatedBy: "&ready=")[0]
      headers.fields.append(.init("Link", "<\(first)&ready=\(page + 1)>; rel=\"next\""))
    }
    return HTTPResponse(url: request.url, status: 200, headers: headers, wireBody: pages[page])
  }
}
