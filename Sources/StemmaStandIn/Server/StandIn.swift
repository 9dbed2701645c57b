internal import FlyingFox
internal import FlyingSocks
package import Foundation
internal import StemmaCore

/// A local Hub on the loopback interface.
package final class StandIn: Sendable {
  private struct State: Sendable {
    var catalogue: any Catalogue
    /// Counts the catalogues served, so that no page outlives its own.
    var generation = 0
    var requests: [LoggedRequest] = []
    var inFlight = 0
    var mostInFlight = 0
    var ledger = CallerQuotas()
    var pages: PageCache
    var server: HTTPServer?
    var running: Task<StandInError?, Never>?
    var address: URL?
    var isStopping = false
  }

  package let options: StandInOptions
  private let state: Locked<State>

  package init(world: any Catalogue, options: StandInOptions = StandInOptions()) {
    self.options = options
    state = Locked(State(catalogue: world, pages: PageCache(limit: options.pageCacheBytes)))
  }

  /// Starts to listen, and returns the address for `HF_ENDPOINT`.
  package func start() async throws(StandInError) -> URL {
    state.withLock { $0.isStopping = false }
    do {
      let server = try server(port: options.port)
      let first = Locked<(any Error)?>(nil)
      let running = Task {
        do {
          try await server.run()
        } catch {
          first.withLock { $0 = error }
        }
        return await listenAgain()
      }
      while await !server.isListening {
        if let error = first.withLock({ $0 }) { throw error }
        try await Task.sleep(for: .milliseconds(2))
      }
      let address = try Self.address(of: await server.listeningAddress)
      state.withLock { state in
        (state.server, state.running, state.address) = (server, running, address)
      }
      return address
    } catch {
      throw StandInError(.cannotListen, "port \(options.port) cannot be opened: \(error)")
    }
  }

  private func server(port: UInt16) throws -> HTTPServer {
    HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: port),
      // Faults may hold an answer back for longer than any client waits.
      timeout: 3600,
      pool: PromptSockets(),
      logger: .disabled,
      handler: ClosureHTTPHandler { [self] in try await answer($0) }
    )
  }

  /// Listens at the same address again until it is stopped.
  ///
  /// One connection that cannot be taken, when too many files are open for one, ends the server with
  /// all others.
  ///
  /// - Returns: Why it was given up; nil when it was stopped.
  private func listenAgain() async -> StandInError? {
    var failures = 0
    while let port = state.withLock({ $0.isStopping ? nil : $0.address?.port }) {
      let start = ContinuousClock.now
      var reason = "it ended"
      do {
        let server = try server(port: UInt16(port))
        state.withLock { $0.server = server }
        try await server.run()
      } catch {
        reason = "\(error)"
      }
      failures = ContinuousClock.now - start < .seconds(1) ? failures + 1 : 0
      guard failures < 100 else {
        return StandInError(.cannotListen, "port \(port) cannot be opened again: \(reason)")
      }
      try? await Task.sleep(for: .milliseconds(50))
    }
    return nil
  }

  /// Returns when it is stopped.
  ///
  /// - Throws: Why it can serve no longer.
  package func wait() async throws(StandInError) {
    let running = state.withLock { $0.running }
    if let error = await running?.value { throw error }
  }

  /// Closes every connection; answers under way are lost.
  package func stop() async {
    let (server, running) = state.withLock { state in
      state.isStopping = true
      defer { (state.server, state.running) = (nil, nil) }
      return (state.server, state.running)
    }
    await server?.stop()
    running?.cancel()
    _ = await running?.value
  }

  /// Serves another catalogue from now on, at the same address.
  package func serve(_ catalogue: any Catalogue) {
    state.withLock { state in
      state.catalogue = catalogue
      state.generation += 1
    }
  }

  /// The requests answered so far, in the order of arrival.
  package var requests: [LoggedRequest] { state.withLock { $0.requests } }

  /// The most requests that were being answered at one time.
  package var mostInFlight: Int { state.withLock { $0.mostInFlight } }

  /// Empties the log; numbering starts again.
  package func forgetRequests() {
    state.withLock { state in
      state.requests = []
      state.mostInFlight = state.inFlight
    }
  }

  /// The answer to one request as it would be sent, without the network or any fault.
  package func reply(to request: HubRequest) async -> Reply {
    let caller = Caller(request, isValid: options.isValidToken)
    let charge = options.quota.map { quota in
      let now = options.now().timeIntervalSince1970
      return state.withLock {
        $0.ledger.charge(caller, QuotaBucket(path: request.path), quota: quota, now: now)
      }
    }
    var reply =
      charge?.isRefused == true
      ? Reply.error(429, "We had to rate limit you") : await page(request, caller)
    reply.headers.merge(charge?.headers ?? [:]) { _, own in own }
    return reply
  }

  private static func address(of socket: Socket.Address?) throws -> URL {
    guard case .ip4(let host, let port)? = socket, let url = URL(string: "http://\(host):\(port)")
    else { throw SocketError.disconnected }
    return url
  }
}

