/// The names of publishers, by their numbers in the stored graph: tens of thousands in some
/// milliseconds.
struct OwnerNames {
  private let starts: StoredArray<Int32>
  private let bytes: StoredArray<UInt8>

  init(in stored: StoredGraph) throws {
    starts = try stored.array(.ownerNameStarts)
    bytes = try stored.array(.ownerNames, of: UInt8.self)
  }

  /// The name of the publisher of a number.
  ///
  /// - Complexity: O(1), and a read for each part of the arrays.
  func name(of owner: Int32) throws -> String {
    try bytes.withElements(from: starts[owner], to: starts[owner + 1]) {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
