/// Gathers text into pieces of some size before it is passed on.
public final class OutputBuffer {
  private var bytes: [UInt8] = []
  private let limit: Int
  private let drain: ([UInt8]) throws -> Void

  /// Passes on pieces of about `limit` bytes.
  public init(limit: Int = 1 << 16, drain: @escaping ([UInt8]) throws -> Void) {
    self.limit = limit
    self.drain = drain
    bytes.reserveCapacity(limit + limit / 4)
  }

  /// Keeps all that is written.
  private init() {
    limit = .max
    drain = { _ in }
  }

  /// What `body` writes, as one text.
  public static func text(_ body: (OutputBuffer) throws -> Void) rethrows -> String {
    let output = OutputBuffer()
    try body(output)
    return String(decoding: output.bytes, as: UTF8.self)
  }

  /// Adds text, and passes on what has gathered when it is enough.
  public func write(_ text: String) throws { try append { $0 += text.utf8 } }

  /// Adds what `body` appends, and passes on what has gathered when it is enough.
  func append(_ body: (inout [UInt8]) -> Void) throws {
    body(&bytes)
    if bytes.count >= limit { try flush() }
  }

  /// Passes on what has gathered; the last call of whoever made the buffer.
  public func flush() throws {
    guard !bytes.isEmpty else { return }
    try drain(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
