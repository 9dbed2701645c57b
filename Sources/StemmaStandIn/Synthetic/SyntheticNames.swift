internal import StemmaCore

/// The names of a synthetic Hub's models and owners, each computable from its number alone.
struct SyntheticNames {
  let options: SyntheticOptions

  /// A model so popular that its name and place are given.
  struct Head {
    let owner: StaticString
    let name: StaticString
    /// The place among all models in the order of creation, as a share.
    let place: Double
    /// The share of all edges that lead to it, outside the wave of autumn 2024.
    let share: Double
    /// Whether cards still use the name without its owner.
    var isLegacy = false
  }

  /// The ten parents with the most children in July 2025; the four of the wave come last.
  static let heads: [Head] = [
    Head(owner: "black-forest-labs", name: "FLUX.1-dev", place: 0.27, share: 0.0576),
    Head(owner: "google", name: "gemma-7b", place: 0.18, share: 0.0167),
    Head(
      owner: "distilbert",
      name: "distilbert-base-uncased",
      place: 0.0001,
      share: 0.0163,
      isLegacy: true
    ),
    Head(owner: "stabilityai", name: "stable-diffusion-xl-base-1.0", place: 0.09, share: 0.0147),
    Head(
      owner: "google-bert",
      name: "bert-base-uncased",
      place: 0.0002,
      share: 0.0097,
      isLegacy: true
    ),
    Head(owner: "aubmindlab", name: "bert-base-arabertv02", place: 0.0003, share: 0.007),
    Head(owner: "Qwen", name: "Qwen1.5-0.5B", place: 0.171, share: 0),
    Head(owner: "Qwen", name: "Qwen1.5-1.8B", place: 0.1711, share: 0),
    Head(owner: "google", name: "gemma-2b", place: 0.1801, share: 0),
    Head(owner: "Qwen", name: "Qwen1.5-7B", place: 0.1712, share: 0),
  ]

  /// How many models their tokens can tell apart.
  static let tokenCount = 1 << 25

  private let headIndices: [Int]

  init(_ options: SyntheticOptions) {
    self.options = options
    // Few models put several heads at one place: each takes the next free one.
    headIndices = Self.heads.indices.map { number in
      let place = Int(Self.heads[number].place * Double(options.models))
      return place + Self.heads[..<number].count { Int($0.place * Double(options.models)) == place }
    }
  }

  /// Where a head stands; in a very small Hub it may be behind the last model.
  func index(ofHead number: Int) -> Int { headIndices[number] }

  func head(at index: Int) -> Head? {
    headIndices.firstIndex(of: index).map { Self.heads[$0] }
  }

  /// The rank of a model's owner among all owners.
  func owner(of index: Int, isOfWave: Bool) -> Int {
    var draw = Draw(options.seed, .owner, index)
    if isOfWave { return 40 + draw.below(5) }
    return draw.rank(below: max(1, options.models / 2), offset: 2.7)
  }

  /// Appends the name of an owner: four syllables, and for one in nine the mark of a company.
  func writeOwner(_ rank: Int, to text: inout SyntheticText) {
    let mixed = (rank &* 0x9E_3779 &+ 0x5_1234) & 0xFF_FFFF
    for shift in [18, 12, 6, 0] { text.put(Self.syllables[mixed >> shift & 63]) }
    if rank % 9 == 4 { text.put("-ai") }
  }

  /// Appends what follows a model's stem and tells it from all others.
  func writeToken(_ index: Int, to text: inout SyntheticText) {
    let mixed = Self.scrambled(index)
    for shift in [20, 15, 10, 5, 0] { text.put(byte: Self.letters[mixed >> shift & 31]) }
  }

  /// The model whose token ends `name`, be the rest right or not.
  func index(inTokenOf name: String) -> Int? {
    var mixed = 0
    let token = name.utf8.suffix(5)
    guard token.count == 5 else { return nil }
    for byte in token {
      guard let digit = Self.letters.firstIndex(of: byte) else { return nil }
      mixed = mixed << 5 | digit
    }
    let index = Self.unscrambled(mixed)
    return index < options.models ? index : nil
  }

  // Odd factors have an inverse modulo a power of two.
  private static func scrambled(_ index: Int) -> Int {
    (index &* 0x13_5D4B5 &+ 0x9_8765) & (tokenCount - 1)
  }

  private static func unscrambled(_ mixed: Int) -> Int {
    ((mixed &- 0x9_8765) &* inverse) & (tokenCount - 1)
  }

  private static let inverse: Int = {
    var inverse = 1
    for _ in 0..<6 { inverse = inverse &* (2 &- 0x13_5D4B5 &* inverse) }
    return inverse & (tokenCount - 1)
  }()

  private static let letters = Array("0123456789abcdefghijkmnpqrstuvwx".utf8)

  private static let syllables: [StaticString] = [
    "ba", "be", "bi", "bo", "da", "de", "di", "do", "fa", "fe", "fi", "fo", "ga", "ge", "gi", "go",
    "ka", "ke", "ki", "ko", "la", "le", "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "ni", "no",
    "pa", "pe", "pi", "po", "ra", "re", "ri", "ro", "sa", "se", "si", "so", "ta", "te", "ti", "to",
    "va", "ve", "vi", "vo", "wa", "we", "wi", "wo", "ya", "ye", "yi", "yo", "za", "ze", "zi", "zo",
  ]
}

/// JSON text under construction; what is put in needs no escapes.
struct SyntheticText {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  mutating func put(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    )
  }

  mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func put(byte: UInt8) { bytes.append(byte) }

  mutating func put(_ number: Int) {
    if number < 10, number >= 0 {
      bytes.append(UInt8(0x30 + number))
    } else {
      bytes.append(contentsOf: number.description.utf8)
    }
  }

  /// Appends the last `digits` hexadecimal digits of a number.
  mutating func putHexadecimal(_ number: UInt64, digits: Int) {
    for shift in stride(from: (digits - 1) * 4, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift) & 15)
      bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  /// Appends a time as the Hub writes it, in quotes.
  mutating func putTime(_ second: Int64) {
    put("\"")
    put(Timestamp.text(secondsSince1970: second).dropLast())
    put(".000Z\"")
  }

  /// Takes the last byte back when it is `byte`.
  mutating func drop(_ byte: UInt8) {
    if bytes.last == byte { bytes.removeLast() }
  }

  private mutating func put(_ text: Substring) { bytes.append(contentsOf: text.utf8) }
}
