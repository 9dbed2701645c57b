import Foundation
import StemmaCore
@testable import StemmaStandIn
import StemmaTestSupport

/// A stand-in that is asked without the network.
struct Asking {
  let standIn: StandIn

  /// A world of these lines, without quota unless `options` say otherwise.
  init(_ lines: [String], options: StandInOptions? = nil) throws {
    standIn = StandIn(world: try World(lines: lines), options: options ?? .withoutQuota)
  }

  func reply(_ uri: String, token: String? = nil, headers: [String: String] = [:]) async -> Reply {
    let parts = uri.split(separator: "?", maxSplits: 1).map(String.init)
    var headers = headers
    if let token { headers["authorization"] = "Bearer \(token)" }
    let request = HubRequest(
      method: "GET",
      path: parts[0],
      query: parts.count > 1 ? parts[1] : "",
      headers: headers
    )
    return await standIn.reply(to: request)
  }

  func json(_ uri: String, token: String? = nil) async throws -> JSONValue {
    try await reply(uri, token: token).json
  }

  /// Every row of a listing, page after page.
  func walk(_ uri: String) async throws -> [JSONValue] {
    var rows: [JSONValue] = []
    var next: String? = uri
    while let uri = next {
      let reply = await reply(uri)
      rows += try reply.json.array ?? []
      next = reply.next
    }
    return rows
  }
}

extension StandInOptions {
  static var withoutQuota: StandInOptions {
    var options = StandInOptions()
    options.quota = nil
    return options
  }
}

extension Reply {
  var json: JSONValue { get throws { try JSONReader().value(body) } }

  var text: String { String(decoding: body, as: UTF8.self) }

  /// Path and query of the next page.
  var next: String? {
    headers["Link"].map { link in
      HubOrigin.relative(String(link.dropFirst().prefix { $0 != ">" }))
    }
  }
}

extension JSONValue {
  /// The member names of an object, in their order.
  var keys: [String] { (object ?? []).map(\.key) }

  /// The ids of an array's elements.
  var ids: [String] { (array ?? []).compactMap { $0["id"]?.string } }
}

/// A recorded exchange of the reference material.
struct Recorded {
  let uri: String
  let status: Int
  let headers: JSONValue
  let body: String
  let note: String?

  var etag: String? {
    headers.object?.first { $0.key.lowercased() == "etag" }?.value.string
  }

  static func all(in file: String) throws -> [Recorded] {
    guard let url = Shared.file("real-hub/raw/\(file)") else { return [] }
    let text = try Gzip.inflate(Data(contentsOf: url), limit: 100 << 20)
    return try text.split(separator: 0x0A).map { line in
      let row = try JSONReader().value(Array(line))
      return Recorded(
        uri: HubOrigin.relative(row["uri"]?.string ?? ""),
        status: Int(row["status"]?.integer ?? 0),
        headers: row["response_headers"] ?? [:],
        body: row["body"]?.string ?? "",
        note: row["note"]?.string
      )
    }
  }

  static var live: [Recorded] { get throws { try all(in: "live-2026-07.jsonl.gz") } }

  /// The one live recording whose address has this part.
  static func live(_ part: String) throws -> Recorded {
    guard let found = try live.first(where: { $0.uri.contains(part) }) else { throw Absent() }
    return found
  }

  struct Absent: Error {}
}
