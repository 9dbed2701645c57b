internal import Foundation
internal import StemmaCore

/// The Hub's entity tag of a JSON reply.
enum WeakETag {
  /// Length in hexadecimal digits and the first 27 characters of the base64 SHA-1.
  static func of(_ body: [UInt8]) -> String {
    let digest = Data(SHA1.digest(of: body)).base64EncodedString()
    return "W/\"\(String(body.count, radix: 16))-\(digest.prefix(27))\""
  }
}
