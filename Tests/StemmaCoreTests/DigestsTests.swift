import Foundation
import StemmaCore
import Testing

/// The digests that FIPS 180 and its authors publish, and those of FNV's.
@Suite struct DigestsTests {
  private static let million = String(repeating: "a", count: 1_000_000)

  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (million, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
  ])
  func sha1IsThePublishedOne(text: String, digest: String) {
    #expect(SHA1.digest(of: text.utf8).hexadecimal == digest)
    #expect(SHA1.digest(of: Array(text.utf8)).hexadecimal == digest)
    #expect(SHA1.digest(of: Data(text.utf8)).hexadecimal == digest)
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func sha256IsThePublishedOneInOnePieceAndInMany(text: String, digest: String) {
    #expect(SHA256.digest(of: text.utf8).hexadecimal == digest)
    var hash = SHA256()
    for piece in text.utf8.split(separator: UInt8(ascii: "b"), omittingEmptySubsequences: false) {
      hash.update(piece)
      if piece.endIndex != text.utf8.endIndex { hash.update([UInt8(ascii: "b")]) }
    }
    #expect(hash.finish().hexadecimal == digest)
  }

  @Test(arguments: [
    ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c),
    ("foobar", 0x8594_4171_f739_67e8),
  ])
  func fnvIsThePublishedOne(text: String, value: UInt64) {
    var hash = FNVHash()
    for byte in text.utf8 { hash.take(byte) }
    #expect(hash.value == value)
  }
}
