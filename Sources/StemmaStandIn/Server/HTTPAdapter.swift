internal import FlyingFox
internal import FlyingSocks
internal import Foundation
internal import StemmaCore

extension HubRequest {
  init(_ request: HTTPRequest) {
    var headers: [String: String] = [:]
    for header in request.headers { headers[header.key.rawValue.lowercased()] = header.value }
    self.init(
      method: request.method.rawValue,
      path: request.target.path(),
      query: request.target.query(),
      headers: headers
    )
  }
}

extension HTTPResponse {
  /// The reply as it goes out, with what a fault does to its sending.
  init(_ reply: Reply, isHead: Bool, fault: Fault.Action) {
    var headers = HTTPHeaders()
    for (name, value) in reply.headers { headers[HTTPHeader(name)] = value }
    var script = BodyScript(bytes: isHead ? [] : reply.body)
    var length = reply.body.count
    switch fault {
    case .drop(let count):
      script.bytes = Array(script.bytes.prefix(count))
      script.breaksOff = true
    case .wrongLength(let difference):
      length = max(0, length + difference)
      script.breaksOff = true
    case .drip(let bytes, let pause):
      script.piece = bytes
      script.pause = pause
    case .endless:
      script.bytes = [UInt8](repeating: 0, count: script.piece)
      script.isEndless = true
      length = 1 << 50
    case .none, .reply, .truncatedGzip, .raw, .hangUp: break
    }
    if headers[.contentLength] == nil { headers[.contentLength] = String(length) }
    let count = script.isEndless ? length : script.bytes.count
    self.init(
      statusCode: HTTPStatusCode(reply.status, phrase: Self.phrase(reply.status)),
      headers: headers,
      body: HTTPBodySequence(from: script, count: count, suggestedBufferSize: 65_536)
    )
  }

  /// Text in place of a response.
  ///
  /// The server itself writes ` 0` and an empty head behind it.
  init(raw text: String) {
    self.init(
      version: HTTPVersion(text),
      statusCode: HTTPStatusCode(0, phrase: ""),
      headers: HTTPHeaders(),
      body: HTTPBodySequence(from: BodyScript(bytes: [], breaksOff: true), count: 0)
    )
  }

  /// No byte, then the end of the connection.
  static var hangUp: HTTPResponse { HTTPResponse(headers: HTTPHeaders(), webSocket: Silence()) }

  private static func phrase(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 429: "Too Many Requests"
    case 500: "Internal Server Error"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    default: "Status \(status)"
    }
  }
}

/// A protocol switch that fails before its head is written: the one way to send nothing.
private struct Silence: WSHandler {
  func makeFrames(
    for client: AsyncThrowingStream<WSFrame, any Error>
  ) async throws -> AsyncStream<WSFrame> {
    throw BodyScript.BrokenOff()
  }
}

extension Reply {
  /// The reply with its body compressed.
  func compressed(level: Int32) -> Reply {
    var reply = self
    reply.body = Gzip.deflate(body, level: level)
    reply.headers["Content-Encoding"] = "gzip"
    reply.headers["Vary"] = "Accept-Encoding"
    return reply
  }
}

/// A body sent in pieces, which may break off.
struct BodyScript: AsyncBufferedSequence {
  /// Thrown into the server, which then closes the connection.
  struct BrokenOff: Error {}

  typealias Element = UInt8

  var bytes: [UInt8]
  var piece = 64 * 1024
  var pause: Duration?
  /// Whether the connection is closed behind the last byte.
  var breaksOff = false
  /// Whether the bytes are sent again and again.
  var isEndless = false

  func makeAsyncIterator() -> Iterator { Iterator(script: self) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    let script: BodyScript
    private var sent = 0

    init(script: BodyScript) { self.script = script }

    mutating func next() async throws -> UInt8? {
      try await nextBuffer(suggested: 1)?.first
    }

    mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
      guard sent < script.bytes.count else {
        if script.breaksOff { throw BrokenOff() }
        return nil
      }
      if let pause = script.pause, sent > 0 { try await Task.sleep(for: pause) }
      let end = Swift.min(sent + Swift.max(1, script.piece), script.bytes.count)
      defer { sent = script.isEndless ? 0 : end }
      return script.bytes[sent..<end]
    }
  }
}