extension StandIn {
  private func answer(_ received: HTTPRequest) async throws -> HTTPResponse {
    let request = HubRequest(received)
    let number = arrive(request)
    defer { state.withLock { $0.inFlight -= 1 } }
    let fault = await options.intercept?(number, request)
    for pause in [options.latency, fault?.delay] {
      if let pause { try await Task.sleep(for: pause) }
    }
    let isHead = request.method == "HEAD"
    switch fault?.action ?? .none {
    case .reply(let reply):
      note(reply.status, for: number)
      return HTTPResponse(reply, isHead: isHead, fault: .none)
    case .raw(let text): return HTTPResponse(raw: text)
    case .hangUp: return .hangUp
    case let action:
      var reply = await reply(to: request)
      note(reply.status, for: number)
      reply.headers["X-Request-Id"] = requestID(number, request)
      if case .truncatedGzip(let count) = action {
        reply = reply.headers["Content-Encoding"] == nil ? reply.compressed(level: 6) : reply
        reply.body = Array(reply.body.prefix(count))
      }
      return HTTPResponse(reply, isHead: isHead, fault: action)
    }
  }

  private func arrive(_ request: HubRequest) -> Int {
    let now = options.now()
    return state.withLock { state in
      let number = state.requests.count + 1
      state.requests.append(LoggedRequest(number: number, time: now, request: request))
      state.inFlight += 1
      state.mostInFlight = max(state.mostInFlight, state.inFlight)
      return number
    }
  }

  private func note(_ status: Int, for number: Int) {
    state.withLock { state in
      guard state.requests.indices.contains(number - 1) else { return }
      state.requests[number - 1].status = status
    }
  }

  private func requestID(_ number: Int, _ request: HubRequest) -> String {
    let time = UInt64(max(0, options.now().timeIntervalSince1970)).hexadecimal(digits: 8)
    let root = "Root=1-\(time)-" + UInt64(number).hexadecimal(digits: 24)
    return request.headers["x-amzn-trace-id"].map { "\(root);\($0)" } ?? root
  }

  /// A list page from the cache, or the route's answer, compressed where the caller takes that.
  private func page(_ request: HubRequest, _ caller: Caller) async -> Reply {
    let isCompressed = options.gzipLevel != nil && request.takesGzip && request.method != "HEAD"
    let (catalogue, key, origin) = state.withLock { state in
      let key = PageCache.Key(
        generation: state.generation,
        uri: request.uri,
        isCompressed: isCompressed
      )
      return (state.catalogue, key, options.origin == .own ? state.address : nil)
    }
    let isList = request.method == "GET" && request.isListing && caller != .invalidToken
    if isList, let known = state.withLock({ $0.pages[key] }) { return known }
    let routes = HubRoutes(
      catalogue: catalogue,
      options: options,
      origin: origin?.absoluteString ?? HubOrigin.production,
      request: request,
      caller: caller
    )
    var reply: Reply
    do {
      reply = try await routes.reply()
    } catch {
      return .error(500, "Internal Error - We're working hard to fix this as soon as possible!")
    }
    if isCompressed, let level = options.gzipLevel, !reply.body.isEmpty {
      reply = reply.compressed(level: level)
    }
    if isList, reply.status == 200 { state.withLock { $0.pages.keep(reply, for: key) } }
    return reply
  }
}

extension HubRequest {
  fileprivate var takesGzip: Bool {
    headers["accept-encoding"]?.lowercased().contains("gzip") ?? false
  }

  /// Whether this asks for one of the three listings.
  fileprivate var isListing: Bool {
    segments.count == 2 && segments[0] == "api"
      && RepoKind.allCases.contains { $0.apiSegment == segments[1] }
  }
}

/// Finished list pages, for callers that walk the same listing again.
struct PageCache: Sendable {
  struct Key: Hashable, Sendable {
    var generation: Int
    var uri: String
    var isCompressed: Bool
  }

  let limit: Int
  private var pages: [Key: Reply] = [:]
  private var bytes = 0

  init(limit: Int) { self.limit = limit }

  subscript(key: Key) -> Reply? { pages[key] }

  mutating func keep(_ reply: Reply, for key: Key) {
    guard reply.body.count <= limit else { return }
    if bytes + reply.body.count > limit {
      pages = [:]
      bytes = 0
    }
    bytes += reply.body.count
    pages[key] = reply
  }
}

/// One request that a stand-in has answered.
package struct LoggedRequest: Sendable, Hashable {
  /// From 1 on, in the order of arrival.
  package var number: Int
  package var time: Date
  package var method: String
  /// Path and query as sent.
  package var uri: String
  /// Those of `User-Agent`, `Accept-Encoding`, `If-None-Match` and `Range` that were sent, by
  /// lower-case name; of `Authorization` only that there was one.
  package var headers: [String: String]
  /// Nil while no answer is chosen.
  package var status: Int?

  init(number: Int, time: Date, request: HubRequest) {
    self.number = number
    self.time = time
    method = request.method
    uri = request.uri
    let kept = ["user-agent", "accept-encoding", "if-none-match", "range"]
    headers = request.headers.filter { kept.contains($0.key) }
    // A log may be printed: the token stays out of it.
    if request.headers["authorization"] != nil { headers["authorization"] = "present" }
  }
}
