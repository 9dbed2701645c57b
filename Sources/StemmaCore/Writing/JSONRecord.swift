/// JSON objects with the same members: what stands between their values is made once for thousands.
struct JSONRecord {
  /// What comes before each value.
  private let keys: [[UInt8]]

  init(_ names: [String]) {
    keys = names.enumerated().map { place, name in
      Array(((place == 0 ? "{" : ",") + JSONValue.string(name).inertText + ":").utf8)
    }
  }

  /// Appends an object with `values`, which are in the order of the names.
  func write(_ values: some Sequence<JSONValue>, to bytes: inout [UInt8]) {
    if keys.isEmpty { bytes.append(UInt8(ascii: "{")) }
    for (key, value) in zip(keys, values) {
      bytes += key
      value.write(to: &bytes, escaping: TerminalText.isActive)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends an object with the values of `cells`; a real keeps its point where it is whole, which
  /// tells readers what its column holds.
  func write(_ cells: [Table.Cell], to bytes: inout [UInt8]) {
    if keys.isEmpty { bytes.append(UInt8(ascii: "{")) }
    for (key, cell) in zip(keys, cells) {
      bytes += key
      if case .number(let number) = cell, number.isFinite {
        bytes += String(number).utf8
      } else {
        cell.json.write(to: &bytes, escaping: TerminalText.isActive)
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }
}

extension OutputBuffer {
  /// Writes objects with these members as a JSON list, one at a time.
  package func writeList(_ names: [String], _ objects: some Sequence<[JSONValue]>) throws {
    let record = JSONRecord(names)
    try writeList(objects) { record.write($0, to: &$1) }
  }
}

extension JSONValue {
  /// An object with these members.
  package static func object(_ names: [String], _ values: [JSONValue]) -> JSONValue {
    .object(zip(names, values).map { Member($0, $1) })
  }
}
