import StemmaCore
import StemmaStore

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
