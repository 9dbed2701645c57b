import StemmaCore
import StemmaHub
import Testing

/// libcurl against a raw server on loopback that misbehaves as told.
@Suite struct CurlTransportTests {
  static func failure(
    _ transport: CurlTransport,
    _ url: String,
    _ adjust: (inout HTTPRequest) -> Void = { _ in }
  ) async -> HubError? {
    var request = HTTPRequest(url: url)
    adjust(&request)
    do throws(HubError) {
      _ = try await transport.send(request)
      return nil
    } catch {
      return error
    }
  }

  /// The failure of a single transfer that `handler` answers.
  static func failure(
    _ adjust: (inout HTTPRequest) -> Void = { _ in },
    _ handler: @escaping LoopbackServer.Handler
  ) async -> HubError? {
    let server = LoopbackServer(handler)
    let transport = CurlTransport()
    let error = await failure(transport, server.url + "/x", adjust)
    await transport.shutdown()
    return error
  }

  @Test func bringsStatusHeadersAndBytesAsTheyCame() async throws {
    let server = LoopbackServer { head, connection in
      connection.reply(
        "307 Moved",
        "Location: /new\r\nX-One: a\r\nx-one: b\r\n",
        body: Array(head.utf8)
      )
      return .keep
    }
    let transport = CurlTransport(now: { 42 })
    let request = HTTPRequest(
      url: server.url + "/a/../b?q=%3D&x=a,b",
      headers: ["User-Agent": "stemma/1", "X-Empty": "e"]
    )
    let response = try await transport.send(request)
    #expect(response.status == 307)
    #expect(response.url == request.url)
    #expect(
      response.headers.fields.map(\.name) == ["Location", "X-One", "x-one", "Content-Length"]
    )
    #expect(response.headers.all("X-ONE") == ["a", "b"])
    #expect(response.receivedAt == 42)
    #expect(response.httpVersion == "1.1")
    let lines = String(decoding: response.wireBody, as: UTF8.self).split(separator: "\r\n")
    #expect(lines.first == "GET /a/../b?q=%3D&x=a,b HTTP/1.1")
    #expect(lines.contains("User-Agent: stemma/1"))
    await transport.shutdown()
  }

  @Test func keepsConnections() async throws {
    let server = LoopbackServer { _, connection in
      connection.reply(body: [1, 2, 3])
      return .keep
    }
    let transport = CurlTransport()
    for _ in 0..<20 {
      #expect(try await transport.send(HTTPRequest(url: server.url)).wireBody == [1, 2, 3])
    }
    #expect(transport.statistics == .init(transfers: 20, connections: 1))
    #expect(server.connections == 1)
    await transport.shutdown()
  }

  @Test func decodesNothing() async throws {
    let wire = Gzip.deflate(Array("[]".utf8))
    let server = LoopbackServer { _, connection in
      connection.reply("200 OK", "Content-Encoding: gzip\r\n", body: wire)
      return .keep
    }
    let transport = CurlTransport()
    let request = HTTPRequest(url: server.url, headers: ["Accept-Encoding": "gzip"])
    let response = try await transport.send(request)
    #expect(response.wireBody == wire)
    #expect(try response.decodedBody(limit: 100) == Array("[]".utf8))
    await transport.shutdown()
  }

  @Test func seesATruncatedStreamThroughChunks() async throws {
    let wire = Gzip.deflate(Array("[1,2,3]".utf8)).dropLast(4)
    let server = LoopbackServer { _, connection in
      connection.write(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
      )
      connection.write(String(wire.count, radix: 16) + "\r\n")
      connection.write(Array(wire))
      connection.write("\r\n0\r\n\r\n")
      return .keep
    }
    let transport = CurlTransport()
    let response = try await transport.send(HTTPRequest(url: server.url))
    #expect(throws: HubError.self) { try response.decodedBody(limit: 100) }
    await transport.shutdown()
  }

  @Test func noticesAWrongLength() async {
    let error = await Self.failure { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nX-Request-Id: r\r\nContent-Length: 100\r\n\r\nshort")
      return .close
    }
    guard case .brokenBody = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.status == 200)
    #expect(error?.requestID == "r")
  }

  @Test func noticesAnUnfinishedChunk() async {
    let error = await Self.failure { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort")
      return .close
    }
    #expect(error.map(RetryPolicy.mayPass) == true)
  }

  @Test func noticesAReset() async {
    let error = await Self.failure { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
      connection.reset()
      return .close
    }
    #expect(error.map(RetryPolicy.mayPass) == true)
  }

  @Test(arguments: ["", "HTTP/1.1 200", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Len"])
  func noticesWhatIsNoReply(text: String) async {
    let error = await Self.failure { _, connection in
      connection.write(text)
      return .close
    }
    #expect(error.map(RetryPolicy.mayPass) == true)
  }

  @Test func endsAStall() async {
    let error = await Self.failure {
      $0.stallRule = .init(bytesPerSecond: 10, seconds: 1)
    } _: { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
      connection.waitForHangUp()
      return .close
    }
    guard case .timedOut = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func endsASlowDrip() async {
    let error = await Self.failure {
      $0.stallRule = .init(bytesPerSecond: 100, seconds: 2)
    } _: { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
      repeat { sleepBriefly() } while connection.write("x")
      return .close
    }
    guard case .timedOut = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func endsWhatTakesTooLongInAll() async {
    let error = await Self.failure {
      $0.totalTimeout = .milliseconds(300)
    } _: { _, connection in
      connection.waitForHangUp()
      return .close
    }
    guard case .timedOut = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: ["", "Content-Length: 99999999999\r\n", "Transfer-Encoding: chunked\r\n"])
  func boundsAnEndlessBody(header: String) async {
    let error = await Self.failure {
      $0.maxBodyBytes = 100_000
    } _: { _, connection in
      connection.write("HTTP/1.1 200 OK\r\n\(header)\r\n")
      let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 0x4000)
      let frame =
        header.hasPrefix("T") ? Array("4000\r\n".utf8) + chunk + Array("\r\n".utf8) : chunk
      while connection.write(frame) {}
      return .close
    }
    #expect(error?.code == .tooLarge(limit: 100_000))
  }

  @Test func boundsEndlessHeaders() async {
    let error = await Self.failure { _, connection in
      connection.write("HTTP/1.1 200 OK\r\n")
      while connection.write("X: \(String(repeating: "y", count: 1000))\r\n") {}
      return .close
    }
    #expect(error?.code == .tooLarge(limit: 256 << 10))
  }

  // A gigabyte of zeros is a megabyte on the wire.
  @Test func boundsASmallStreamOfManyZeros() async throws {
    let member = Gzip.deflate([UInt8](repeating: 0, count: 16 << 20))
    let wire = [[UInt8]](repeating: member, count: 64).reduce(into: [], +=)
    let server = LoopbackServer { _, connection in
      connection.reply("200 OK", "Content-Encoding: gzip\r\n", body: wire)
      return .keep
    }
    let client = HubClient(
      endpoint: try Endpoint(server.url),
      transport: CurlTransport(),
      maxBodyBytes: 2 << 20
    )
    let error = await #expect(throws: HubError.self) { try await client.fetch(.listing(.model)) }
    #expect(error?.code == .tooLarge(limit: 2 << 20))
    #expect(error?.exchanges.map(\.wireBody.count) == [wire.count])
  }

  @Test func saysWhenNobodyListens() async {
    let transport = CurlTransport()
    let error = await Self.failure(transport, "http://127.0.0.1:\(LoopbackServer.closedPort())/")
    guard case .unreachable = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
    await transport.shutdown()
  }

  @Test func saysWhenThereIsNoSuchHost() async {
    let transport = CurlTransport()
    let error = await Self.failure(transport, "http://no-such-host.invalid/") {
      $0.connectTimeout = .seconds(10)
    }
    switch error?.code {
    case .unreachable, .timedOut: break
    default: Issue.record("\(String(describing: error))")
    }
    await transport.shutdown()
  }

  @Test(arguments: ["ftp://127.0.0.1/x", "file:///etc/passwd", "x", "http://a b/", "gopher://h/"])
  func asksNothingButHTTP(url: String) async {
    let transport = CurlTransport()
    guard case .badAddress = await Self.failure(transport, url)?.code else {
      Issue.record("\(url) was asked")
      return
    }
    await transport.shutdown()
  }

  @Test func refusesAHeaderThatHoldsAnother() async {
    let server = LoopbackServer { _, connection in
      connection.reply(body: [])
      return .keep
    }
    let transport = CurlTransport()
    let error = await Self.failure(transport, server.url) { $0.headers = ["X": "a\r\nY: b"] }
    #expect(error != nil)
    #expect(server.connections == 0)
    await transport.shutdown()
  }

  @Test func runsNoMoreAtATimeThanTold() async throws {
    let running = Locked((now: 0, most: 0))
    let server = LoopbackServer { _, connection in
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      sleepBriefly(milliseconds: 20)
      running.withLock { $0.now -= 1 }
      connection.reply(body: [])
      return .keep
    }
    let transport = CurlTransport(maxConcurrent: 3)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<30 {
        group.addTask { _ = try? await transport.send(HTTPRequest(url: server.url)) }
      }
    }
    #expect(running.withLock { $0.most } == 3)
    #expect(server.connections == 3)
    await transport.shutdown()
  }

  @Test func answersEveryoneThoughManyGiveUp() async throws {
    let server = LoopbackServer { head, connection in
      sleepBriefly(milliseconds: Int.random(in: 0...5))
      let path = head.split(separator: " ")[1]
      connection.reply(body: Array(path.utf8))
      return .keep
    }
    let transport = CurlTransport(maxConcurrent: 16)
    let outcomes = await withTaskGroup(of: Bool?.self) { group in
      for number in 0..<200 {
        let path = "/\(number)"
        let url = server.url + path
        let task = Task {
          () async -> Bool? in
          do throws(HubError) {
            let response = try await transport.send(HTTPRequest(url: url))
            return response.wireBody == Array(path.utf8)
          } catch {
            return error.code == .cancelled ? nil : false
          }
        }
        group.addTask { await task.value }
        if number % 3 == 0 {
          group.addTask {
            try? await Task.sleep(for: .milliseconds(Int.random(in: 0...30)))
            task.cancel()
            return true
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count == 200 + 67)
    #expect(!outcomes.contains(false))
    #expect(transport.statistics.transfers == 200)
    await transport.shutdown()
  }

  @Test func aTaskCancelledBeforehandAsksNothing() async {
    let server = LoopbackServer { _, connection in
      connection.reply(body: [])
      return .keep
    }
    let transport = CurlTransport()
    let url = server.url
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await Self.failure(transport, url)
    }
    #expect(await task.value?.code == .cancelled)
    #expect(server.connections == 0)
    await transport.shutdown()
  }

  @Test func shutdownEndsWhatIsUnderWay() async {
    let server = LoopbackServer { _, connection in
      connection.waitForHangUp()
      return .close
    }
    let transport = CurlTransport(maxConcurrent: 2)
    let url = server.url
    let tasks = (0..<5).map { _ in Task { await Self.failure(transport, url)?.code } }
    while server.connections < 2 { await Task.yield() }
    await transport.shutdown()
    for task in tasks { #expect(await task.value == .cancelled) }
    #expect(await Self.failure(transport, url)?.code == .cancelled)
    await transport.shutdown()
  }

  @Test func aForgottenTransportStopsItsThread() async {
    let hungUp = Locked(false)
    let server = LoopbackServer { _, connection in
      connection.reply(body: [])
      connection.waitForHangUp()
      hungUp.withLock { $0 = true }
      return .close
    }
    do {
      let transport = CurlTransport()
      #expect(await Self.failure(transport, server.url) == nil)
    }
    for _ in 0..<500 where !hungUp.withLock({ $0 }) {
      try? await Task.sleep(for: .milliseconds(10))
    }
    #expect(hungUp.withLock { $0 })
  }
}
