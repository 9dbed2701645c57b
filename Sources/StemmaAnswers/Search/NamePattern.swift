/// What names are compared with: a text, and the runs of three letters in it.
struct NamePattern {
  private let folded: [UInt8]
  private let hasSlash: Bool
  /// A bit for each run of the text, at the places of its hash; most names share none.
  private var bits = [UInt64](repeating: 0, count: Self.places)
  private let runs: [UInt32]
  private static let places = 4096

  init(_ text: String) {
    folded = text.utf8.map(Self.fold)
    hasSlash = folded.contains(UInt8(ascii: "/"))
    var runs: [UInt32] = []
    folded.withUnsafeBufferPointer { letters in
      Self.forEachRun(of: letters[...]) { run in
        if !runs.contains(run), runs.count < UInt64.bitWidth { runs.append(run) }
      }
    }
    self.runs = runs
    for (bit, run) in runs.enumerated() { bits[Self.place(of: run)] |= 1 << bit }
  }

  /// Whether it is long enough to tell names apart.
  var isTelling: Bool { folded.count > 2 }

  /// How a name is like the text: a likeness of 1 for its whole part behind the slash and of a half for
  /// other parts of it, else the share of the text's runs that the name has.
  ///
  /// Nil when it is not. Of a text of more than 62 letters, the first 64 runs count.
  func match(_ name: UnsafeBufferPointer<UInt8>) -> (NameSearch.Match, Double)? {
    var start = name.startIndex
    if !hasSlash, let slash = name.lastIndex(of: UInt8(ascii: "/")) { start = slash + 1 }
    let part = name[start...]
    var shared: UInt64 = 0
    bits.withUnsafeBufferPointer { bits in
      Self.forEachRun(of: part) { run in
        var candidates = bits[Self.place(of: run)]
        while candidates != 0 {
          let bit = candidates.trailingZeroBitCount
          if runs[bit] == run { shared |= 1 << bit }
          candidates &= candidates - 1
        }
      }
    }
    guard shared != 0 else { return nil }
    switch place(in: part) {
    case 0: return (.beginning, folded.count == part.count ? 1 : 0.5)
    case .some: return (.part, 0.5)
    case nil:
      let likeness = Double(shared.nonzeroBitCount) / Double(runs.count)
      return likeness >= 0.5 ? (.similar, likeness / 2) : nil
    }
  }

  /// How many letters of a name stand before the text; nil where it has none of it.
  private func place(in part: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    guard part.count >= folded.count else { return nil }
    return (0...part.count - folded.count).first { offset in
      folded.indices.allSatisfy { Self.fold(part[part.startIndex + offset + $0]) == folded[$0] }
    }
  }

  private static func fold(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func place(of run: UInt32) -> Int { Int(run &* 2_654_435_761) >> 20 & 4095 }

  /// Runs of three, with two blanks before the text and one behind, so that its beginning counts more.
  private static func forEachRun(
    of text: Slice<UnsafeBufferPointer<UInt8>>,
    _ body: (UInt32) -> Void
  ) {
    let blank = UInt32(UInt8(ascii: " "))
    var run = blank << 8 | blank
    for byte in text {
      run = (run << 8 | UInt32(fold(byte))) & 0xFF_FFFF
      body(run)
    }
    body((run << 8 | blank) & 0xFF_FFFF)
  }
}
