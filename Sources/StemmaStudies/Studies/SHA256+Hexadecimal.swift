import Crypto

extension Digest {
  /// The digest as hexadecimal text.
  var hexadecimal: String {
    map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
