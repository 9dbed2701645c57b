import StemmaCore
import StemmaGraph
package import StemmaLink
package import StemmaStore

extension Impact {
  /// Works out who loses what, and names the first `limit` of them.
  ///
  /// - Complexity: O(*n* + *m*) for *n* models and *m* edges of the graph where a model is gone or
  ///   gated; for a new license as ``LooserLicenses``.
  package init(
    of node: NamedNode,
    askedAs text: String,
    if event: Event,
    limit: Int = .max,
    in connection: Connection
  ) throws {
    guard !node.isGhost else {
      throw AnswerError(
        .unknownName,
        "\(node.name) is named by others but is not on the Hub as far as the cache knows. Ask for who "
          + "was made from it with `stemma derivatives \(node.name)`."
      )
    }
    var draft = ImpactDraft(facts: try StoredFacts(in: connection))
    let descendants =
      node.kind == .model
      ? try draft.addModels(below: node.id, if: event, in: connection)
      : try draft.addUsers(ofDataset: node.id, if: event, in: connection)
    let spaces = try draft.addSpaces(naming: node, if: event, in: connection)
    try self.init(
      id: node.name,
      kind: node.kind.rawValue,
      event: event,
      isSoAlready: Self.isSoAlready(node, event, in: connection),
      descendants: descendants,
      spaces: spaces,
      losers: draft.losers(limit, in: connection),
      replacements: Self.replacements(of: node, askedAs: text, in: connection)
    )
  }

  private static func isSoAlready(
    _ node: NamedNode,
    _ event: Event,
    in connection: Connection
  ) throws -> Bool {
    try connection.first(
      "SELECT gone_since, gated, license FROM repo WHERE id = ?",
      node.id
    ) { row in
      let (gone, gated, license) = row.inOrder {
        ($0.optionalInteger(), $0.optionalText(), $0.optionalText())
      }
      return switch event {
      case .gone: gone != nil
      case .gated: gated == "auto" || gated == "manual"
      case .relicensed(let new): license == new
      }
    } ?? false
  }

  private static func replacements(
    of node: NamedNode,
    askedAs text: String,
    in connection: Connection
  ) throws -> [Replacement] {
    func named(_ sql: String, _ basis: String) throws -> [Replacement] {
      try connection.rows(sql, node.id) { row in
        let (name, isListed) = row.inOrder { ($0.text(), $0.bool()) }
        return Replacement(id: name, basis: basis, isListed: isListed)
      }
    }
    let asked = RepoName.meant(by: text)
    var found: [Replacement] = []
    if asked.lowercased() != node.name.lowercased() {
      found += try named("SELECT name, gone_since IS NULL FROM repo WHERE id = ?", "redirect")
    }
    found += try named(
      """
      SELECT node.name, node.id > 0 AND repo.gone_since IS NULL
      FROM mention
      JOIN node ON node.id = mention.node
      LEFT JOIN repo ON repo.id = mention.node
      WHERE mention.repo = ? AND mention.field = 'new_version' AND mention.misuse IS NULL
        AND mention.last_seen IS NULL
      ORDER BY node.name
      """,
      "new_version"
    )
    for method in ["mirror", "duplicate"] {
      found += try named(
        """
        SELECT repo.name, repo.gone_since IS NULL
        FROM inferred_edge
        JOIN repo ON repo.id = inferred_edge.child
        WHERE inferred_edge.parent = ? AND inferred_edge.method = '\(method)'
        ORDER BY inferred_edge.confidence DESC, repo.name
        """,
        method
      )
    }
    return found
  }
}

/// Who is met on the way to an answer, by numbers in the cache.
private struct ImpactDraft {
  private struct Entry {
    var distance: Int32
    /// A bit for each of what it loses.
    var losses: UInt8 = 0
    /// Where it stands in the stored graph; -1 for what is not looked up there.
    var place: Int32 = -1
  }

  private var entries: [Int64: Entry] = [:]
  /// The rules that each of those whose license is concerned breaks.
  private var rules: [Int64: [String]] = [:]
  private let facts: StoredFacts?

