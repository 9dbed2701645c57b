import StemmaLineage

/// What one key of a breakdown says of each node of a family, as small numbers.
struct GroupColumn {
  let key: Breakdown.Key
  /// A number for each node, below 0 for those that state nothing.
  private let codes: [Int32]
  private let isListed: [Bool]
  /// What a number stands for.
  private let text: (Int32) throws -> String

  /// - Complexity: O(*n*).
  init(_ key: Breakdown.Key, of family: FamilyMembers) throws {
    self.key = key
    isListed = try family.isListed()
    switch key {
    case .owner:
      codes = try family.column(.owners, or: -1)
      text = try family.ownerNames().name
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

  /// How many of `descendants` state each value, in no order.
  ///
  /// - Complexity: O(*d* + *g*) for *d* descendants in *g* groups.
  func groups(of descendants: [Relative]) throws -> [Breakdown.Group] {
    var sizes: [Int32: Size] = [:]
    for relative in descendants where isListed[relative.node] {
      sizes[codes[relative.node], default: Size()].count(relative)
    }
    // In the order of the table that the texts stand in.
    let groups = try sizes.sorted { $0.key < $1.key }.map { code, size in
      Breakdown.Group(
        value: code < 0 ? nil : try text(code),
        direct: size.direct,
        all: size.all
      )
    }
    return key == .language ? Self.byLanguage(groups) : groups
  }

  private struct Size {
    var direct = 0
    var all = 0

    mutating func count(_ relative: Relative) {
      all += 1
      if relative.distance == 1 { direct += 1 }
    }
  }

  /// Groups by single languages, from groups by lists of them: a model counts under each.
  private static func byLanguage(_ lists: [Breakdown.Group]) -> [Breakdown.Group] {
    var sizes: [String?: Size] = [:]
    for list in lists {
      let languages = Set((list.value ?? "").split(separator: ",").map(String.init))
      for language in languages.isEmpty ? [nil] : languages.map(Optional.some) {
        sizes[language, default: Size()].direct += list.direct
        sizes[language, default: Size()].all += list.all
      }
    }
    return sizes.map { Breakdown.Group(value: $0.key, direct: $0.value.direct, all: $0.value.all) }
  }
}
