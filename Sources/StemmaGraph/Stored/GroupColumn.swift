package import StemmaStore

/// What one key of a breakdown says of each node of a family, as small numbers.
package struct GroupColumn {
  let key: GroupKey
  /// A number for each node, below 0 for those that state nothing.
  private let codes: [Int32]
  /// More than any of the numbers.
  package let codeCount: Int
  private let isListed: [Bool]
  /// What a number stands for.
  private let text: (Int32) throws -> String

  /// - Complexity: O(*n*).
  package init(_ key: GroupKey, of family: FamilyMembers) throws {
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
    codeCount = Int(codes.max() ?? -1) + 1
  }

  /// How many of `descendants` state each value, in no order.
  ///
  /// - Complexity: O(*d* + *c*) for *d* descendants and *c* values in all of the family.
  package func groups(of descendants: [Relative]) throws -> [FamilyGroup] {
    // Codes are dense; those that state nothing come first.
    var sizes = [Size](repeating: Size(), count: codeCount + 1)
    for relative in descendants where isListed[relative.node] {
      sizes[codes[relative.node] + 1].count(relative)
    }
    var groups: [FamilyGroup] = []
    var unstated = sizes[0]
    for code in 0..<Int32(codeCount) where sizes[code + 1].all > 0 {
      let (value, size) = (try text(code), sizes[code + 1])
      // An account without a name is none.
      if value.isEmpty { unstated.add(size) } else { groups.append(size.group(of: value)) }
    }
    if unstated.all > 0 { groups.append(unstated.group(of: nil)) }
    return key == .language ? Self.byLanguage(groups) : groups
  }

  /// What a node states, as a number; below 0 for nothing.
  package func code(of node: LineageGraph.Node) -> Int32 { codes[node] }

  /// What a number stands for: one value, or nil for none; of languages each.
  package func values(of code: Int32) throws -> [String?] {
    let value = code < 0 ? "" : try text(code)
    if value.isEmpty { return [nil] }
    guard key == .language else { return [value] }
    return Set(value.split(separator: ",").map(String.init)).map(Optional.some)
  }

  private struct Size {
    var direct: Int32 = 0
    var all: Int32 = 0

    mutating func count(_ relative: Relative) {
      all += 1
      if relative.distance == 1 { direct += 1 }
    }

    mutating func add(_ other: Size) {
      direct += other.direct
      all += other.all
    }

    func group(of value: String?) -> FamilyGroup {
      FamilyGroup(value: value, direct: Int(direct), all: Int(all))
    }
  }

  /// Groups by single languages, from groups by lists of them: a model counts under each.
  private static func byLanguage(_ lists: [FamilyGroup]) -> [FamilyGroup] {
    var sizes: [String?: (direct: Int, all: Int)] = [:]
    for list in lists {
      let languages = Set((list.value ?? "").split(separator: ",").map(String.init))
      for language in languages.isEmpty ? [nil] : languages.map(Optional.some) {
        let size = sizes[language] ?? (0, 0)
        sizes[language] = (size.direct + list.direct, size.all + list.all)
      }
    }
    return sizes.map { FamilyGroup(value: $0.key, direct: $0.value.direct, all: $0.value.all) }
  }
}

/// What derivatives can be grouped by.
public enum GroupKey: String, Sendable, CaseIterable {
  /// The user or organization that publishes them.
  case owner
  /// The month in which they were made, such as `2024-07`.
  case month
  /// The license their card states.
  case license
  /// The languages their card names: a model counts under each of them.
  case language
  /// How they were made.
  case relation
}

/// Derivatives that share a value.
public struct FamilyGroup: Sendable, Hashable {
  /// The value; nil for those that state none.
  public let value: String?
  /// Children of the model.
  public let direct: Int
  /// Descendants at any distance.
  public let all: Int

  /// Makes one from its parts, without a cache.
  public init(
    value: String?,
    direct: Int,
    all: Int
  ) {
    self.value = value
    self.direct = direct
    self.all = all
  }
}

/// The rows of `family_group`: the breakdowns of large families, which would take long to count
/// when they are asked for.
package struct FamilyGroupTable {
  private let columns: [GroupColumn]
  private let stored: Statement
  private let insert: Statement
  private let delete: Statement
  private let nextModel: Statement

  init(_ columns: [GroupColumn], in connection: Connection) throws {
    self.columns = columns
    stored = try connection.prepare(
      "SELECT value, direct, total FROM family_group WHERE model = ? AND key = ?"
    )
    insert = try connection.prepare(
      "INSERT INTO family_group (model, key, value, direct, total) VALUES (?, ?, ?, ?, ?)"
    )
    nextModel = try connection.prepare("SELECT min(model) FROM family_group WHERE model > ?")
    delete = try connection.prepare(
      "DELETE FROM family_group WHERE model = ? AND key = ? AND total = ? AND value = ?"
    )
  }

  /// The groups of a family by one key, in no order; none where the family is too small to be held
  /// here.
  ///
  /// - Complexity: O(*g*) for *g* groups, which stand side by side.
  package static func groups(
    of model: Int64,
    by key: GroupKey,
    in connection: Connection
  ) throws -> [FamilyGroup] {
    try connection.rows(
      "SELECT value, direct, total FROM family_group WHERE model = ? AND key = ?",
      model,
      key.rawValue
    ) { row in
      let value = row.text("value")
      return FamilyGroup(
        value: value.isEmpty ? nil : value,
        direct: row.int("direct"),
        all: row.int("total")
      )
    }
  }

  /// The models whose groups are here, ascending.
  ///
  /// - Complexity: O(*k* log *g*) for *k* models and *g* groups.
  func models() throws -> [Int64] {
    var models: [Int64] = []
    while let next = try nextModel.first(models.last ?? .min, body: { $0.optionalInteger(0) }),
      let model = next
    {
      models.append(model)
    }
    return models
  }

  /// Makes the rows of a family those of its descendants; only rows that differ are written.
  ///
  /// - Complexity: O(*d* + *g* log *g*) for *d* descendants in *g* groups.
  func replace(under model: Int64, descendants: [Relative]) throws {
    for column in columns {
      let key = column.key.rawValue
      // By bytes, as the table compares them: two names may be one text to Unicode.
      var missing: [[UInt8]: FamilyGroup] = [:]
      for group in try column.groups(of: descendants) {
        missing[Array((group.value ?? "").utf8)] = group
      }
      let old = try stored.rows(model, key) { row in
        row.inOrder { (value: $0.text(), direct: $0.int(), all: $0.int()) }
      }
      for old in old {
        let bytes = Array(old.value.utf8)
        if let group = missing[bytes], (group.direct, group.all) == (old.direct, old.all) {
          missing[bytes] = nil
        } else {
          try delete.run(model, key, old.all, old.value)
        }
      }
      for group in missing.values {
        try insert.run(model, key, group.value ?? "", group.direct, group.all)
      }
    }
  }
}