  init(facts: StoredFacts?) { self.facts = facts }

  private mutating func note(
    _ id: Int64,
    at distance: Int,
    _ loss: Impact.Loss,
    place: Int32 = -1,
    rules: [String] = []
  ) {
    var entry = entries[id] ?? Entry(distance: Int32(distance))
    entry.losses |= Self.bit(of: loss)
    entry.place = max(entry.place, place)
    entries[id] = entry
    if !rules.isEmpty { self.rules[id, default: []] += rules }
  }

  private mutating func note(_ member: SoleWays.Member, _ loss: Impact.Loss) {
    note(member.id, at: Int(member.distance), loss, place: member.place)
  }

  private static func bit(of loss: Impact.Loss) -> UInt8 {
    1 << UInt8(Impact.Loss.allCases.firstIndex(of: loss) ?? 0)
  }

  /// Notes the models below one that lose a way, a license or a dataset, and returns how many are below.
  mutating func addModels(
    below id: Int64,
    if event: Impact.Event,
    in connection: Connection
  ) throws -> Int {
    let gated = event == .gated ? try Self.gated(in: connection) : []
    let ways = try SoleWays(below: id, except: gated.contains, in: connection)
    if case .relicensed(let license) = event {
      try addLooser(below: id, under: license, in: connection)
      return ways.members.count
    }
    let above = try OpenAncestry(except: gated, in: connection)
    let kept = try above.ringOfRoots(with: id, ways)
    let cutOff = ways.cutOff(keeping: ways.others.map(\.member) + kept)
    entries.reserveCapacity(cutOff.count)
    for member in cutOff {
      note(ways.members[member], .root)
    }
    try addDatasets(below: id, ways, above, in: connection)
    if event == .gone { try addCopies(of: id, in: connection) }
    return ways.members.count
  }

  private static func gated(in connection: Connection) throws -> Set<Int64> {
    Set(
      try connection.rows(
        "SELECT id FROM repo WHERE kind = 'model' AND gated IN ('auto', 'manual')"
      ) { $0.integer(0) }
    )
  }

  /// Notes the models whose every named dataset is named by the model or above it.
  private mutating func addDatasets(
    below id: Int64,
    _ ways: SoleWays,
    _ above: OpenAncestry,
    in connection: Connection
  ) throws {
    guard try above.hasDataset(orAbove: id) else { return }
    let kept = try ways.members.indices.filter { member in
      try facts?.namesDataset(at: ways.members[member].place)
        ?? above.namesDataset(ways.members[member].id)
    }
    let others = try Self.others(of: ways, above, in: connection)
    let ring = try above.ring(with: id, ways)
      .filter { try above.hasDataset(orAbove: ways.members[$0].id, without: id) }
    for member in ways.cutOff(keeping: kept + others.map(\.member) + ring) {
      note(ways.members[member], .dataset)
    }
  }

  /// The ways that lead from a dataset.
  private static func others(
    of ways: SoleWays,
    _ above: OpenAncestry,
    in connection: Connection
  ) throws -> [SoleWays.OtherWay] {
    let parents = Set(ways.others.map(\.parent))
    if parents.count > StoredGraph.lookedUp,
      let found = try ways.withDatasets(among: parents, in: connection)
    {
      return ways.others.filter { found.contains($0.parent) }
    }
    return try ways.others.filter { try above.hasDataset(orAbove: $0.parent) }
  }

  /// Notes the copies that state no license and had this model's.
  private mutating func addCopies(of id: Int64, in connection: Connection) throws {
    let isStated = try connection.first(
      "SELECT coalesce(license, '') <> '' FROM repo WHERE id = ?",
      id
    ) { $0.bool(0) }
    guard isStated == true else { return }
    // Parent by parent: a recursive query would gather the copies of all models first.
    let copies = try connection.prepare(
      """
      SELECT model_copy.child
      FROM model_copy
      CROSS JOIN repo ON repo.id = model_copy.child
      WHERE model_copy.parent = ? AND coalesce(repo.license, '') = '' AND repo.gone_since IS NULL
      """
    )
    var (met, level) = (Set([id]), [id])
    for distance in 1...10 where !level.isEmpty {
      level = try level.flatMap { try copies.rows($0) { $0.integer(0) } }
        .filter { met.insert($0).inserted }
      for copy in level { note(copy, at: distance, .license) }
    }
  }

