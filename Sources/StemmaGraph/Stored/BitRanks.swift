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
