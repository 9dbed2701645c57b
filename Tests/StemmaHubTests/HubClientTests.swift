import StemmaCore
import StemmaHub
import Testing

@Suite struct HubClientTests {
  static let hub = "https://huggingface.co"

  /// A client on a script, in time that passes only by sleeping.
  static func client(
    _ transport: ScriptedTransport,
    token: String? = nil,
    endpoint: String = hub,
    time: VirtualTime = VirtualTime(),
    plan: Plan? = nil,
    maxBodyBytes: Int = 1 << 20
  ) throws -> HubClient {
    HubClient(
      endpoint: try Endpoint(endpoint),
      token: token.flatMap { Token($0) },
      plan: plan,
      transport: transport,
      runEnvironment: time.runEnvironment,
      userAgent: "stemma/test",
      maxBodyBytes: maxBodyBytes
    )
  }

  static func failure(_ client: HubClient, _ url: String = "/api/models") async -> HubError? {
    do throws(HubError) {
      _ = try await client.fetch(url: url)
      return nil
    } catch {
      return error
    }
  }

  @Test func asksOnceWhenAllIsWell() async throws {
    let transport = ScriptedTransport(.ok("[1]", ["ETag": "x"]))
    let client = try Self.client(transport, token: "hf_a")
    let reply = try await client.fetch(.listing(.model, limit: 3))
    #expect(reply.requestedURL == Self.hub + "/api/models?limit=3")
    #expect(reply.finalURL == reply.requestedURL)
    #expect(reply.body == Array("[1]".utf8))
    #expect(reply.attempts == 1)
    #expect(reply.exchanges.map(\.status) == [200])
    #expect(reply.waited == .zero)
    #expect(
      transport.requests.map(\.headers) == [
        [
          "User-Agent": "stemma/test", "Accept": "application/json", "Accept-Encoding": "gzip",
          "Authorization": "Bearer hf_a",
        ]
      ]
    )
    #expect(client.statistics.requests == [.api: 1])
  }

  // Redirects

  @Test func followsARenameWithItsQuery() async throws {
    let transport = ScriptedTransport(
      .reply(307, ["Location": "/api/models/new/name?expand=sha"], "Temporary Redirect."),
      .ok("{}")
    )
    let client = try Self.client(transport, token: "hf_a")
    let reply = try await client.fetch(.detail(.model, "old", expand: ["sha"]))
    #expect(reply.requestedURL == Self.hub + "/api/models/old?expand=sha")
    #expect(reply.finalURL == Self.hub + "/api/models/new/name?expand=sha")
    #expect(reply.exchanges.map(\.status) == [307, 200])
    #expect(client.statistics.requests == [.api: 2])
    #expect(transport.requests.allSatisfy { $0.headers["Authorization"] == "Bearer hf_a" })
  }

  @Test func countsEachHopInItsBucket() async throws {
    let transport = ScriptedTransport(
      .reply(307, ["Location": "/api/resolve-cache/models/a/b/f00/README.md?etag=1"]),
      .ok("---\n---\n")
    )
    let client = try Self.client(transport)
    let reply = try await client.fetch(.readme(.model, "a/b", sha: "f00"), expecting: .file)
    #expect(reply.body == Array("---\n---\n".utf8))
    #expect(client.statistics.requests == [.resolvers: 2])
  }

  @Test func keepsToItsOwnEndpoint() async throws {
    let mirror = "http://127.0.0.1:9"
    let transport = ScriptedTransport(
      .reply(301, ["Location": "https://huggingface.co/api/models/x"]),
      .ok("{}")
    )
    let client = try Self.client(transport, token: "hf_a", endpoint: mirror)
    let reply = try await client.fetch(url: "https://huggingface.co/api/models/y")
    #expect(transport.requests.map(\.url) == [mirror + "/api/models/y", mirror + "/api/models/x"])
    #expect(reply.finalURL == mirror + "/api/models/x")
  }

  @Test(arguments: [
    "https://cas-bridge.xethub.hf.co/x", "https://evil.example/", "//evil.example/x",
    "https://huggingface.co.evil.example/",
  ])
  func neverFollowsAForeignRedirect(location: String) async throws {
    let transport = ScriptedTransport(.reply(302, ["Location": location]), .ok())
    let error = await Self.failure(try Self.client(transport, token: "hf_a"))
    guard case .foreignRedirect = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(transport.requests.count == 1)
    #expect(error?.exchanges.map(\.status) == [302])
  }

  @Test(
    arguments: [[:], ["Location": "https://huggingface.co/a b"], ["Location": ""]] as [HTTPHeaders]
  )
  func saysWhenARedirectLeadsNowhere(headers: HTTPHeaders) async throws {
    let error = await Self.failure(try Self.client(ScriptedTransport(.reply(307, headers))))
    guard case .brokenRedirect = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func stopsAfterTwentyRedirects() async throws {
    let transport = ScriptedTransport { _, number in
      .reply(307, ["Location": "/api/models/\(number)"])
    }
    let error = await Self.failure(try Self.client(transport))
    #expect(error?.code == .tooManyRedirects(limit: 20))
    #expect(transport.requests.count == 21)
  }

  // Retries

  @Test(
    arguments: [
      .reply(500), .reply(502), .reply(503), .reply(504), .reply(408), .reply(429),
      .fault(.connectionLost("reset")), .fault(.timedOut("stall")), .fault(.brokenBody("short")),
      .fault(.unreachable("refused")), .ok("<html>busy</html>"), .ok(""), .ok(#"[{"id":"#),
      .ok("[]", ["Content-Encoding": "gzip"]), .ok("[]", ["Content-Encoding": "br"]),
    ] as [ScriptedTransport.Answer]
  )
  func asksAgainWhatMayPass(fault: ScriptedTransport.Answer) async throws {
    let transport = ScriptedTransport(fault, fault, .ok())
    let time = VirtualTime()
    let client = try Self.client(transport, time: time)
    let reply = try await client.fetch(.listing(.model))
    #expect(reply.attempts == 3)
    #expect(reply.exchanges.last?.status == 200)
    #expect(time.sleeps == [.milliseconds(500), .seconds(1)])
    #expect(reply.waited == .milliseconds(1500))
    #expect(client.statistics.waited == .milliseconds(1500))
  }

  @Test(arguments: [400, 403, 404, 410, 416, 501])
  func doesNotAskAgainWhatCannotPass(status: Int) async throws {
    let transport = ScriptedTransport(.reply(status), .ok())
    let error = await Self.failure(try Self.client(transport))
    #expect(error?.status == status)
    #expect(transport.requests.count == 1)
  }

  @Test(arguments: 1...7)
  func failingTheFirstRequestsEndsWellOrWithThemAll(faults: Int) async throws {
    let transport = ScriptedTransport { _, number in number <= faults ? .reply(503) : .ok() }
    let client = try Self.client(transport)
    if faults < 6 {
      let reply = try await client.fetch(.listing(.model))
      #expect(reply.exchanges.count == faults + 1)
    } else {
      let error = await Self.failure(client)
      #expect(error?.code == .serverFault)
      #expect(error?.exchanges.count == 6)
      #expect(error?.attempts == 6)
    }
  }

  @Test func givesEachHopItsOwnAttempts() async throws {
    let transport = ScriptedTransport(
      .reply(503),
      .reply(503),
      .reply(307, ["Location": "/api/models/new"]),
      .reply(503),
      .reply(503),
      .reply(503),
      .reply(503),
      .reply(503),
      .ok("{}")
    )
    let reply = try await Self.client(transport).fetch(.detail(.model, "old"))
    #expect(reply.attempts == 9)
  }

  @Test func obeysRetryAfter() async throws {
    let time = VirtualTime()
    let transport = ScriptedTransport(
      .reply(429, ["Retry-After": "30", "RateLimit": #""api";r=480;t=120"#]),
      .ok()
    )
    _ = try await Self.client(transport, time: time).fetch(.listing(.model))
    #expect(time.sleeps == [.seconds(31)])
  }

  @Test func waitsForTheNextWindowWhenTheQuotaIsSpent() async throws {
    let time = VirtualTime()
    let transport = ScriptedTransport(.reply(429, ["RateLimit": #""api";r=0;t=55"#]), .ok())
    _ = try await Self.client(transport, time: time).fetch(.listing(.model))
    #expect(time.sleeps == [.seconds(56)])
  }

  // A caching mirror sends what the Hub said of its quota again and again. It is 08:53:20 here.
  @Test(
    arguments: [
      (["Age": "400"], false), (["Age": "0"], true), ([:], true),
      (["Date": "Thu, 09 Oct 2025 08:40:00 GMT"], false),
      (["Date": "Thu, 09 Oct 2025 08:53:10 GMT"], true),
      // A mirror's own date beside the Hub's trace: ten minutes old, or ten seconds.
      (
        [
          "Date": "Thu, 09 Oct 2025 08:53:20 GMT",
          "X-Request-Id": "Root=1-68e775a8-15f40b0d338252691ed2965a;e3d217dc",
        ], false
      ),
      (["X-Request-Id": "Root=1-68e777f6-15f40b0d338252691ed2965a"], true),
      (["X-Request-Id": "Root=1-00000001"], true),
    ] as [([String: String], Bool)]
  )
  func waitsForNoWindowThatACacheTellsOf(headers: [String: String], waits: Bool) async throws {
    let time = VirtualTime()
    var told: HTTPHeaders = ["RateLimit": #""api";r=0;t=55"#]
    told.fields += headers.map { .init($0.key, $0.value) }
    let client = try Self.client(ScriptedTransport(.ok("[]", told), .ok()), time: time)
    _ = try await client.fetch(url: "/api/models")
    _ = try await client.fetch(url: "/api/models?more")
    #expect(time.sleeps.isEmpty != waits)
  }

  // A mirror that puts a date of its own on what it keeps sends the Hub's identifier twice.
  @Test(arguments: ["X-Request-Id", "X-Amz-Cf-Id"])
  func waitsForNoWindowThatIsToldTwice(name: String) async throws {
    let time = VirtualTime()
    let told: HTTPHeaders = ["RateLimit": #""api";r=0;t=55"#, name: "a"]
    let client = try Self.client(
      ScriptedTransport(.ok("[]", told), .ok("[]", told), .ok()),
      time: time
    )
    for page in 0..<3 { _ = try await client.fetch(url: "/api/models?p=\(page)") }
    #expect(time.sleeps == [.seconds(56)])
  }

  // Two windows in a row that are spent are two waits, when the Hub itself says so.
  @Test func waitsForEachWindowThatTheHubTellsOf() async throws {
    let time = VirtualTime()
    func told(_ identifier: String) -> HTTPHeaders {
      ["RateLimit": #""api";r=0;t=55"#, "X-Request-Id": identifier]
    }
    let client = try Self.client(
      ScriptedTransport(.ok("[]", told("a")), .ok("[]", told("b")), .ok()),
      time: time
    )
    for page in 0..<3 { _ = try await client.fetch(url: "/api/models?p=\(page)") }
    #expect(time.sleeps == [.seconds(56), .seconds(56)])
  }

  @Test func tellsWhatItWaitsFor() async throws {
    let time = VirtualTime()
    let told = Locked<[HubWait?]>([])
    let seen = Locked<HubClient?>(nil)
    var environment = time.runEnvironment
    let sleep = environment.sleep
    environment.sleep = { duration in
      told.withLock { $0.append(seen.withLock { $0 }?.wait) }
      try await sleep(duration)
    }
    let client = HubClient(
      endpoint: .production,
      transport: ScriptedTransport(
        .reply(429, ["RateLimit": #""api";r=0;t=55"#]),
        .reply(429, ["Retry-After": "30"]),
        .reply(503),
        .ok()
      ),
      runEnvironment: environment
    )
    seen.withLock { $0 = client }
    _ = try await client.fetch(url: "/api/models")
    #expect(
      told.withLock { $0.map { $0?.reason } }.prefix(1) == ["the Hub's quota is spent"]
    )
    #expect(
      told.withLock { $0.compactMap { $0?.reason } }.suffix(1)
        == ["the Hub reported an internal error (HTTP 503)"]
    )
    #expect(client.wait == nil)
  }

  @Test func waitsBeforeARequestThatWouldBeRefused() async throws {
    let time = VirtualTime()
    let transport = ScriptedTransport(.ok("[]", ["RateLimit": #""api";r=0;t=55"#]), .ok())
    let client = try Self.client(transport, time: time)
    _ = try await client.fetch(.listing(.model))
    #expect(time.sleeps.isEmpty)
    let reply = try await client.fetch(.listing(.model))
    #expect(time.sleeps == [.seconds(56)])
    #expect(reply.waited == .seconds(56))
  }

  @Test func keepsToThePlanWhereTheHubSaysNothing() async throws {
    let time = VirtualTime()
    let plan = Plan(name: "tiny", api: 3, resolvers: 1, pages: 1)
    let client = try Self.client(ScriptedTransport(.ok()), time: time, plan: plan)
    for _ in 0..<7 { _ = try await client.fetch(.listing(.model)) }
    #expect(time.sleeps == [.seconds(301), .seconds(301)])
  }

  @Test func endsWhenItsTaskIsCancelled() async throws {
    let transport = ScriptedTransport(.reply(503))
    let client = try Self.client(transport)
    let task = Task {
      // Else it may be over before it is cancelled: its waits take no time here.
      while !Task.isCancelled { await Task.yield() }
      return await Self.failure(client)
    }
    task.cancel()
    #expect(await task.value?.code == .cancelled)
  }

  // The token

  @Test(arguments: [401, 403])
  func asksAnonymouslyWhenTheTokenIsRefused(status: Int) async throws {
    let transport = ScriptedTransport { request, _ in
      request.headers["Authorization"] == nil ? .ok() : .reply(status)
    }
    let reply = try await Self.client(transport, token: "hf_fine").fetch(.listing(.model))
    #expect(reply.exchanges.map(\.status) == [status, 200])
    #expect(transport.requests.map { $0.headers["Authorization"] } == ["Bearer hf_fine", nil])
  }

  @Test func saysWhatTheTokenWasRefusedWith() async throws {
    let transport = ScriptedTransport(.reply(403), .reply(401))
    let error = await Self.failure(try Self.client(transport, token: "hf_fine"))
    #expect(error?.code == .forbidden)
    #expect(error?.exchanges.map(\.status) == [403, 401])
  }

  @Test(
    arguments: [
      (401, ["X-Error-Message": "Invalid credentials in Authorization header"], .badToken),
      (403, ["X-Error-Code": "GatedRepo"], .gated),
      (403, ["X-Error-Message": "Access to this resource is disabled."], .disabled),
      (404, ["X-Error-Code": "RepoNotFound"], .notFound),
    ] as [(Int, HTTPHeaders, HubError.Code)]
  )
  func doesNotAskAnonymouslyWhatWouldNotHelp(
    status: Int,
    headers: HTTPHeaders,
    code: HubError.Code
  ) async throws {
    let transport = ScriptedTransport(.reply(status, headers), .ok())
    let error = await Self.failure(try Self.client(transport, token: "hf_a"))
    #expect(error?.code == code)
    #expect(transport.requests.count == 1)
  }

  @Test func sendsNoTokenItHasNot() async throws {
    let transport = ScriptedTransport(.ok())
    _ = try await Self.client(transport).fetch(.listing(.model))
    #expect(transport.requests.map { $0.headers["Authorization"] } == [nil])
  }

  @Test func doesNotAskForeignAddressesAtAll() async throws {
    let transport = ScriptedTransport(.ok())
    let client = try Self.client(transport, token: "hf_a")
    let error = await Self.failure(client, "https://evil.example/api/models")
    #expect(error?.code == .foreignRedirect("https://evil.example/api/models"))
    #expect(transport.requests.isEmpty)
  }

  // Bodies

  @Test func inflatesWhatTheWireCarries() async throws {
    let wire = Gzip.deflate(Array("[1,2]".utf8))
    let transport = ScriptedTransport(
      .success(
        HTTPResponse(url: "", status: 200, headers: ["content-encoding": "GZIP"], wireBody: wire)
      )
    )
    let reply = try await Self.client(transport).fetch(.listing(.model))
    #expect(reply.body == Array("[1,2]".utf8))
    #expect(reply.exchanges.map(\.wireBody) == [wire])
  }

  @Test(arguments: 1...10)
  func noticesAStreamCutShort(missing: Int) async throws {
    let wire = Gzip.deflate(Array("[1,2]".utf8)).dropLast(missing)
    let transport = ScriptedTransport(
      .success(
        HTTPResponse(
          url: "",
          status: 200,
          headers: ["Content-Encoding": "gzip"],
          wireBody: Array(wire)
        )
      )
    )
    let error = await Self.failure(try Self.client(transport))
    #expect(error?.code == .brokenBody("the gzip stream is damaged or cut short"))
    #expect(error?.exchanges.count == 6)
  }

  @Test func boundsWhatASmallStreamMayGrowTo() async throws {
    let bomb = Gzip.deflate([UInt8](repeating: 0, count: 32 << 20))
    let transport = ScriptedTransport(
      .success(
        HTTPResponse(
          url: "",
          status: 200,
          headers: ["Content-Encoding": "gzip"],
          wireBody: bomb
        )
      )
    )
    let error = await Self.failure(try Self.client(transport, maxBodyBytes: 1 << 20))
    #expect(error?.code == .tooLarge(limit: 1 << 20))
    #expect(transport.requests.count == 1)
  }

  @Test func recognisesARefusedProperty() async throws {
    let body = #"{"error":"\"expand\" must be one of [author, sha]"}"#
    let error = await Self.failure(try Self.client(ScriptedTransport(.reply(400, [:], body))))
    #expect(error?.code == .refusedProperty(allowed: ["author", "sha"]))
    #expect(error?.refused(among: ["author", "baseModels", "sha"]) == ["baseModels"])
  }

  // The next page

  static func next(_ headers: HTTPHeaders) async throws -> Result<String?, HubError> {
    let mirror = "http://127.0.0.1:9"
    let client = try client(ScriptedTransport(.ok("[]", headers)), endpoint: mirror)
    let reply = try await client.fetch(.listing(.model, limit: 2))
    do throws(HubError) {
      return .success(try client.next(after: reply))
    } catch {
      return .failure(error)
    }
  }

  @Test func followsTheLinkAsItIsSpelt() async throws {
    let link = #"<https://huggingface.co/api/models?expand%5B%5D=a&cursor=eyI%3D>; rel="next""#
    let next = try await Self.next(["Link": link]).get()
    #expect(next == "http://127.0.0.1:9/api/models?expand%5B%5D=a&cursor=eyI%3D")
  }

  @Test func endsWhereThereIsNoLink() async throws {
    #expect(try await Self.next([:]).get() == nil)
  }

  @Test(arguments: [
    "garbage", #"<https://huggingface.co/a b>; rel="next""#,
    #"<mailto:x>; rel="next""#,
  ])
  func takesNoAccidentForTheEnd(link: String) async throws {
    let next = try await Self.next(["Link": link])
    #expect(throws: HubError.self) { try next.get() }
  }

  @Test func followsNoForeignLink() async throws {
    let next = try await Self.next(["Link": #"<https://evil.example/api>; rel="next""#])
    #expect(
      next
        == .failure(
          HubError(
            .foreignLink("https://evil.example/api"),
            url: "http://127.0.0.1:9/api/models?limit=2"
          )
        )
    )
    guard case .failure(let error) = next else { return }
    #expect(
      error.description.hasPrefix("The Link to the next page leads to a host outside the Hub")
    )
  }
}
