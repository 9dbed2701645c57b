internal import CZlib

/// Packs a stream that comes piece by piece into one gzip member.
package final class GzipPacker {
  private let stream: UnsafeMutablePointer<z_stream>

  /// Begins a member; `level` is zlib's, from 0 to 9.
  package init(level: Int32 = 6) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = stemma_deflate_init(stream, level, 15 + 16)
    precondition(code == Z_OK, "zlib refused level \(level)")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Packs a piece and returns what can be written by now.
  package func pack(_ piece: [UInt8]) -> [UInt8] { drain(piece, Z_NO_FLUSH) }

  /// Ends the member and returns the rest of it; nothing can be packed afterwards.
  package func finish() -> [UInt8] { drain([], Z_FINISH) }

  private func drain(_ piece: [UInt8], _ flush: Int32) -> [UInt8] {
    var input = piece
    var packed: [UInt8] = []
    let capacity = 64 * 1024
    input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      var isFull = true
      while isFull {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
          stream.pointee.next_out = buffer.baseAddress
          stream.pointee.avail_out = UInt32(capacity)
          _ = CZlib.deflate(stream, flush)
          packed.append(contentsOf: buffer[..<(capacity - Int(stream.pointee.avail_out))])
        }
        isFull = stream.pointee.avail_out == 0
      }
    }
    return packed
  }
}
