import Foundation
import StemmaCore
import StemmaHub

/// The records of a text file one at a time, without ever holding more than one of bearable length.
///
/// A record is a line, or an element of the JSON array that the file is; in CSV a record goes on while a quotation mark in it is open, and a carriage
/// return ends a line too.
struct RecordReader {
  /// One record, or why it cannot be one.
  enum Record: Equatable {
    case text(String, line: Int)
    case broken(Finding.Code, line: Int)
  }

  /// The most bytes of a record.
  static let byteLimit = 1 << 20
  /// The most lines of a record: beyond, its quotation mark was never meant to open anything.
  static let lineLimit = 100

  private let source: any ByteSource
  private let isCSV: Bool
  private var bytes: [UInt8] = []
  private var start = 0
  private var line = 1
  /// Whether the file is one JSON array; nil before its beginning was looked at.
  private var isArray: Bool?

  /// Reads the records of a source, piece by piece as they are needed.
  init(_ source: any ByteSource, isCSV: Bool) {
    (self.source, self.isCSV) = (source, isCSV)
  }

  /// The next record; nil at the end.
  mutating func next() throws -> Record? {
    if try isOneArray() { return try nextElement() }
    if start > Self.byteLimit {
      bytes.removeFirst(start)
      start = 0
    }
    let first = line
    var (position, isQuoted) = (start, false)
    var firstEnd: Int?
    while let end = try endOfLine(from: position) {
      if end == start, end == bytes.count { return nil }
      if isCSV, bytes[position..<end].count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 {
        isQuoted.toggle()
      }
      line += 1
      firstEnd = firstEnd ?? end
      guard isQuoted else { return record(to: end, line: first) }
      guard end < bytes.count, line - first < Self.lineLimit else {
        // The lines behind the first are records of their own.
        leave(first, end: firstEnd ?? end)
        return .broken(.openQuote, line: first)
      }
      position = end + 1
    }
    if let firstEnd {
      leave(first, end: firstEnd)
      return .broken(.openQuote, line: first)
    }
    try skipLongLine(first)
    return .broken(.longLine, line: first)
  }

  private mutating func record(to end: Int, line: Int) -> Record {
    let slice = bytes[start..<end]
    start = min(end + 1, bytes.count)
    return record(slice, line: line)
  }

  private func record(_ slice: ArraySlice<UInt8>, line: Int) -> Record {
    var slice = slice
    if slice.last == UInt8(ascii: "\r") { slice = slice.dropLast() }
    if line == 1, slice.starts(with: [0xEF, 0xBB, 0xBF]) { slice = slice.dropFirst(3) }
    if slice.contains(0) { return .broken(.nul, line: line) }
    guard let text = String(validating: slice, as: UTF8.self) else {
      return .broken(.invalidText, line: line)
    }
    return .text(text, line: line)
  }

  /// Where the line that begins at `place` ends, reading on as needed; nil when the record grows
  /// beyond bearing.
  private mutating func endOfLine(from position: Int) throws -> Int? {
    var position = position
    while true {
      if let end = lineEnd(from: position) { return end - start > Self.byteLimit ? nil : end }
      guard bytes.count - start <= Self.byteLimit else { return nil }
      // A carriage return at the end of what was read is looked at again.
      position = max(position, bytes.count - 1)
      guard try readOn() else { return bytes.count }
    }
  }

  /// The byte that ends the line which begins at `place`; of two, the second.
  private func lineEnd(from place: Int) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      bytes.indices[place...].first { index in
        if bytes[index] == UInt8(ascii: "\n") { return true }
        let next = index + 1
        return isCSV && bytes[index] == UInt8(ascii: "\r") && next < bytes.count
          && bytes[next] != UInt8(ascii: "\n")
      }
    }
  }

  private mutating func readOn() throws -> Bool {
    let more = try source.next()
    bytes += more
    return !more.isEmpty
  }

  private mutating func skipLongLine(_ first: Int) throws {
    while true {
      if let end = lineEnd(from: start) { return leave(first, end: end) }
      bytes.removeFirst(max(0, bytes.count - 1))
      start = max(0, bytes.count - 1)
      guard try readOn() else { return leave(first, end: bytes.count) }
    }
  }

  /// Goes on behind the line `first`, which ends at `end`.
  private mutating func leave(_ first: Int, end: Int) {
    line = first + 1
    start = min(end + 1, bytes.count)
  }
}

extension RecordReader {
  /// Looks at the beginning of the file, once; behind the bracket of an array goes on with it.
  private mutating func isOneArray() throws -> Bool {
    if let isArray { return isArray }
    isArray = false
    guard !isCSV else { return false }
    if try byte(at: 2) != nil, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    let (first, firstLine) = (start, line)
    try skip(Self.blanks)
    guard try byte(at: start) == UInt8(ascii: "[") else {
      (start, line) = (first, firstLine)
      return false
    }
    start += 1
    isArray = true
    return true
  }

  /// The next element of the array; nil at its end.
  private mutating func nextElement() throws -> Record? {
    bytes.removeFirst(start)
    start = 0
    try skip(Self.blanks.union([UInt8(ascii: ",")]))
    let first = line
    var outline = JSONShape.Outline()
    var (position, isTooLong) = (start, false)
    while let byte = try byte(at: position),
      outline.isInString || outline.depth > 0 || !Self.ends.contains(byte)
    {
      outline.take(byte)
      if byte == UInt8(ascii: "\n") { line += 1 }
      position += 1
      guard position - start > Self.byteLimit else { continue }
      // Of what is not kept, the end is looked for alone.
      isTooLong = true
      bytes.removeFirst(position)
      (start, position) = (0, 0)
    }
    let element = bytes[start..<position]
    start = position
    if isTooLong { return .broken(.longLine, line: first) }
    return element.isEmpty ? nil : record(element, line: first)
  }

  private mutating func skip(_ skipped: Set<UInt8>) throws {
    while let byte = try byte(at: start), skipped.contains(byte) {
      if byte == UInt8(ascii: "\n") { line += 1 }
      start += 1
    }
  }

  private mutating func byte(at position: Int) throws -> UInt8? {
    while position >= bytes.count { guard try readOn() else { return nil } }
    return bytes[position]
  }

  private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
  /// What ends an element that is no object or array itself, and what comes behind one.
  private static let ends: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "]")]
}

extension Finding.Code {
  /// A quotation mark that nothing closes.
  static let openQuote = Finding.Code(rawValue: "open-quote")
  /// A record longer than a megabyte.
  static let longLine = Finding.Code(rawValue: "long-line")
  /// A NUL character in a text.
  static let nul = Finding.Code(rawValue: "nul")
}