  /// Notes the models whose declared license keeps what it inherits now, and not under `license`.
  private mutating func addLooser(
    below id: Int64,
    under license: String,
    in connection: Connection
  ) throws {
    let family = try LicensedFamily(
      of: id,
      withDescendants: true,
      filter: .init(),
      in: connection
    )
    let now = family.members.map(\.licenses)
    let then = family.members.map { $0.id == id ? DeclaredLicenses(license) : $0.licenses }
    let before = LicenseInheritance(licenses: now, parents: family.parents).breaches
    let after = LicenseInheritance(licenses: then, parents: family.parents).breaches
    for (place, member) in family.members.enumerated() where member.distance > 0 {
      let known = Set(before[place].map(\.rule.id))
      let rules = after[place].map(\.rule.id).filter { !known.contains($0) }
      if !rules.isEmpty { note(member.id, at: member.distance, .license, rules: rules) }
    }
  }

  /// Notes the models that lose a dataset, and returns how many name it.
  mutating func addUsers(
    ofDataset id: Int64,
    if event: Impact.Event,
    in connection: Connection
  ) throws -> Int {
    let users = try connection.rows(
      """
      SELECT dataset_use.repo,
        EXISTS (
          SELECT 1
          FROM dataset_use AS other
          JOIN repo AS dataset ON dataset.id = other.dataset
          WHERE other.repo = dataset_use.repo AND other.dataset <> dataset_use.dataset
            AND other.last_seen IS NULL AND dataset.gone_since IS NULL
            \(event == .gated ? "AND coalesce(dataset.gated, '') NOT IN ('auto', 'manual')" : "")),
        repo.license, repo.license_name, repo.license_link
      FROM dataset_use
      JOIN repo ON repo.id = dataset_use.repo
      WHERE dataset_use.dataset = ? AND dataset_use.last_seen IS NULL AND repo.kind = 'model'
        AND repo.gone_since IS NULL
      """,
      id
    ) { row in
      row.inOrder { row in
        (
          id: row.integer(), hasOther: row.bool(), license: row.optionalText(),
          name: row.optionalText(), link: row.optionalText()
        )
      }
    }
    guard case .relicensed(let license) = event else {
      for user in users where !user.hasOther { note(user.id, at: 1, .dataset) }
      return users.count
    }
    let own = try connection.first(
      "SELECT license, license_name, license_link FROM repo WHERE id = ?",
      id
    ) { $0.inOrder { ($0.optionalText(), $0.optionalText(), $0.optionalText()) } }
    let before = DeclaredLicenses(own?.0, name: own?.1, link: own?.2)
    let gained = DeclaredLicenses(license).imposed & ~before.imposed
    for user in users {
      let stated = DeclaredLicenses(user.license, name: user.name, link: user.link)
      let rules = RuleSet.indices(in: gained & stated.dropped).map { LicenseRule.all[$0].id }
      if !rules.isEmpty { note(user.id, at: 1, .license, rules: rules) }
    }
    return users.count
  }

