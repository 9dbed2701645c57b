internal import Foundation
internal import StemmaCore

/// Identities and times that the Hub would give, made from what a world says.
enum HubIdentity {
  /// What the Hub shows for repositories older than its own records.
  static let floor = "2022-03-02T23:29:04.000Z"

  /// An `_id` whose first eight digits are the second of creation, as on the Hub.
  static func objectID(of kind: String, named name: String, createdAt: String) -> String {
    let second = seconds(createdAt) ?? seconds(floor) ?? 0
    let rest = SHA256.digest(of: "\(kind)/\(name)".utf8).prefix(8)
    return UInt64(second).hexadecimal(digits: 8) + rest.hexadecimal
  }

  /// The time inside an `_id`, or nil when that is none.
  static func createdAt(objectID: String) -> String? {
    guard objectID.utf8.count == 24, let second = UInt32(objectID.prefix(8), radix: 16) else {
      return nil
    }
    return text(seconds: second)
  }

  /// Forty digits that stand for a git object.
  static func gitID(of text: String) -> String {
    SHA1.digest(of: text.utf8).hexadecimal
  }

  /// The name git gives to a file of this content.
  static func blobID(of content: String) -> String {
    SHA1.digest(of: "blob \(content.utf8.count)\u{0}\(content)".utf8).hexadecimal
  }

  /// Whole seconds since 1970, or nil when this is no time that an `_id` can hold.
  static func seconds(_ text: String) -> UInt32? {
    let date = (try? fractional.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
    return date.flatMap { UInt32(exactly: $0.timeIntervalSince1970.rounded(.down)) }
  }

  private static func text(seconds: UInt32) -> String {
    fractional.format(Date(timeIntervalSince1970: Double(seconds)))
  }

  private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
