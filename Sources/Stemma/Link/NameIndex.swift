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

  /// - Complexity: O(*n* log *n*) time, 16 bytes each for *n* models that the Hub lists.
  init(_ connection: Connection) throws {
    let models = try connection.prepare(
      "SELECT id, owner, name FROM repo WHERE kind = 'model' AND gone_since IS NULL"
    )
    var entries: [Entry] = []
    try models.forEach { row in
      guard let hash = Self.hashes(of: row.text(2).baseName).last else { return }
      entries.append(
        Entry(hash: hash, repo: Int32(row.integer(0)), owner: Int32(row.optionalInteger(1) ?? 0))
      )
    }
    entries.sort { ($0.hash, $0.repo) < ($1.hash, $1.repo) }
    self.entries = entries
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
