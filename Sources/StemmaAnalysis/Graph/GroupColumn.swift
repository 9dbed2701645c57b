import StemmaCache
import StemmaLineage

/// What one key of a breakdown says of each node of a family graph, as small numbers.
struct GroupColumn {
  let key: Breakdown.Key
  /// A number for each node, below 0 for those that state nothing.
  let codes: [Int32]
  /// What a number stands for.
  let text: (Int32) throws -> String

  /// - Complexity: O(*n*).
  init(_ key: Breakdown.Key, of family: FamilyGraph, in connection: Connection) throws {
    self.key = key
    switch key {
    case .owner:
      codes = try family.column(.owners, or: -1)
      let names = try connection.prepare("SELECT name FROM owner WHERE id = ?")
      text = { owner in
        try names.bind(Int64(owner), at: 1)
        defer { names.reset() }
        return try names.advance() ? names.text(0) : ""
      }
    case .month:
      codes = try family.column(.months, or: -1)
      text = { try family.text($0, in: .month) }
    case .license:
      codes = try family.column(.licenses, or: -1)
      text = { try family.text($0, in: .license) }
    case .language:
      codes = try family.column(.languages, or: -1)
      text = { try family.text($0, in: .language) }
    case .relation:
      codes = try family.relations()
      text = { try family.text($0, in: .relation) }
    }
  }
}

extension GroupColumn {
  /// How many of `descendants` state each value.
  ///
  /// - Complexity: O(*d* + *g*) for *d* descendants in *g* groups.
  func tally(
    of descendants: some Sequence<Relative>,
    isCounted: [Bool]
  ) throws -> BreakdownTally {
    var counts: [Int32: BreakdownTally.Size] = [:]
    for relative in descendants where isCounted[relative.node] {
      let code = codes[relative.node]
      counts[code, default: .init()].all += 1
      if relative.distance == 1 { counts[code, default: .init()].direct += 1 }
    }
    var tally = BreakdownTally(by: key)
    // In the order of the table that the texts stand in.
    for (code, size) in counts.sorted(by: { $0.key < $1.key }) {
      tally.add(code < 0 ? nil : try text(code), direct: size.direct, all: size.all)
    }
    return tally
  }
}
