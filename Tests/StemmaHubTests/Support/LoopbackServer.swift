import StemmaCore
import Foundation
import StemmaHub

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A raw socket server on loopback that misbehaves as told.
final class LoopbackServer: Sendable {
  /// One connection, spoken to in bytes.
  struct Connection: Sendable {
    let socket: Int32

    /// Says whether the other side still listens.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
      var rest = bytes[...]
      while !rest.isEmpty {
        let sent = rest.withUnsafeBytes {
          send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent > 0 else { return false }
        rest = rest.dropFirst(sent)
      }
      return true
    }

    @discardableResult
    func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    func reply(_ status: String = "200 OK", _ headers: String = "", body: [UInt8]) {
      // In one piece: in two, the second would wait for the first to be acknowledged.
      let head = "HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.count)\r\n\r\n"
      write(Array(head.utf8) + body)
    }

    /// Ends the connection so that the other side sees a reset.
    func reset() {
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        socket,
        SOL_SOCKET,
        SO_LINGER,
        &linger,
        socklen_t(MemoryLayout.size(ofValue: linger))
      )
    }

    /// Waits until the other side hangs up.
    func waitForHangUp() {
      var byte: UInt8 = 0
      while recv(socket, &byte, 1, 0) > 0 {}
    }
  }

  /// Whether the connection stays open after a reply.
  enum Next { case keep, close }

  typealias Handler = @Sendable (_ head: String, Connection) -> Next

  private let listener: Int32
  private let accepted = Locked(0)
  let port: UInt16

  var url: String { "http://127.0.0.1:\(port)" }
  var connections: Int { accepted.withLock { $0 } }

  init(_ handler: @escaping Handler) {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    port = Self.listen(on: listener)
    let (listener, accepted) = (listener, accepted)
    Thread.detachNewThread {
      // Closed here alone: its number might be another's before this thread is told.
      defer { close(listener) }
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        accepted.withLock { $0 += 1 }
        Thread.detachNewThread { Self.serve(client, handler) }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// A port where nobody listens.
  static func closedPort() -> UInt16 {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    return listen(on: socket)
  }

  private static func listen(on socket: Int32) -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        let bound = bind(socket, pointer, length)
        getsockname(socket, pointer, &length)
        return bound == 0 ? Glibc.listen(socket, 256) : bound
      }
    }
    precondition(code == 0, "no port on loopback")
    return UInt16(bigEndian: address.sin_port)
  }

  private static func serve(_ socket: Int32, _ handler: Handler) {
    defer { close(socket) }
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      head += buffer[..<count]
      while let end = head.firstRange(of: Array("\r\n\r\n".utf8)) {
        let text = String(decoding: head[..<end.lowerBound], as: UTF8.self)
        head.removeFirst(end.upperBound)
        if handler(text, Connection(socket: socket)) == .close { return }
      }
    }
  }
}
