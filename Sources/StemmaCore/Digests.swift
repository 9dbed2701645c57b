internal import CNettle

/// SHA-256 of bytes that come piece by piece.
package struct SHA256 {
  private var context = sha256_ctx()

  /// Begins with no bytes.
  package init() { nettle_sha256_init(&context) }

  /// Takes the bytes that follow.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    withContiguousBytes(of: bytes) { nettle_sha256_update(&context, $0.count, $0.baseAddress) }
  }

  /// The 32 bytes of the digest of all that was taken; begins anew.
  package mutating func finish() -> [UInt8] {
    written(Int(SHA256_DIGEST_SIZE)) { stemma_sha256_digest(&context, $0) }
  }

  /// The 32 bytes of the digest of `bytes`.
  package static func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}

/// SHA-1, by which git and web archives name what they hold: no safeguard against forgery.
package enum SHA1 {
  /// The 20 bytes of the digest of `bytes`.
  package static func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
    var context = sha1_ctx()
    nettle_sha1_init(&context)
    withContiguousBytes(of: bytes) { nettle_sha1_update(&context, $0.count, $0.baseAddress) }
    return written(Int(SHA1_DIGEST_SIZE)) { stemma_sha1_digest(&context, $0) }
  }
}

/// Fowler, Noll and Vo's hash (FNV-1a, 64 bits), which is made byte by byte.
package struct FNVHash {
  /// The hash of the bytes taken so far.
  package var value: UInt64

  /// Begins with no bytes.
  @inlinable
  package init() { value = 0xcbf2_9ce4_8422_2325 }

  /// Takes one byte more.
  @inlinable
  package mutating func take(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}

private func withContiguousBytes(
  of bytes: some Sequence<UInt8>,
  _ body: (UnsafeBufferPointer<UInt8>) -> Void
) {
  if bytes.withContiguousStorageIfAvailable(body) == nil {
    Array(bytes).withUnsafeBufferPointer(body)
  }
}

private func written(_ count: Int, by write: (UnsafeMutablePointer<UInt8>) -> Void) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
    guard let start = buffer.baseAddress else { return }
    write(start)
    initialized = count
  }
}
