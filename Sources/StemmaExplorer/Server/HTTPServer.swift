import CMicrohttpd
import Foundation
import StemmaCore

/// What answers requests, apart from how they come.
package protocol Responder: Sendable {
  /// What a thread keeps from one request to the next.
  associatedtype Desk
  func desk() -> Desk
  /// What is answered at once, without a thread of a lane; nil for the rest.
  func immediate(_ request: Request) -> Reply?
  /// Whether a request may take long.
  func isHeavy(_ request: Request) -> Bool
  /// What two requests have in common that have one reply; nil for one that has its own.
  func sameness(of request: Request) -> String?
  func reply(to request: Request, at desk: Desk) -> Reply
}

/// Serves HTTP on the loopback interface, and nowhere else.
///
/// One thread an address waits for all connections; none of them can hold up another. What a request
/// asks is worked out in a ``Lane``, while its connection is set aside.
package final class HTTPServer<Answerer: Responder>: Sendable {
  /// The port; the same on 127.0.0.1 and, where the machine has it, on ::1.
  package let port: UInt16
  private let core: ServerCore
  private let isOver = Locked(false)

  /// Starts serving; `port` 0 takes a free one.
  ///
  /// Every two seconds `tidy` is called where requests were worked out since, beside those that go on.
  ///
  /// - Throws: `HTTPServerError` when the port is taken.
  package init(
    _ responder: Answerer,
    port: UInt16 = 0,
    tidy: @escaping @Sendable () -> Void = {}
  ) throws {
    let most = OpenFiles.raised() - 256
    let core = ServerCore(responder, mostConnections: max(64, min(8192, most)))
    guard let served = core.start(at: port) else { throw HTTPServerError(port: port) }
    self.core = core
    self.port = served
    Thread.detachNewThread { [core, isOver] in
      var turn = 0
      while !isOver.withLock({ $0 }) {
        core.clients.endOverdue()
        turn += 1
        if turn.isMultiple(of: 8), core.hasWorked() { tidy() }
        Thread.sleep(forTimeInterval: 0.25)
      }
    }
  }

  /// Where a browser finds it.
  package var address: String { "http://127.0.0.1:\(port)/" }

  /// Ends it when all that was asked is answered.
  package func stop() {
    isOver.withLock { $0 = true }
    core.stop()
  }
}

/// The port is not to be had.
package struct HTTPServerError: Error, CustomStringConvertible {
  let port: UInt16

  package var description: String {
    "Port \(port) of the loopback interface cannot be had: choose another with --port, or 0 for a "
      + "free one."
  }
}

/// How many files this process may have open.
private enum OpenFiles {
  /// As many as the system lets it, up to 16,384.
  static func raised() -> Int {
    var limit = rlimit()
    #if canImport(Darwin)
    let files = RLIMIT_NOFILE
    #else
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif
    guard getrlimit(files, &limit) == 0 else { return 1024 }
    let wanted = min(limit.rlim_max, 16_384)
    if limit.rlim_cur < wanted {
      limit.rlim_cur = wanted
      _ = setrlimit(files, &limit)
      _ = getrlimit(files, &limit)
    }
    return Int(min(limit.rlim_cur, 16_384))
  }
}

/// One request on its way through the library.
// Unchecked: of the two threads that write to it, the one of a lane does so while the connection is
// set aside, and the library's lock lies between that and the other.
private final class Exchange: @unchecked Sendable {
  let target: String
  var isBegun = false
  var reply: Reply?

  init(_ target: String) { self.target = target }
}

/// Requests that wait for one reply: many who ask the same at once cost no more than one.
private final class Together: Sendable {
  typealias Then = @Sendable (Reply) -> Void

  private let waiting = Locked<[String: [Then]]>([:])

  /// Whether nobody asks the same already; else this one waits for that reply.
  func begins(_ key: String, _ then: @escaping Then) -> Bool {
    waiting.withLock { waiting in
      waiting[key, default: []].append(then)
      return waiting[key]?.count == 1
    }
  }

  /// Those who wait, who began first.
  func end(_ key: String) -> [Then] { waiting.withLock { $0.removeValue(forKey: key) ?? [] } }
}

/// What the library calls.
// Unchecked: `daemons` and `gate` are set before the first request and after the last one.
private final class ServerCore: @unchecked Sendable {
  let clients: Clients
  private let immediate: (Request) -> Reply?
  /// Hands a request to a lane; false when too many wait.
  private let handOver: (Request, @escaping @Sendable (Reply) -> Void) -> Bool
  private let closeLanes: () -> Void
  private let worked = Locked(false)
  private let mostConnections: Int
  private var daemons: [OpaquePointer] = []
  private var gate = Gate(port: 0)

  init<Answerer: Responder>(_ responder: Answerer, mostConnections: Int) {
    self.mostConnections = mostConnections
    clients = Clients(most: mostConnections)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let quick = Lane(threads: max(2, min(8, cores)), mostWaiting: 2048) { responder.desk() }
    let heavy = Lane(threads: 2, mostWaiting: 256) { responder.desk() }
    immediate = responder.immediate
    let together = Together()
    let worked = worked
    handOver = { request, then in
      let key = responder.sameness(of: request)
      if let key, !together.begins(key, then) { return true }
      let isTaken = (responder.isHeavy(request) ? heavy : quick).submit { desk in
        let reply = responder.reply(to: request, at: desk)
        worked.withLock { $0 = true }
        for each in key.map(together.end) ?? [then] { each(reply) }
      }
      // Who begins is told by the caller.
      if !isTaken, let key { together.end(key).dropFirst().forEach { $0(Self.busy) } }
      return isTaken
    }
    closeLanes = {
      quick.close()
      heavy.close()
    }
  }

