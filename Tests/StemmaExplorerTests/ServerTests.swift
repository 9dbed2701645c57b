import Foundation
import StemmaCore
@testable import StemmaExplorer
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The server on a loopback socket: what HTTP asks of it, and who tries to hold it up.
  @Suite(.timeLimit(.minutes(5))) struct ServerTests {
    /// One that answers with its own path, at once or after a second.
    private struct Echo: Responder {
      let asked = Locked(0)

      func desk() -> Int { 0 }
      func immediate(_ request: Request) -> Reply? { nil }
      func isHeavy(_ request: Request) -> Bool { request.path.first == "heavy" }
      func sameness(of request: Request) -> String? {
        request.path.first == "same" ? request.target : nil
      }
      func reply(to request: Request, at desk: Int) -> Reply {
        if request.path.first == "same" {
          asked.withLock { $0 += 1 }
          Thread.sleep(forTimeInterval: 0.3)
        }
        if isHeavy(request) { Thread.sleep(forTimeInterval: 1) }
        let size = request.value("size").flatMap { Int($0) } ?? 0
        return Reply(
          200,
          type: "text/plain",
          Array("\(request.target)\n".utf8) + Array(repeating: 0x78, count: size)
        )
      }
    }

    private func serving(_ body: (HTTPServer<Echo>, UInt16) throws -> Void) throws {
      let server = try HTTPServer(Echo())
      defer { server.stop() }
      try body(server, server.port)
    }

    @Test func anAnswerCarriesWhatKeepsItSafe() throws {
      try serving { _, port in
        let reply = try LoopbackClient(port).ask("GET /a?b HTTP/1.1\r\nHost: localhost:\(port)\r\n")
        #expect(reply.hasPrefix("HTTP/1.1 200 ") && reply.hasSuffix("\r\n\r\n/a?b\n"))
        for header in Reply.safety {
          #expect(reply.contains("\(header.name): \(header.value)\r\n"))
        }
        #expect(!reply.lowercased().contains("access-control") && !reply.contains("Set-Cookie"))
        let head = try LoopbackClient(port).ask("HEAD /a HTTP/1.1\r\nHost: localhost:\(port)\r\n")
        #expect(head.contains("Content-Length: 3\r\n") && head.hasSuffix("\r\n\r\n"))
      }
    }

    @Test func itIsTidiedUpAfterWork() async throws {
      let tidied = Locked(0)
      let server = try HTTPServer(Echo()) { tidied.withLock { $0 += 1 } }
      defer { server.stop() }
      for turn in 1...2 {
        let host = "Host: localhost:\(server.port)\r\n"
        _ = try LoopbackClient(server.port).ask("GET /a HTTP/1.1\r\n\(host)")
        let end = ContinuousClock.now + .seconds(60)
        while tidied.withLock({ $0 }) < turn, ContinuousClock.now < end {
          try await Task.sleep(for: .milliseconds(50))
        }
        #expect(tidied.withLock { $0 } == turn)
      }
    }

    @Test func whatIsNoReadingIsRefused() throws {
      try serving { _, port in
        let host = "Host: 127.0.0.1:\(port)\r\n"
        let long = String(repeating: "x", count: 40_000)
        let asked: KeyValuePairs = [
          "POST / HTTP/1.1\r\n\(host)Content-Length: 0\r\n": "405",
          "POST / HTTP/1.1\r\n\(host)Content-Length: 9\r\n": "413",
          "GET / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n": "413",
          "GET / HTTP/1.1\r\nHost: evil.example\r\n": "421",
          "GET / HTTP/1.1\r\n\(host)Origin: http://evil.example\r\n": "403",
          "GET /%ff HTTP/1.1\r\n\(host)": "400",
          "GET /\(long) HTTP/1.1\r\n\(host)": "4",
          "GET / HTTP/1.1\r\n\(host)X: \(long)\r\n": "4",
        ]
        for (request, status) in asked {
          let reply = try LoopbackClient(port).ask(request)
          // The library may end a connection whose line is too long without a word.
          #expect(
            reply.hasPrefix("HTTP/1.1 " + status) || status == "4" && reply.isEmpty,
            "\(request.prefix(60)): \(reply.prefix(100))"
          )
        }
        #expect(try LoopbackClient(port).ask("GET /x HTTP/1.1\r\n\(host)").hasSuffix("/x\n"))
      }
    }

    @Test func nobodyWaitsForWhoIsSlow() throws {
      try serving { _, port in
        let host = "Host: 127.0.0.1:\(port)\r\n"
        var slow: [LoopbackClient] = []
        for number in 0..<200 {
          let half = try LoopbackClient(port)
          half.send("GET / HTTP/1.1\r\nHo")
          let reader = try LoopbackClient(port)
          reader.send("GET /?size=3000000 HTTP/1.1\r\n\(host)\r\n")
          slow += [half, reader]
          guard number < 6 else { continue }
          let heavy = try LoopbackClient(port)
          heavy.send("GET /heavy HTTP/1.1\r\n\(host)\r\n")
          slow.append(heavy)
        }
        for number in 0..<20 {
          let reply = try LoopbackClient(port).ask("GET /\(number) HTTP/1.1\r\n\(host)")
          #expect(reply.hasSuffix("/\(number)\n"))
        }
        slow.removeAll()
      }
    }

    @Test func manyWhoAskTheSameCostOne() throws {
      let echo = Echo()
      let server = try HTTPServer(echo)
      defer { server.stop() }
      let host = "Host: 127.0.0.1:\(server.port)\r\n"
      let clients = try (0..<40).map { _ in try LoopbackClient(server.port) }
      for client in clients {
        client.send("GET /same HTTP/1.1\r\n\(host)Connection: close\r\n\r\n")
      }
      for client in clients { #expect(client.rest().hasSuffix("/same\n")) }
      // Those that were sent after the first reply began another.
      #expect((1...3).contains(echo.asked.withLock { $0 }))
    }

    @Test func whoHoldsAConnectionWithoutAskingLosesIt() {
      let clients = Clients(most: 4)
      var pair: [Int32] = [0, 0]
      #expect(socketpair(AF_UNIX, LoopbackClient.stream, 0, &pair) == 0)
      defer { pair.forEach { close($0) } }
      clients.add(1, socket: pair[0])
      clients.endOverdue(at: .now + .seconds(9))
      #expect(send(pair[1], "x", 1, 0) == 1)
      clients.set(1, .waiting)
      clients.endOverdue(at: .now + .seconds(500))
      #expect(send(pair[1], "x", 1, 0) == 1)
      clients.set(1, .asking)
      for other in 2...4 { clients.add(UInt(other), socket: -1) }
      clients.endOverdue(at: .now + .seconds(2))
      var byte: UInt8 = 0
      while recv(pair[1], &byte, 1, 0) == 1 {}
      #expect(recv(pair[1], &byte, 1, 0) == 0)
    }

    @Test func aPortThatIsTakenIsNamed() throws {
      try serving { _, port in
        #expect(throws: HTTPServerError.self) { try HTTPServer(Echo(), port: port) }
      }
    }
  }
}

/// A client that sends what it is told.
final class LoopbackClient {
  #if canImport(Darwin)
  static let stream = SOCK_STREAM
  #else
  static let stream = Int32(SOCK_STREAM.rawValue)
  #endif

  private let socket: Int32

  init(_ port: UInt16) throws {
    let opened = Self.opened()
    socket = opened
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(opened, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      throw ChildProcess.Failure(description: String(cString: strerror(errno)))
    }
  }

  deinit { close(socket) }

  private static func opened() -> Int32 { Foundation.socket(AF_INET, stream, 0) }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(
          socket,
          $0.baseAddress?.advanced(by: sent),
          bytes.count - sent,
          Int32(MSG_NOSIGNAL)
        )
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// Sends a request, to which its end and a word on closing are added, and returns all that comes.
  func ask(_ request: String) -> String {
    send(request + "Connection: close\r\n\r\n")
    return rest()
  }

  /// All that comes until the other side ends.
  func rest() -> String {
    var reply: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      reply += buffer.prefix(count)
    }
    return String(decoding: reply, as: UTF8.self)
  }
}
