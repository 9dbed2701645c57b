public import StemmaCore
import StemmaGraph
public import StemmaLink
package import StemmaStore

/// Who uses a dataset, as far as models say so.
///
/// A model uses a dataset when its card or a tag of it names it, under any of its names. It is a
/// lower bound: nobody has to say so.
public struct Reuse: Sendable, Hashable {
  /// How many users share something.
  public struct Group: Sendable, Hashable {
    /// What they share; nil when nobody says.
    public let value: String?
    /// Models of others, and of the dataset's own people.
    public let external, own: Int

    /// Makes one from its parts, without a cache.
    public init(
      value: String?,
      external: Int,
      own: Int
    ) {
      self.value = value
      self.external = external
      self.own = own
    }

    /// All of them.
    public var all: Int { external + own }
  }

  /// The day on which users reached a number.
  public struct Crossing: Sendable, Hashable {
    /// The number.
    public let count: Int
    /// The day on which the last of them was made.
    public let date: String
    /// The model that made it.
    public let model: String

    /// Makes one from its parts, without a cache.
    public init(
      count: Int,
      date: String,
      model: String
    ) {
      self.count = count
      self.date = date
      self.model = model
    }
  }

  /// The dataset's name at the moment asked for.
  public let dataset: String
  /// Its other names, in each spelling that a model used.
  public let aliases: [String]
  /// Who counts as its own people, in lower case.
  public let owners: [String]
  /// The projects whose people these are, as study and project; empty when no study was named.
  public let projects: [String]
  /// `loader` or `placeholder` when the name is none of a dataset; nil for datasets.
  public let placeholder: String?
  /// Why it is not on the Hub as far as we know; nil when it is.
  public let ghost: String?
  /// The first day of the windows.
  public let anchor: ReuseAnchor
  /// When the users were listed; nil before any harvest.
  public let knownUntil: String?
  /// All who declare it, by time of creation.
  public let models: [DatasetUser]
  /// They by publisher, the largest first.
  public let byPublisher: [Group]
  /// One for each number of days asked for, when the anchor is known.
  public let windows: [ReuseWindow]
  /// The days on which users since the anchor reached the usual numbers, and those asked for.
  public let crossed: [Crossing]
  /// Thresholds that were asked for and not reached.
  public let notCrossed: [Int]
  /// Models that descend from a user and declare nothing themselves; nil when nobody asked.
  public let inherited: [InheritedUser]?
  /// Models that declare a dataset made from it, and not itself; nil when nobody asked.
  public let derived: [DerivedUser]?
  /// Datasets that it was made from, and that were made from it.
  public let lineage: DatasetLineage
  /// Whether the dataset's own people count in `crossed`.
  public let includesOwn: Bool
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    dataset: String,
    aliases: [String] = [],
    owners: [String] = [],
    projects: [String] = [],
    placeholder: String? = nil,
    ghost: String? = nil,
    anchor: ReuseAnchor,
    knownUntil: String? = nil,
    models: [DatasetUser] = [],
    byPublisher: [Group] = [],
    windows: [ReuseWindow] = [],
    crossed: [Crossing] = [],
    notCrossed: [Int] = [],
    inherited: [InheritedUser]? = nil,
    derived: [DerivedUser]? = nil,
    lineage: DatasetLineage,
    includesOwn: Bool,
    relationBasis: RelationBasis? = nil
  ) {
    self.dataset = dataset
    self.aliases = aliases
    self.owners = owners
    self.projects = projects
    self.placeholder = placeholder
    self.ghost = ghost
    self.anchor = anchor
    self.knownUntil = knownUntil
    self.models = models
    self.byPublisher = byPublisher
    self.windows = windows
    self.crossed = crossed
    self.notCrossed = notCrossed
    self.inherited = inherited
    self.derived = derived
    self.lineage = lineage
    self.includesOwn = includesOwn
    self.relationBasis = relationBasis
  }

  /// Answers one question.
  ///
  /// - Throws: `AnswerError` when the cache does not know the dataset.
  /// - Complexity: O(*u* log *n*) for *u* users among *n* repositories.
  package init(_ question: ReuseQuestion, in connection: Connection) throws {
    let studied = try question.study.map {
      try StudiedDataset(question.dataset, study: $0, in: connection)
    }
    let identity = try DatasetIdentity(
      question.dataset,
      aliases: question.aliases + (studied?.names ?? []),
      owners: question.owners + (studied?.owners ?? []),
      in: connection
    )
    projects = studied?.projects ?? []
    let users = try question.counted.among(
      DatasetUser.all(of: identity, by: question.relationBasis, in: connection),
      in: connection
    )
    dataset = identity.node.name
    aliases = identity.aliases
    owners = identity.owners.sorted()
    ghost = try identity.node.ghostReason(in: connection)
    placeholder = LoaderName.kind(of: identity.node.name)
    anchor = try ReuseAnchor(
      day: question.from,
      dataset: identity.node,
      in: connection
    )
    let until = try connection.knownUntil
    knownUntil = until
    models = users
    byPublisher = Self.groups(of: users, by: \.owner)
    includesOwn = question.includesOwn
    relationBasis = question.relationBasis
    let from = anchor.day
    windows = question.windows.compactMap { days in
      from.flatMap { ReuseWindow(days: days, from: $0, users: users, until: until) }
    }
    crossed = Self.crossings(
      of: users.lazy.filter { question.includesOwn || $0.isExternal },
      since: from,
      asked: question.thresholds
    )
    let reached = Set(crossed.map(\.count))
    notCrossed = Set(question.thresholds).subtracting(reached).sorted()
    inherited =
      question.includesInherited
      ? try InheritedUser.all(of: identity, by: question.relationBasis, in: connection)
        .filter { try question.counted.test(in: connection)($0.model) } : nil
    let lineage = try DatasetLineage(of: identity, in: connection)
    self.lineage = lineage
    derived =
      question.includesDerived
      ? try DerivedUser.all(
        of: identity,
        derived: lineage.derived,
        declaring: Set(users.map(\.id)),
        by: question.relationBasis,
        in: connection
      )
      .filter { try question.counted.test(in: connection)($0.model) } : nil
  }

  /// Numbers of users that are always looked at.
  static let usualThresholds = [1, 5, 10, 50, 100, 500, 1000, 5000, 10_000, 50_000]

  /// `users` come by time of creation.
  private static func crossings(
    of users: some Sequence<DatasetUser>,
    since day: String?,
    asked: [Int]
  ) -> [Crossing] {
    var open = Set(usualThresholds + asked).filter { $0 > 0 }.sorted()[...]
    var crossings: [Crossing] = []
    var count = 0
    for user in users {
      guard let createdAt = user.createdAt, createdAt >= day ?? "" else { continue }
      count += 1
      guard count == open.first else { continue }
      crossings.append(Crossing(count: count, date: user.day ?? "", model: user.id))
      open.removeFirst()
    }
    return crossings
  }
}

