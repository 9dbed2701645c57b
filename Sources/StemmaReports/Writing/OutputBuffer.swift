/// Gathers text into pieces of some size before it is passed on.
package final class OutputBuffer {
  private var bytes: [UInt8] = []
  private let limit: Int
  private let drain: ([UInt8]) throws -> Void

  /// Passes on pieces of about `limit` bytes.
  package init(limit: Int = 1 << 16, drain: @escaping ([UInt8]) throws -> Void) {
    self.limit = limit
    self.drain = drain
    bytes.reserveCapacity(limit + limit / 4)
  }

  /// Adds text, and passes on what has gathered when it is enough.
  package func write(_ text: String) throws {
    bytes += text.utf8
    if bytes.count >= limit { try flush() }
  }

  /// Passes on what has gathered; the last call of whoever made the buffer.
  package func flush() throws {
    guard !bytes.isEmpty else { return }
    try drain(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