  /// Notes the Spaces that name nothing else, and returns how many name it.
  mutating func addSpaces(
    naming node: NamedNode,
    if event: Impact.Event,
    in connection: Connection
  ) throws -> Int {
    let isModel = node.kind == .model
    let (table, other, condition) =
      isModel ? ("mention", "node", "AND field = 'model'") : ("dataset_use", "dataset", "")
    let closed = event == .gated ? "AND coalesce(named.gated, '') NOT IN ('auto', 'manual')" : ""
    let spaces = try connection.rows(
      """
      SELECT use.repo,
        EXISTS (
          SELECT 1
          FROM (SELECT * FROM \(table) WHERE last_seen IS NULL \(condition)) AS other
          JOIN repo AS named ON named.id = other.\(other)
          WHERE other.repo = use.repo AND other.\(other) <> ?1 AND named.gone_since IS NULL \(closed))
      FROM (SELECT * FROM \(table) WHERE last_seen IS NULL \(condition)) AS use
      JOIN repo ON repo.id = use.repo
      WHERE use.\(other) = ?1 AND repo.kind = 'space' AND repo.gone_since IS NULL
      """,
      node.id
    ) { $0.inOrder { (id: $0.integer(), hasOther: $0.bool()) } }
    if case .relicensed = event { return spaces.count }
    for space in spaces where !space.hasOther {
      note(space.id, at: 1, isModel ? .space : .dataset)
    }
    return spaces.count
  }
}

extension ImpactDraft {
  /// What is summed up and ordered of one that was noted.
  private struct Weighed {
    let id: Int64
    let entry: Entry
    let downloads: Int64?
  }

  /// Who publishes how much of it: by their place among the publishers of the stored graph, or by name.
  private struct Publishers {
    private struct Size {
      var repositories = 0
      var downloads: Int64 = 0

      mutating func add(_ repositories: Int, _ downloads: Int64) {
        self.repositories += repositories
        self.downloads &+= downloads
      }
    }

    private var byOwner: [Int32: Size] = [:]
    private var byName: [String?: Size] = [:]

    mutating func add(_ downloads: Int64?, ofOwner owner: Int32?) {
      guard let owner else { return add(downloads, of: nil) }
      byOwner[owner, default: Size()].add(1, downloads ?? 0)
    }

    mutating func add(_ downloads: Int64?, of name: String?) {
      byName[name, default: Size()].add(1, downloads ?? 0)
    }

    /// By downloads, then by repositories and name.
    func sorted(_ facts: StoredFacts?) throws -> [Impact.Publisher] {
      var sizes = byName
      for (owner, size) in byOwner {
        let name = try facts?.name(ofOwner: owner)
        sizes[name, default: Size()].add(size.repositories, size.downloads)
      }
      return sizes.map { name, size in
        Impact.Publisher(name: name, repositories: size.repositories, downloads: size.downloads)
      }
      .sorted { one, other in
        if one.downloads != other.downloads { return one.downloads > other.downloads }
        if one.repositories != other.repositories { return one.repositories > other.repositories }
        return (one.name ?? "") < (other.name ?? "")
      }
    }
  }

  /// What was noted, summed up, and with the first `limit` of it one by one.
  ///
  /// - Complexity: O(*k* log *k*) for *k* noted, and a look-up for each that is named or that the stored
  ///   graph does not know.
  func losers(_ limit: Int, in connection: Connection) throws -> Impact.Losers {
    let query = try connection.prepare(
      """
      SELECT repo.name, repo.kind, owner.name AS owner, repo.downloads
      FROM repo
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE repo.id = ?
      """
    )
    var losers = Impact.Losers(total: entries.count)
    var publishers = Publishers()
    var masks = [Int](repeating: 0, count: 1 << Impact.Loss.allCases.count)
    let weighed = try entries.map { id, entry in
      masks[Int(entry.losses)] += 1
      guard entry.place >= 0, let facts else {
        let (name, downloads) =
          try query.first(id) { ($0.optionalText("owner"), $0.optionalInteger("downloads")) }
          ?? (nil, nil)
        publishers.add(downloads, of: name)
        return Weighed(id: id, entry: entry, downloads: downloads)
      }
      let downloads = try facts.downloads(at: entry.place)
      publishers.add(downloads, ofOwner: try facts.owner(at: entry.place))
      return Weighed(id: id, entry: entry, downloads: downloads)
    }
    losers.downloads = weighed.reduce(0) { $0 &+ ($1.downloads ?? 0) }
    for loss in Impact.Loss.allCases {
      losers.counts[loss] = masks.indices.reduce(0) {
        $0 + (UInt8($1) & Self.bit(of: loss) == 0 ? 0 : masks[$1])
      }
    }
    losers.publishers = try publishers.sorted(facts)
    losers.first = try first(limit, of: weighed, query)
    return losers
  }

