import Algorithms
import StemmaCore
import StemmaStore

/// Numbers as a blob: each in as few bytes, the lowest first, as the largest of them needs.
enum PackedNumbers {
  /// How many numbers of `width` bytes the column at `index` holds.
  static func count(in row: Statement, _ index: Int, width: Int) -> Int {
    row.withBlob(index, \.count) / max(1, width)
  }

  /// Reads the numbers of `width` bytes that the column at `index` holds.
  ///
  /// - Parameters:
  ///   - row: A row with the column.
  ///   - index: The column.
  ///   - width: 1, 2, 4 or 8.
  ///   - buffer: Room for them all, which need not be initialized.
  /// - Complexity: O(*n*).
  static func read<Number: FixedWidthInteger>(
    _ row: Statement,
    _ index: Int,
    width: Int,
    into buffer: UnsafeMutablePointer<Number>
  ) {
    row.withBlob(index) { bytes in
      switch width {
      case 1: widen(bytes, Int8.self, into: buffer)
      case 2: widen(bytes, Int16.self, into: buffer)
      case 4: widen(bytes, Int32.self, into: buffer)
      default: widen(bytes, Int64.self, into: buffer)
      }
    }
  }

  private static func widen<Number: FixedWidthInteger, Narrow: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer,
    _ narrow: Narrow.Type,
    into buffer: UnsafeMutablePointer<Number>
  ) {
    let size = MemoryLayout<Narrow>.size
    guard let start = bytes.baseAddress else { return }
    #if _endian(little)
    // The same bits, signed or not.
    if size == MemoryLayout<Number>.size {
      return UnsafeMutableRawPointer(buffer).copyMemory(from: start, byteCount: bytes.count)
    }
    #endif
    for place in 0..<bytes.count / size {
      let number = start.loadUnaligned(fromByteOffset: place &* size, as: Narrow.self)
      (buffer + place).initialize(to: Number(truncatingIfNeeded: Narrow(littleEndian: number)))
    }
  }

  /// Binds numbers to the parameter at `index`, and their width to the one before it.
  ///
  /// - Complexity: O(*n*).
  static func bind<Number: FixedWidthInteger>(
    _ numbers: ArraySlice<Number>,
    to statement: Statement,
    at index: Int
  ) throws {
    let (lowest, highest) = (numbers.min() ?? 0, numbers.max() ?? 0)
    func bind<Narrow: FixedWidthInteger>(as narrow: Narrow.Type) throws {
      try statement.bind(Int64(MemoryLayout<Narrow>.size), at: index - 1)
      try numbers.map { Narrow(truncatingIfNeeded: $0).littleEndian }.withUnsafeBytes {
        try statement.bind($0, at: index)
      }
    }
    func fit<Narrow: FixedWidthInteger>(_ narrow: Narrow.Type) -> Bool {
      Narrow(exactly: lowest) != nil && Narrow(exactly: highest) != nil
    }
    if fit(Int8.self) {
      try bind(as: Int8.self)
    } else if fit(Int16.self) {
      try bind(as: Int16.self)
    } else if fit(Int32.self) {
      try bind(as: Int32.self)
    } else {
      try bind(as: Int64.self)
    }
  }
}

/// One array of the stored graph, of which as much is read as is asked for.
final class StoredArray<Number: FixedWidthInteger> {
  private let name: StoredGraph.Name
  private let query: Statement
  private let count: Int
  /// Memory that is not touched costs nothing.
  private let numbers: UnsafeMutablePointer<Number>
  private var isRead: [Bool]

  /// Takes a query for the value and the width of a part of the array bound first.
  init(_ name: StoredGraph.Name, count: Int, _ query: Statement) {
    (self.name, self.count, self.query) = (name, count, query)
    numbers = .allocate(capacity: max(1, count))
    isRead = Array(repeating: false, count: count / StoredGraph.partLength + 1)
  }

  deinit { numbers.deallocate() }

  /// The element at `place`, which other arrays tell.
  ///
  /// - Throws: `AnswerError` of code `damagedCache` when there is none.
  subscript(place: Int32) -> Number {
    get throws {
      let place = Int(place)
      guard 0..<count ~= place else { throw StoredGraph.damage }
      let part = place / StoredGraph.partLength
      if !isRead[part] { try read(part) }
      return numbers[place]
    }
  }

  /// Lends the elements from one place to before another, which other arrays tell.
  func withElements<Result>(
    from first: Int32,
    to end: Int32,
    _ body: (UnsafeBufferPointer<Number>) throws -> Result
  ) throws -> Result {
    guard 0 <= first, first <= end, end <= count else { throw StoredGraph.damage }
    let (first, end) = (Int(first), Int(end))
    var part = first / StoredGraph.partLength
    while part * StoredGraph.partLength < end {
      if !isRead[part] { try read(part) }
      part += 1
    }
    return try body(UnsafeBufferPointer(start: numbers + first, count: end - first))
  }

  /// The place of a number in an array that ascends; nil when it is not there.
  ///
  /// - Complexity: O(log *n*).
  func ascendingPlace(of number: Number) throws -> Int32? {
    let place = try (0..<Int32(count)).partitioningIndex { try self[$0] >= number }
    return try place < count && self[place] == number ? place : nil
  }

  private func read(_ part: Int) throws {
    let first = part * StoredGraph.partLength
    let isWhole = try query.first(name.rawValue, Int64(part)) { row in
      let width = row.int("width")
      let length = min(StoredGraph.partLength, count - first)
      guard PackedNumbers.count(in: row, 0, width: width) == length else { return false }
      PackedNumbers.read(row, 0, width: width, into: numbers + first)
      return true
    }
    guard isWhole == true else { throw StoredGraph.damage }
    isRead[part] = true
  }
}

/// A set of places that tells how many of them come before each: which row a place has.
package struct BitRanks {
  /// A bit for each place, the lowest first.
  package typealias Words = [UInt64]

  private let words: Words
  /// The bits set in all words before each.
  private let counts: [Int32]

  /// - Complexity: O(*w*) for *w* words.
  package init(_ words: Words) {
    self.words = words
    var count: Int32 = 0
    counts = words.map { word in
      defer { count += Int32(word.nonzeroBitCount) }
      return count
    }
  }

  /// How many places of the set come before `place`; nil when it is not in the set.
  package func rank(of place: Int32) -> Int32? {
    let (word, bit) = (Int(place) / 64, UInt64(place) % 64)
    guard word < words.count, words[word] >> bit & 1 == 1 else { return nil }
    return counts[word] + Int32((words[word] & (1 << bit - 1)).nonzeroBitCount)
  }

  /// The set of places for which `isMember` holds.
  static func words(count: Int, where isMember: (Int) -> Bool) -> Words {
    var words = Words(repeating: 0, count: (count + 63) / 64)
    for place in 0..<count where isMember(place) { words[place / 64] |= 1 << (place % 64) }
    return words
  }
}
