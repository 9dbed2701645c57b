internal import CZlib

/// Gzip streams through zlib, bounded in what they may grow to.
package enum Gzip {
  /// Why a stream could not be read.
  package enum Failure: Error, Sendable {
    /// The stream ends before its trailer, or its checksum is wrong.
    case broken
    /// The content is larger than allowed.
    case larger(than: Int)
  }

  /// The content of a gzip or zlib stream of one or more members.
  ///
  /// Reads to the trailer of the last member and checks it: libcurl 7.88 takes a stream that ends
  /// early for a whole one.
  ///
  /// - Complexity: O(*n*) over the content; memory stays below `limit` plus a megabyte.
  package static func inflate(_ bytes: some Collection<UInt8>, limit: Int) throws(Failure)
    -> [UInt8]
  {
    var content: [UInt8] = []
    var input = Array(bytes)
    var stream = z_stream()
    // 32 lets zlib tell gzip from zlib by the header.
    guard stemma_inflate_init(&stream, 15 + 32) == Z_OK else { throw .broken }
    defer { inflateEnd(&stream) }
    content.reserveCapacity(min(limit, max(input.count * 6, foretoldCount(of: input))))
    let outcome = input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      return inflateMembers(&stream, into: &content, limit: limit)
    }
    if let outcome { throw outcome }
    return content
  }

  /// How long the content is, as the last member of a gzip stream tells; 0 for what cannot be.
  private static func foretoldCount(of bytes: [UInt8]) -> Int {
    guard bytes.count > 18, bytes[0] == 0x1F, bytes[1] == 0x8B else { return 0 }
    let count = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    // Deflate makes a thousandth of a text at best, and few texts are so dull.
    return count <= bytes.count * 20 ? count : 0
  }

  /// The bytes as one gzip member.
  ///
  /// - Complexity: O(*n*). The same bytes and level always give the same stream: the header
  ///   carries no time.
  package static func deflate(_ bytes: some Collection<UInt8>, level: Int32 = 6) -> [UInt8] {
    var input = Array(bytes)
    var stream = z_stream()
    precondition(
      stemma_deflate_init(&stream, level, 15 + 16) == Z_OK,
      "zlib refused level \(level)"
    )
    defer { deflateEnd(&stream) }
    let bound = Int(deflateBound(&stream, UInt(input.count)))
    return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(bound)
        let result = CZlib.deflate(&stream, Z_FINISH)
        precondition(result == Z_STREAM_END, "zlib stopped within its own bound")
      }
      count = Int(stream.total_out)
    }
  }

  private static func inflateMembers(
    _ stream: inout z_stream,
    into content: inout [UInt8],
    limit: Int
  ) -> Failure? {
    let chunk = 256 * 1024
    while true {
      let (result, produced) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunk) {
        buffer in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(chunk)
        let result = CZlib.inflate(&stream, Z_NO_FLUSH)
        let produced = chunk - Int(stream.avail_out)
        content.append(contentsOf: buffer[..<produced])
        return (result, produced)
      }
      if content.count > limit { return .larger(than: limit) }
      switch result {
      case Z_STREAM_END:
        if stream.avail_in == 0 { return nil }
        guard inflateReset(&stream) == Z_OK else { return .broken }
      case Z_OK where produced > 0 || stream.avail_in > 0: continue
      default: return .broken
      }
    }
  }
}
