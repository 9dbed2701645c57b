import StemmaCache

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

  private let entries: [Entry]
  /// The models whose names begin with one of those asked for.
  let beginners: [Int64]

  /// Takes names of models, to find what begins with one of them: owners are not looked at.
  ///
  /// - Complexity: O(*n* log *n*) time, 16 bytes each for *n* models that the Hub lists.
  init(_ connection: Connection, beginners starts: [String] = []) throws {
    let models = try connection.prepare(
      "SELECT id, owner, name, gone_since IS NULL FROM repo WHERE kind = 'model'"
    )
    let starts = HashSet(starts.compactMap { Self.hashes(of: $0.baseName).last })
    var entries: [Entry] = []
    var beginners: [Int64] = []
    try models.forEach { row in
      let hashes = Self.hashes(of: row.text(2).baseName)
      guard let hash = hashes.last else { return }
      let repo = row.integer(0)
      if row.bool(3) {
        entries.append(
          Entry(hash: hash, repo: Int32(repo), owner: Int32(row.optionalInteger(1) ?? 0))
        )
      }
      if hashes.contains(where: starts.contains) { beginners.append(repo) }
    }
    entries.sort { ($0.hash, $0.repo) < ($1.hash, $1.repo) }
    self.entries = entries
    self.beginners = beginners
  }

  /// The models whose names have this hash.
  ///
  /// - Complexity: O(log *n* + *k*) for *k* models found.
  func entries(_ hash: UInt64) -> ArraySlice<Entry> {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    let found = entries[low...].prefix { $0.hash == hash }
    return found
  }

  /// The hash of every beginning of `name`, from one byte to all: Fowler, Noll and Vo's, which is
  /// made byte by byte.
  static func hashes(of name: String) -> [UInt64] {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    return name.utf8.map { byte in
      let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      hash = (hash ^ UInt64(isCapital ? byte | 0x20 : byte)) &* 0x100_0000_01b3
      return hash
    }
  }
}

/// Hashes, most of which are told to be others by one look at a table of bits.
private struct HashSet {
  private let hashes: Set<UInt64>
  private var isThere: [Bool]
  private static let size: UInt64 = 1 << 20

  init(_ hashes: [UInt64]) {
    self.hashes = Set(hashes)
    isThere = Array(repeating: false, count: hashes.isEmpty ? 0 : Int(Self.size))
    for hash in hashes { isThere[Int(hash % Self.size)] = true }
  }

  func contains(_ hash: UInt64) -> Bool {
    !hashes.isEmpty && isThere[Int(hash % Self.size)] && hashes.contains(hash)
  }
}