extension Reuse {
  /// Models of others.
  public var external: Int { models.count(where: \.isExternal) }
  /// Models that others trained.
  public var trained: Int { models.count(where: \.isTrained) }
  /// Distinct owners of all of them.
  public var publishers: Int { Self.distinct(byPublisher) }
  /// Distinct owners of those of others.
  public var externalPublishers: Int { Self.distinct(byPublisher.filter { $0.external > 0 }) }

  /// Names that differ in letter case alone are one.
  private static func distinct(_ publishers: [Group]) -> Int {
    Set(publishers.compactMap { $0.value?.lowercased() }).count
  }

  /// Models made before the anchor, which name it all the same.
  public var before: ArraySlice<DatasetUser> {
    guard let day = anchor.day else { return [] }
    return models.prefix { user in user.createdAt.map { $0 < day } ?? false }
  }

  /// Models that bear the first day the Hub knows, and may be older.
  public var ofUnknownAge: [DatasetUser] {
    models.filter { $0.createdAt?.hasPrefix(ReuseAnchor.floor) ?? false }
  }

  /// Users by how they were made, the most frequent first.
  public var byRelation: [Group] { groups(\.relation) }
  /// Users by where they say so: card, tag or both.
  public var bySource: [Group] { groups { $0.sources.joined(separator: "+") } }
  /// Users by the month in which they were made, in order; months without users are left out.
  public var byMonth: [Group] { groups(\.month).sorted { ($0.value ?? "~") < ($1.value ?? "~") } }

  private func groups(_ key: (DatasetUser) -> String?) -> [Group] {
    Self.groups(of: models, by: key)
  }

  private static func groups(
    of models: [DatasetUser],
    by key: (DatasetUser) -> String?
  ) -> [Group] {
    var tally = GroupTally()
    for model in models { tally.add(key(model), isOwn: model.isOwn) }
    return tally.groups
  }
}

extension Reuse: LongReport {
  /// The members of the JSON before the list.
  public var head: [JSONValue.Member] {
    [
      .init("dataset", .string(dataset)),
      .init("aliases", .array(aliases.map(JSONValue.string))),
      .init("owners", .array(owners.map(JSONValue.string))),
      .init("projects", .array(projects.map(JSONValue.string))),
      .init("ghost", JSONValue(ghost)), .init("placeholder", JSONValue(placeholder)),
      .init("declared_by", .count(models.count)), .init("external", .count(external)),
      .init("trained", .count(trained)), .init("publishers", .count(publishers)),
      .init("external_publishers", .count(externalPublishers)),
      .init(
        "anchor",
        .object([
          .init("date", JSONValue(anchor.day)),
          .init("notes", .array(anchor.notes.map(JSONValue.string))),
        ])
      ),
      .init("known_until", JSONValue(knownUntil)),
      .init("windows", .array(windows.map(\.json))),
      .init("crossed", .array(crossed.map(\.json))),
      .init("not_crossed", .array(notCrossed.map(JSONValue.count))),
      .init("before", .count(before.count)),
      .init("of_unknown_age", .count(ofUnknownAge.count)),
      .init("relation_by", RelationBasis.json(relationBasis)),
      .init("by_relation", .array(byRelation.map(\.json))),
      .init("by_source", .array(bySource.map(\.json))),
      .init("by_publisher", .array(byPublisher.map(\.json))),
      .init("by_month", .array(byMonth.map(\.json))),
      .init("inherited", inherited.map(Self.json(of:)) ?? .null),
      .init("derived_users", derived.map(Self.json(of:)) ?? .null),
      .init("source_datasets", .array(lineage.sources.map(\.json))),
      .init("derived_datasets", .array(lineage.derived.map(\.json))),
    ]
  }

