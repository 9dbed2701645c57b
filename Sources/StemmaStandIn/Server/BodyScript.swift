internal import FlyingSocks

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
