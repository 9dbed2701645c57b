internal import Foundation
internal import StemmaCore

/// The Hub's page cursor: base64 of a keyset condition in JSON.
enum ListCursor {
  /// The cursor behind `place`; filtered lists carry a search engine's token as well.
  static func text(after place: ListPosition, sort: SortKey, isFiltered: Bool) -> String {
    let key = sort.rawValue
    let behind: JSONValue = ["$gt": .string(place.hubID)]
    let value = place.value?.json ?? .null
    var clauses: [JSONValue] = [.object([.init(key, value), .init("_id", behind)])]
    if place.value != nil {
      clauses += [
        .object([.init(key, ["$lt": value])]),
        .object([.init(key, .null)]),
      ]
    }
    var cursor: [JSONValue.Member] = [.init("$or", .array(clauses))]
    if isFiltered {
      cursor.append(.init("searchSequenceToken", .string(searchToken(place))))
    }
    return Data(JSONValue.object(cursor).text.utf8).base64EncodedString()
  }

  /// The place a cursor of this listing stands for, or nil when it is none.
  static func place(_ cursor: String, sort: SortKey) -> ListPosition? {
    guard let bytes = Data(base64Encoded: cursor),
      let value = try? JSONReader().value(Array(bytes)),
      let clause = value["$or"]?.array?.first,
      let hubID = clause["_id"]?["$gt"]?.string,
      let key = clause[sort.rawValue]
    else { return nil }
    switch key {
    case .string(let text): return ListPosition(value: .text(text), hubID: hubID)
    case .null: return ListPosition(value: nil, hubID: hubID)
    default: return key.number.map { ListPosition(value: .number($0), hubID: hubID) }
    }
  }

  /// Bytes framed like the recorded tokens: the sort value as a double, the last `_id` twice.
  private static func searchToken(_ place: ListPosition) -> String {
    var bytes: [UInt8] = [0x08, 0x93, 0xA6, 0x80, 0x02, 0x1A, 0x09, 0x21]
    let number = if case .number(let number) = place.value { number } else { 0.0 }
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    let identity = hexadecimalBytes(place.hubID)
    bytes += [0x1A, 0x0E, 0x5A, 0x0C] + identity + [0x22, 0x0E, 0x5A, 0x0C] + identity
    return Data(bytes).base64EncodedString()
  }

  private static func hexadecimalBytes(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
  }
}
