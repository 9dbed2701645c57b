import StemmaCore
import StemmaStore

/// All models by their name without the owner, in any letter case.
///
/// Holds hashes in place of names: what it finds must be compared.
struct NameIndex {
  struct Entry {
    let hash: UInt64
    let repo: Int32
    /// 0 without one.
    let owner: Int32
  }

  /// Entries whose hashes begin alike, side by side.
  private let entries: [Entry]
  /// Where those of each beginning start, and, last, where the last ones end.
  private let starts: [Int32]
  /// What each name alone says of mass uploads: all names are read once.
  let uploads: UploadNames

  /// - Complexity: O(*n*) time, 16 bytes each for *n* models that the Hub lists.
  init(_ connection: Connection) throws {
    let models = try connection.prepare(
      "SELECT id, owner, name, gone_since IS NULL AS is_listed FROM repo WHERE kind = 'model'"
    )
    var found: [Entry] = []
    var uploads = UploadNames()
    let (id, owner) = (models.place(of: "id"), models.place(of: "owner"))
    let (name, isListed) = (models.place(of: "name"), models.place(of: "is_listed"))
    try models.forEach { row in
      let (repo, owner) = (row.integer(id), Int32(row.optionalInteger(owner) ?? 0))
      let isListed = row.bool(isListed)
      row.withText(name) { name in
        uploads.take(name, of: Int32(repo), owner: owner, isListed: isListed)
        guard isListed, let hash = Self.hash(ofBaseIn: name) else { return }
        found.append(Entry(hash: hash, repo: Int32(repo), owner: owner))
      }
    }
    (entries, starts) = Self.gathered(found)
    self.uploads = uploads
  }

  /// The models whose names have this hash.
  ///
  /// - Complexity: O(*k*) for *k* models found, where there are not many more names than beginnings
  ///   of hashes.
  func entries(_ hash: UInt64) -> [Entry] {
    let beginning = Self.beginning(of: hash)
    return entries[Int(starts[beginning])..<Int(starts[beginning + 1])].filter { $0.hash == hash }
  }

  /// The models of each name that at least so many owners have, by hash and number.
  ///
  /// - Complexity: O(*n* + *k* log *k*) for *n* models, *k* of which share the beginning of a hash with
  ///   as many others.
  func names(ofAtLeast count: Int) -> [[Entry]] {
    (0..<1 << Self.beginningBits).flatMap { beginning -> [[Entry]] in
      let alike = entries[Int(starts[beginning])..<Int(starts[beginning + 1])]
      guard alike.count >= count else { return [] }
      return Dictionary(grouping: alike, by: \.hash)
        .filter { $0.value.count >= count && Set($0.value.lazy.map(\.owner)).count >= count }
        .sorted { $0.key < $1.key }
        .map { $0.value.sorted { $0.repo < $1.repo } }
    }
  }

  /// The hash of every beginning of `name`, from one byte to all.
  static func hashes(of name: String) -> [UInt64] {
    var hash = FNVHash()
    return name.utf8.map { byte in
      hash.take(folded(byte))
      return hash.value
    }
  }

  /// The hash of all of `name`.
  static func hash(of name: String) -> UInt64 {
    var hash = FNVHash()
    for byte in name.utf8 { hash.take(folded(byte)) }
    return hash.value
  }

  /// The hash of what follows the owner in a name; nil for nothing.
  private static func hash(ofBaseIn name: UnsafeBufferPointer<UInt8>) -> UInt64? {
    let start = name.firstIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    guard start < name.count else { return nil }
    var hash = FNVHash()
    for byte in name[start...] { hash.take(folded(byte)) }
    return hash.value
  }

  /// The byte of a letter of ASCII in lower case.
  private static func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static let beginningBits = 18

  private static func beginning(of hash: UInt64) -> Int {
    Int(hash >> (64 - UInt64(beginningBits)))
  }

  private static func gathered(_ found: [Entry]) -> (entries: [Entry], starts: [Int32]) {
    var starts = [Int32](repeating: 0, count: 1 << beginningBits + 1)
    for entry in found { starts[beginning(of: entry.hash) + 1] += 1 }
    for beginning in 0..<1 << beginningBits { starts[beginning + 1] += starts[beginning] }
    var ends = starts
    var entries = found
    for entry in found {
      let beginning = beginning(of: entry.hash)
      entries[Int(ends[beginning])] = entry
      ends[beginning] += 1
    }
    return (entries, starts)
  }
}