  /// The first by downloads, then by name; none is named that is not among them, but for equals of the last.
  private func first(
    _ limit: Int,
    of weighed: [Weighed],
    _ query: Statement
  ) throws -> [Impact.Affected] {
    guard limit > 0, !weighed.isEmpty else { return [] }
    var shown = weighed
    if limit < weighed.count {
      let least = weighed.map { $0.downloads ?? -1 }.sorted(by: >)[limit - 1]
      shown.removeAll { $0.downloads ?? -1 < least }
    }
    // In the order of the table: it is read once from its beginning to its end.
    shown.sort { $0.id < $1.id }
    let affected = try shown.compactMap { each in
      try query.first(each.id) { row in
        row.inOrder { row in
          let (name, kind, publisher) = (row.text(), row.text(), row.optionalText())
          let downloads = row.optionalInteger()
          return Impact.Affected(
            id: name,
            kind: kind,
            publisher: publisher,
            distance: Int(each.entry.distance),
            downloads: downloads,
            losses: Impact.Loss.allCases.filter { each.entry.losses & Self.bit(of: $0) != 0 },
            rules: rules[each.id] ?? []
          )
        }
      }
    }
    let sorted = affected.sorted { ($1.downloads ?? -1, $0.id) < ($0.downloads ?? -1, $1.id) }
    return Array(sorted.prefix(limit))
  }
}

/// What lies above models, over models on the Hub alone.
private final class OpenAncestry {
  private let parents, datasets: Statement
  private let closed: Set<Int64>
  private var known: [Int64: Bool] = [:]

  init(except closed: Set<Int64>, in connection: Connection) throws {
    self.closed = closed
    parents = try connection.prepare(
      """
      SELECT edge.parent
      FROM edge
      JOIN repo ON repo.id = edge.parent
      WHERE edge.child = ? AND edge.parent <> edge.child AND edge.last_seen IS NULL
        AND repo.gone_since IS NULL
      """
    )
    datasets = try connection.prepare(
      "SELECT EXISTS (SELECT 1 FROM dataset_use WHERE repo = ? AND last_seen IS NULL)"
    )
  }

  /// The models above one, without itself, and without going over `barred`.
  private func above(_ id: Int64, without barred: Int64? = nil) throws -> Set<Int64> {
    var (met, open) = (Set([id]), [id])
    while let child = open.popLast() {
      try parents.forEach(child) { row in
        let parent = row.integer(0)
        guard parent != barred, !closed.contains(parent), met.insert(parent).inserted else {
          return
        }
        open.append(parent)
      }
    }
    met.remove(id)
    return met
  }

  /// The members that are above the model as well: they are made from each other in a ring.
  func ring(with id: Int64, _ ways: SoleWays) throws -> [Int] {
    let above = try above(id)
    return above.isEmpty ? [] : ways.members.indices.filter { above.contains(ways.members[$0].id) }
  }

  /// Those of the ring, where nothing else is above it: each of them is a root.
  func ringOfRoots(with id: Int64, _ ways: SoleWays) throws -> [Int] {
    let ring = try ring(with: id, ways)
    return try ring.count == above(id).count ? ring : []
  }

  /// Whether the model names a dataset.
  func namesDataset(_ id: Int64) throws -> Bool { try datasets.first(id) { $0.bool(0) } ?? false }

  /// Whether the model names a dataset, or one above it does.
  func hasDataset(orAbove id: Int64, without barred: Int64? = nil) throws -> Bool {
    if barred == nil, let answer = known[id] { return answer }
    let answer =
      try namesDataset(id) || above(id, without: barred).contains { try namesDataset($0) }
    if barred == nil { known[id] = answer }
    return answer
  }
}
