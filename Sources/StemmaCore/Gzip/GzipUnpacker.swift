internal import CZlib

/// Unpacks one gzip member that comes piece by piece.
package final class GzipUnpacker {
  // Zlib remembers where its stream stands in memory.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Whether the member's trailer was read and is right.
  package private(set) var isEnded = false

  /// The bytes of the member read so far.
  package var consumed: Int { Int(stream.pointee.total_in) }

  /// Expects the first byte of a member.
  package init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    precondition(stemma_inflate_init(stream, 15 + 16) == Z_OK, "zlib has no memory")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Appends what `piece` unpacks to; what follows the member's end is left alone.
  ///
  /// - Throws: `Gzip.Failure` when the stream is damaged or `content` grows beyond `limit`.
  package func unpack(
    _ piece: [UInt8],
    into content: inout [UInt8],
    limit: Int
  ) throws(Gzip.Failure) {
    var input = piece
    let failure = input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      return drain(into: &content, limit: limit)
    }
    if let failure { throw failure }
  }

  private func drain(into content: inout [UInt8], limit: Int) -> Gzip.Failure? {
    let capacity = 64 * 1024
    while !isEnded {
      let (result, produced) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) {
        buffer in
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(capacity)
        let result = CZlib.inflate(stream, Z_NO_FLUSH)
        let produced = capacity - Int(stream.pointee.avail_out)
        content.append(contentsOf: buffer[..<produced])
        return (result, produced)
      }
      if content.count > limit { return .larger(than: limit) }
      switch result {
      case Z_STREAM_END: isEnded = true
      // A full buffer may have left output behind; an empty one has not.
      case Z_OK, Z_BUF_ERROR: if produced < capacity { return nil }
      default: return .broken
      }
    }
    return nil
  }
}
