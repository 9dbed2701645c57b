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
