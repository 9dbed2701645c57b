import Foundation
import StemmaCore
import Testing

@testable import StemmaStandIn

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite(.timeLimit(.minutes(2))) struct Serving {
  private static let lines = (0..<50).map { "{\"model\": {\"id\": \"a/m\($0)\"}}" }

  @Test func answersOverLoopbackAndLogs() async throws {
    try await serving { standIn, address in
      let (body, response) = try await fetch(address, "/api/models?limit=2")
      #expect(response.statusCode == 200)
      #expect(response.value(forHTTPHeaderField: "Content-Encoding") == "gzip")
      #expect(response.value(forHTTPHeaderField: "X-Request-Id")?.hasPrefix("Root=1-") == true)
      #expect(WeakETag.of([UInt8](body)) == response.value(forHTTPHeaderField: "ETag"))
      #expect(try JSONReader().value([UInt8](body)).array?.count == 2)
      let logged = try #require(standIn.requests.first)
      #expect(logged.number == 1)
      #expect(logged.uri == "/api/models?limit=2")
      #expect(logged.status == 200)
      #expect(address.host() == "127.0.0.1")
    }
  }

  @Test func aTakenPortIsSaid() async throws {
    try await serving { _, address in
      var options = StandInOptions.withoutQuota
      options.port = UInt16(try #require(address.port))
      let second = StandIn(world: try World(lines: []), options: options)
      await #expect {
        try await second.start()
      } throws: { ($0 as? StandInError)?.code == .cannotListen }
    }
  }

  @Test func ownOriginIsWrittenWhereAsked() async throws {
    var options = StandInOptions.withoutQuota
    options.origin = .own
    try await serving(options) { _, address in
      let (_, response) = try await fetch(address, "/api/models?limit=2")
      let link = try #require(response.value(forHTTPHeaderField: "Link"))
      #expect(link.hasPrefix("<\(address.absoluteString)/api/models?limit=2&cursor="))
    }
  }

  @Test func pagesAreCompressedOnlyForThoseWhoTakeIt() async throws {
    let asking = try Asking(Self.lines)
    let plain = await asking.reply("/api/models")
    let packed = await asking.reply("/api/models", headers: ["accept-encoding": "br, gzip"])
    #expect(plain.headers["Content-Encoding"] == nil)
    #expect(packed.headers["Content-Encoding"] == "gzip")
    #expect(try Gzip.inflate(packed.body, limit: 1 << 20) == plain.body)
    #expect(packed.headers["ETag"] == plain.headers["ETag"])
  }

  @Test func countsWhatIsInFlight() async throws {
    var options = StandInOptions.withoutQuota
    options.latency = .milliseconds(200)
    try await serving(options) { standIn, address in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<4 {
          group.addTask { _ = try await fetch(address, "/api/models/a/m\(number)") }
        }
        try await group.waitForAll()
      }
      #expect((2...4).contains(standIn.mostInFlight))
      #expect(standIn.requests.map(\.number) == [1, 2, 3, 4])
    }
  }

  @Test func anotherWorldTakesItsPlaceAtTheSameAddress() async throws {
    let asking = try Asking(Self.lines)
    #expect(try await asking.json("/api/models").array?.count == 50)
    asking.standIn.serve(try World(lines: Array(Self.lines.prefix(3))))
    #expect(try await asking.json("/api/models").array?.count == 3)
  }

  @Test(
    arguments: [
      (Fault(.reply(Reply(status: 503, headers: ["Retry-After": "1"], body: [0x21]))), 503, 1),
      (Fault(.none, delay: .milliseconds(50)), 200, nil), (Fault(.drop(after: 10)), nil, nil),
      (Fault(.wrongLength(by: 10)), nil, nil), (Fault(.hangUp), nil, nil),
      (Fault(.drip(bytes: 1000, every: .milliseconds(1))), 200, nil),
      (Fault(.raw("no HTTP at all\r\n")), nil, nil),
      (Fault(.raw("HTTP/1.1 502 Bad\r\nContent-Length: 2\r\n\r\nhm")), 502, 2),
    ] as [(Fault, Int?, Int?)]
  )
  func faultsReachTheCaller(fault: Fault, status: Int?, length: Int?) async throws {
    var options = StandInOptions.withoutQuota
    options.gzipLevel = nil
    options.intercept = { number, _ in number == 1 ? fault : nil }
    try await serving(options) { _, address in
      let outcome = try? await fetch(address, "/api/models")
      #expect(outcome?.1.statusCode == status)
      if let length { #expect(outcome?.0.count == length) }
      let (_, after) = try await fetch(address, "/api/models")
      #expect(after.statusCode == 200)
    }
  }

  @Test func aStreamCanBeCutAndSentAsIfWhole() async throws {
    var options = StandInOptions.withoutQuota
    options.intercept = { _, _ in Fault(.truncatedGzip(keeping: 40)) }
    try await serving(options) { standIn, address in
      // URLSession inflates what it gets; curl 7.88 takes the early end for the whole.
      let cut = try? await fetch(address, "/api/models").0
      let whole = await standIn.reply(
        to: .init(method: "GET", path: "/api/models", query: "", headers: [:])
      )
      #expect((cut?.count ?? 0) < whole.body.count)
    }
  }

  private func serving(
    _ options: StandInOptions = .withoutQuota,
    _ body: (StandIn, URL) async throws -> Void
  ) async throws {
    let standIn = StandIn(world: try World(lines: Self.lines), options: options)
    let address = try await standIn.start()
    do {
      try await body(standIn, address)
    } catch {
      await standIn.stop()
      throw error
    }
    await standIn.stop()
  }
}

private func fetch(_ address: URL, _ uri: String) async throws -> (Data, HTTPURLResponse) {
  let session = URLSession(configuration: .ephemeral)
  defer { session.invalidateAndCancel() }
  let url = try #require(URL(string: address.absoluteString + uri))
  let (body, response) = try await session.data(from: url)
  return (body, try #require(response as? HTTPURLResponse))
}