  /// The name of the member that holds the list.
  public static let listName = "models"
  /// What is listed.
  public var list: [DatasetUser] { models }

  /// The names of the members that each element has.
  public static var members: [String] { DatasetUser.members }

  /// The values of an element's members.
  public static func values(of model: DatasetUser) -> [JSONValue] { model.values }

  /// Who declares it, one row a model.
  public var headings: [String] { DatasetUser.headings }

  /// An element as a row.
  public static func row(of model: DatasetUser) -> [Table.Cell] { model.row }

  private static func json(of derived: [DerivedUser]) -> JSONValue {
    [
      "total": .count(derived.count),
      "external": .count(derived.count { $0.model.isExternal }),
      "models": .array(
        derived.map {
          .object(
            members + ["dataset", "distance"],
            $0.model.values + [.string($0.dataset), .count($0.distance)]
          )
        }
      ),
    ]
  }

  private static func json(of inherited: [InheritedUser]) -> JSONValue {
    [
      "total": .count(inherited.count),
      "external": .count(inherited.count { $0.model.isExternal }),
      "models": .array(
        inherited.map {
          .object(members + ["distance"], $0.model.values + [.count($0.distance)])
        }
      ),
    ]
  }
}

extension JSONValue {
  /// A number of things.
  package static func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
}

extension ReuseWindow {
  fileprivate var json: JSONValue {
    [
      "days": .count(days), "from": .string(from), "to": .string(to),
      "declared_by": .count(declaredBy), "external": .count(external), "trained": .count(trained),
      "over": .bool(isOver),
    ]
  }
}

extension Reuse.Crossing {
  fileprivate var json: JSONValue {
    ["count": .count(count), "date": .string(date), "model": .string(model)]
  }
}

extension Reuse.Group {
  fileprivate var json: JSONValue {
    ["value": JSONValue(value), "external": .count(external), "own": .count(own)]
  }
}

extension DatasetLineage.Relative {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "distance": .count(distance), "declared_by": .count(declaredBy),
      "ghost": .bool(ghost != nil), "reason": JSONValue(ghost),
    ]
  }
}

extension Reuse {
  /// The names under which ``rows(named:)`` lists what a number counts.
  public var rowNames: [String] {
    let fixed = [
      "declared_by", "external", "own", "trained", "converted", "copied", "before", "undated",
      "of_unknown_age", "inherited", "derived",
    ]
    let spans = windows.flatMap { window in
      ["\(window.days)d", "\(window.days)d.external", "\(window.days)d.trained"]
    }
    return fixed + spans + ["relation.NAME", "publisher.NAME", "month.YYYY-MM"]
  }

  /// The models that one of the numbers counts.
  ///
  /// - Throws: `AnswerError` of code `misuse`, with the names there are.
  public func rows(named name: String) throws -> [DatasetUser] {
    switch name {
    case "declared_by": return models
    case "external": return models.filter(\.isExternal)
    case "own": return models.filter(\.isOwn)
    case "trained": return models.filter(\.isTrained)
    case "converted": return models.filter { $0.isExternal && $0.isConverted }
    case "copied": return models.filter { $0.isExternal && $0.isConverted && $0.isInherited }
    case "before": return Array(before)
    case "inherited": return inherited?.map(\.model) ?? []
    case "derived": return derived?.map(\.model) ?? []
    case "of_unknown_age": return ofUnknownAge
    case "undated": return models.filter { $0.createdAt == nil }
    default: break
    }
    if let rows = rowsOfWindow(name) ?? rowsOfGroup(name) { return rows }
    throw AnswerError(
      .misuse,
      "There is no number \(name). Known numbers: \(rowNames.joined(separator: ", "))."
    )
  }

  private func rowsOfWindow(_ name: String) -> [DatasetUser]? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard let window = windows.first(where: { parts.first == "\($0.days)d" }) else { return nil }
    let within = models.filter(window.holds)
    switch parts.dropFirst().first {
    case nil: return within
    case "external": return within.filter(\.isExternal)
    case "trained": return within.filter(\.isTrained)
    default: return nil
    }
  }

  private func rowsOfGroup(_ name: String) -> [DatasetUser]? {
    guard let dot = name.firstIndex(of: ".") else { return nil }
    let value = String(name[name.index(after: dot)...])
    switch name[..<dot] {
    case "relation": return models.filter { ($0.relation ?? "unknown") == value }
    case "publisher": return models.filter { $0.owner?.lowercased() == value.lowercased() }
    case "month": return models.filter { $0.month == value }
    default: return nil
    }
  }
}