  private static let busy =
    Problem(503, "busy", "Too many ask at once: ask again in a second.").reply

  /// Whether a request was worked out since this was asked last.
  func hasWorked() -> Bool {
    worked.withLock { worked in
      defer { worked = false }
      return worked
    }
  }

  /// The port served; nil when it is not to be had.
  func start(at port: UInt16) -> UInt16? {
    guard let first = daemon(LoopbackAddress.v4(port), most: mostConnections) else { return nil }
    let port = stemma_http_port(first)
    // Few programs ask there.
    let second = daemon(LoopbackAddress.v6(port), most: mostConnections / 8)
    daemons = [first] + [second].compactMap { $0 }
    gate = Gate(port: port)
    return port
  }

  func stop() {
    for daemon in daemons {
      let socket = MHD_quiesce_daemon(daemon)
      if socket >= 0 { close(socket) }
    }
    // No connection may be set aside when its daemon ends.
    closeLanes()
    for daemon in daemons { MHD_stop_daemon(daemon) }
    daemons = []
  }

  private func daemon(_ address: LoopbackAddress, most: Int) -> OpaquePointer? {
    let bounds = stemma_http_bounds(
      connections: UInt32(most),
      idle_seconds: 15,
      bytes_a_connection: 16 << 10
    )
    let calls = stemma_http_calls(
      answer: { context, connection, _, method, _, _, size, exchange in
        guard let context, let connection, let method, let exchange = exchange?.pointee else {
          return stemma_http_result(0)
        }
        return Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue().answer(
          Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue(),
          connection,
          method: String(cString: method),
          uploading: (size?.pointee ?? 0) > 0
        )
      },
      begin: { _, target, _ in
        Unmanaged.passRetained(Exchange(target.map { String(cString: $0) } ?? "")).toOpaque()
      },
      end: { context, connection, exchange, _ in
        if let opaque = exchange?.pointee { Unmanaged<Exchange>.fromOpaque(opaque).release() }
        exchange?.pointee = nil
        guard let context, let connection else { return }
        Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
          .clients.set(UInt(bitPattern: connection), .asking)
      },
      connection: { context, connection, _, event in
        guard let context, let connection else { return }
        let clients = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue().clients
        if stemma_http_is_start(event) != 0 {
          clients.add(UInt(bitPattern: connection), socket: stemma_http_socket(connection))
        } else {
          clients.remove(UInt(bitPattern: connection))
        }
      },
      // The daemons end before their server does.
      context: Unmanaged.passUnretained(self).toOpaque()
    )
    return address.withPointer { stemma_http_start($0, calls, bounds) }
  }

  /// Called once when the fields of a request are there, once more when all of it is, and again when
  /// a reply was found.
  private func answer(
    _ exchange: Exchange,
    _ connection: OpaquePointer,
    method: String,
    uploading: Bool
  ) -> MHD_Result {
    let id = UInt(bitPattern: connection)
    if let reply = exchange.reply { return send(reply, connection) }
    guard exchange.isBegun else {
      exchange.isBegun = true
      clients.set(id, .waiting)
      let headers = Self.headers(of: connection)
      guard headers["content-length", default: ["0"]] == ["0"],
        headers["transfer-encoding"] == nil
      else { return send(Problem(413, "body", "A request has no body here.").reply, connection) }
      return stemma_http_result(1)
    }
    guard !uploading else { return stemma_http_result(0) }
    let headers = Self.headers(of: connection)
    guard let request = Request(exchange.target, method: method, headers: headers) else {
      return send(Problem(400, "address", "The address cannot be read.").reply, connection)
    }
    if let problem = gate.refusal(of: request) { return send(problem.reply, connection) }
    if let reply = immediate(request) { return send(reply, connection) }
    MHD_suspend_connection(connection)
    let address = UInt(bitPattern: connection)
    let isTaken = handOver(request) { reply in
      exchange.reply = reply
      MHD_resume_connection(OpaquePointer(bitPattern: address))
    }
    if !isTaken {
      exchange.reply = Self.busy
      MHD_resume_connection(connection)
    }
    return stemma_http_result(1)
  }

  private func send(_ reply: Reply, _ connection: OpaquePointer) -> MHD_Result {
    clients.set(UInt(bitPattern: connection), .taking)
    let response = reply.body.withUnsafeBytes { stemma_http_response($0.baseAddress, $0.count) }
    guard let response else { return stemma_http_result(0) }
    defer { MHD_destroy_response(response) }
    for header in reply.safe.headers {
      MHD_add_response_header(response, header.name, header.value)
    }
    return MHD_queue_response(connection, UInt32(reply.status), response)
  }

  private static func headers(of connection: OpaquePointer) -> [String: [String]] {
    var headers: [String: [String]] = [:]
    withUnsafeMutablePointer(to: &headers) { pointer in
      stemma_http_fields(
        connection,
        { context, _, name, value in
          guard let context, let name else { return stemma_http_result(1) }
          context.assumingMemoryBound(to: [String: [String]].self)
            .pointee[String(cString: name).lowercased(), default: []]
            .append(value.map { String(cString: $0) } ?? "")
          return stemma_http_result(1)
        },
        pointer
      )
    }
    return headers
  }
}

/// An address that only this machine reaches.
private enum LoopbackAddress {
  case v4(UInt16)
  case v6(UInt16)

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
    func rebound<Address>(_ address: Address) -> Result {
      withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
      }
    }
    switch self {
    case .v4(let port):
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      return rebound(address)
    case .v6(let port):
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      address.sin6_addr = in6addr_loopback
      return rebound(address)
    }
  }
}
