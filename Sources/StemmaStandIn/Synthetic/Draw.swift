/// Repeatable chance: numbers that follow from a seed, a purpose and an index.
///
/// The mixing is SplitMix64 (Steele, Lea and Flood, 2014).
struct Draw {
  /// What is drawn for: one index gives independent numbers for each purpose.
  enum Purpose: UInt64 {
    case identity, owner, stem, lineage, parent, candidate, traits, card, counters, dates, change
    case commit, newParent, newTraits, gate, silentParent
  }

  private var state: UInt64

  init(_ seed: UInt64, _ purpose: Purpose, _ index: Int) {
    state = Self.mixed(seed &* 0x9E37_79B9_7F4A_7C15 ^ purpose.rawValue << 56)
    state ^= UInt64(bitPattern: Int64(index)) &* 0xD6E8_FEB8_6659_FD93
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// A number from 0 up to, but not including, 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number below `count`.
  mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  mutating func happens(_ probability: Double) -> Bool { unit() < probability }

  /// A rank from 0 below `count`, with a probability about proportional to 1 / (rank + `offset`).
  mutating func rank(below count: Int, offset: Double) -> Int {
    let drawn = offset * power(Double(count) / offset + 1, unit()) - offset
    return min(count - 1, max(0, Int(drawn)))
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
