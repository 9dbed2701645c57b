import StemmaGraph
import StemmaStore

/// A model with its ancestors and, where asked for, its descendants, and what their cards state.
///
/// All that any of them was made from comes in any case, datasets and the other parents of merges among
/// it: what it asks of derivatives reaches the family. So every answer finds the same of a model.
struct LicensedFamily {
  struct Member {
    let id: Int64
    /// Edges to the model: negative for ancestors and for what else was made use of, 0 for the model
    /// itself.
    let distance: Int
    let card: CardLicense
    let isGhost: Bool
    /// Whether it is a dataset that a member was trained on.
    var isDataset = false

    var licenses: DeclaredLicenses { card.licenses }
    /// The licenses with what the card calls one without an id.
    var stated: String? { StatedLicense.text(card.field, name: card.name, link: card.link) }
  }

  /// What cards state, held once however many state it.
  final class CardLicense {
    /// The licenses as they are stated.
    let field: String?
    /// What the card calls a license without an id, and where it stands.
    let name, link: String?
    let licenses: DeclaredLicenses
    /// Whether it can be compared.
    let isJudged: Bool

    init(_ field: String?, name: String?, link: String?) {
      (self.field, self.name, self.link) = (field, name, link)
      licenses = DeclaredLicenses(field, name: name, link: link)
      isJudged = LicenseHop.isJudged(licenses.families)
    }
  }

  /// Ancestors from the farthest, the model, then descendants from the nearest.
  let members: [Member]
  /// The parents of each member among the members, in the order of its card.
  let parents: [[Int]]
  private let name: Statement
  private let cards: CardLicenses

  /// - Complexity: O(*n* log *n* + *m*) for *n* members and *m* edges among them.
  init(
    of model: Int64,
    withDescendants: Bool,
    filter: FamilyScope,
    in connection: Connection
  ) throws {
    let family = withDescendants ? try FamilyBelow([model], filter, in: connection) : nil
    if let family, family.descendants.count > StoredGraph.lookedUp, filter.relations.isEmpty,
      let stored = try StoredSources(of: family, in: connection)
    {
      try self.init(of: model, family, stored, filter, in: connection)
      return
    }
    let below = try family?.descendants.map {
      (node: try family?.members.id($0.node) ?? 0, distance: Int($0.distance))
    }
    try self.init(
      of: model,
      with: below ?? [],
      addingOtherParents: withDescendants,
      filter,
      SourceReader(filter, in: connection),
      in: connection
    )
  }

  /// A model with those of its descendants that are `wanted` or above them.
  ///
  /// `distance` tells the descendants and how far they are from the model.
  ///
  /// - Complexity: As for a model whose descendants these are.
  init(
    of model: Int64,
    above wanted: [Int64],
    filter: FamilyScope,
    in connection: Connection,
    distance: (Int64) -> Int?
  ) throws {
    var sources = try SourceReader(filter, in: connection)
    var below: [Int64: Int] = [:]
    var open = wanted
    while let node = open.popLast() {
      guard node != model, below[node] == nil, let steps = distance(node) else { continue }
      below[node] = steps
      open += try sources.parents(of: node)
    }
    try self.init(
      of: model,
      with: below.map { (node: $0.key, distance: $0.value) },
      addingOtherParents: true,
      filter,
      sources,
      in: connection
    )
  }

  private init(
    of model: Int64,
    with below: [(node: Int64, distance: Int)],
    addingOtherParents: Bool,
    _ filter: FamilyScope,
    _ sources: SourceReader,
    in connection: Connection
  ) throws {
    var (upward, sources) = (filter, sources)
    upward.depth = nil
    let above = try Reach(of: model, direction: .up, filter: upward, in: connection).distances
    // On a cycle a model is above and below: it is a descendant like any other.
    var distances = Dictionary(above.map { ($0.node, -$0.distance) }) { first, _ in first }
    for (node, distance) in below { distances[node] = distance }
    distances[model] = 0
    // Where only first parents or some owners are followed, there are no others.
    if addingOtherParents, filter.isToldByEdges { try sources.addOtherParents(to: &distances) }
    let datasets = try sources.datasets(of: distances)
    cards = try CardLicenses(in: connection)
    let cards = cards
    members = try distances.merging(datasets) { model, _ in model }
      .sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      .map { try cards.member($0.key, distance: $0.value, isDataset: datasets[$0.key] != nil) }
    let places = Dictionary(uniqueKeysWithValues: zip(members.map(\.id), members.indices))
    parents = try members.map { try sources.of($0.id).compactMap { places[$0] } }
    name = try connection.prepare(Self.nameQuery)
  }

  /// A model with its descendants, of most of which the stored graph tells all that is asked.
  private init(
    of model: Int64,
    _ family: FamilyBelow,
    _ stored: StoredSources,
    _ filter: FamilyScope,
    in connection: Connection
  ) throws {
    var (upward, sources) = (filter, try SourceReader(filter, in: connection))
    upward.depth = nil
    let above = try Reach(of: model, direction: .up, filter: upward, in: connection).distances
    // Of the family the nodes, and of all others how far they are.
    var nodes = [Int64: Int](minimumCapacity: stored.ids.count)
    for (node, id) in stored.ids.enumerated() { nodes[Int64(id)] = node }
    nodes[model] = 0
    var others: [Int64: Int] = [:]
    for (id, distance) in above where nodes[id] == nil { others[id] = -distance }
    let asked = stored.parents.indices.dropFirst()
      .filter { stored.parents[$0] == StoredSources.unknown }
    if filter.isToldByEdges {
      let open = [model] + asked.map { Int64(stored.ids[$0]) } + others.keys
      try sources.addOtherParents(of: open, to: &others) { nodes[$0] != nil }
    }
    var distances = [Int](repeating: 0, count: stored.ids.count)
    for relative in family.descendants { distances[relative.node] = Int(relative.distance) }
    let users = distances.indices.filter { $0 == 0 || stored.namesDataset($0) }
    let datasets = try sources.datasets(
      of: users.map { (key: $0 == 0 ? model : Int64(stored.ids[$0]), value: distances[$0]) }
        + others
    )
    for (id, distance) in datasets where nodes[id] == nil && others[id] == nil {
      others[id] = distance
    }
    // Nodes of the family, and behind their numbers the others.
    let rest = Array(others)
    let inFamily = distances.enumerated().map { node, distance in
      (distance, node == 0 ? model : Int64(stored.ids[node]), node)
    }
    let outside = rest.enumerated().map { place, other in
      (other.value, other.key, distances.count + place)
    }
    let order = (inFamily + outside)
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    cards = try CardLicenses(in: connection)
    let cards = cards
    var plain: [Int32: CardLicense?] = [:]
    members = try order.map { distance, id, node in
      var card: CardLicense?
      if 0 < node, node < distances.count {
        let code = stored.license(of: node)
        if plain[code] == nil { plain[code] = .some(cards.plain(stored.texts[code] ?? "")) }
        card = plain[code] ?? nil
      }
      return Member(
        id: id,
        distance: distance,
        card: try card ?? cards.read(id),
        isGhost: id < 0,
        isDataset: datasets[id] != nil
      )
    }
    var places = [Int](repeating: 0, count: order.count)
    for (place, entry) in order.enumerated() { places[entry.2] = place }
    var placesOfOthers: [Int64: Int] = [:]
    for (index, other) in rest.enumerated() {
      placesOfOthers[other.key] = places[distances.count + index]
    }
    func place(of id: Int64) -> Int? { nodes[id].map { places[$0] } ?? placesOfOthers[id] }
    parents = try order.map { _, id, node in
      guard 0 < node, node < distances.count else { return try sources.of(id).compactMap(place) }
      let parents =
        stored.parents[node] == StoredSources.unknown
        ? try sources.parents(of: id).compactMap(place) : [places[Int(stored.parents[node])]]
      return stored.namesDataset(node)
        ? try parents + sources.datasets(of: id).compactMap(place) : parents
    }
    name = try connection.prepare(Self.nameQuery)
  }

  /// The card of a member with all that it states, which ``Member/card`` may know only as answers tell it.
  func card(of member: Int) throws -> CardLicense { try cards.read(members[member].id) }

  func name(of member: Int) throws -> String {
    try name.first(members[member].id) { $0.text(0) } ?? ""
  }

  private static let nameQuery = """
    SELECT repo.name FROM repo WHERE id = ?1
    UNION ALL
    SELECT name FROM ghost WHERE id = ?1
    """
}

/// Reads what models were made from.
private struct SourceReader {
  private let filter: FamilyScope
  private let parentQuery, datasetQuery: Statement
  private var parents: [Int64: [Int64]] = [:]
  private var datasets: [Int64: [Int64]] = [:]

  init(_ filter: FamilyScope, in connection: Connection) throws {
    self.filter = filter
    parentQuery = try connection.prepare(
      """
      SELECT parent, \(filter.relationOfEdge)
      FROM edge
      WHERE child = ? AND child <> parent AND edge.last_seen IS NULL
      ORDER BY position, parent
      """
    )
    datasetQuery = try connection.prepare(
      """
      SELECT dataset
      FROM dataset_use
      WHERE repo = ? AND dataset_use.last_seen IS NULL
      ORDER BY dataset
      """
    )
  }

  /// The parents in the order of the card, then the datasets.
  mutating func of(_ node: Int64) throws -> [Int64] {
    try parents(of: node) + datasets(of: node)
  }

  mutating func parents(of node: Int64) throws -> [Int64] {
    if let known = parents[node] { return known }
    let read = try parentQuery.rows(node) { $0.inOrder { ($0.integer(), $0.optionalText()) } }
      .filter { filter.admits($0.1) }.map(\.0)
    parents[node] = read
    return read
  }

  mutating func datasets(of node: Int64) throws -> [Int64] {
    if let known = datasets[node] { return known }
    let read = try datasetQuery.rows(node) { $0.integer(0) }
    // Most models name none.
    if !read.isEmpty { datasets[node] = read }
    return read
  }

  /// Adds what the models were made from beside them, by the edges up from the nearest of them.
  mutating func addOtherParents(to distances: inout [Int64: Int]) throws {
    try addOtherParents(of: Array(distances.keys), to: &distances) { _ in false }
  }

  /// Adds what some models were made from and that is not `known`, nor there yet, by the edges up from the
  /// nearest of them.
  mutating func addOtherParents(
    of models: [Int64],
    to distances: inout [Int64: Int],
    known: (Int64) -> Bool
  ) throws {
    var level = models
    var distance = 0
    while !level.isEmpty {
      distance -= 1
      var next: [Int64] = []
      for child in level {
        for parent in try parents(of: child) where distances[parent] == nil && !known(parent) {
          distances[parent] = distance
          next.append(parent)
        }
      }
      level = next
    }
  }

  /// The datasets that the models say they were trained on, one edge above the farthest of these.
  mutating func datasets(
    of models: some Sequence<(key: Int64, value: Int)>
  ) throws -> [Int64: Int] {
    var distances: [Int64: Int] = [:]
    for (model, distance) in models {
      for dataset in try datasets(of: model) {
        distances[dataset] = min(distances[dataset] ?? -1, distance - 1)
      }
    }
    return distances
  }
}

/// Reads what cards state of licenses; equal statements are read once.
private final class CardLicenses {
  private struct Key: Hashable {
    let field: String?
    let name: String?
    let link: String?
  }

  private let query: Statement
  private var known: [Key: LicensedFamily.CardLicense] = [:]

  init(in connection: Connection) throws {
    query = try connection.prepare(
      """
      SELECT repo.license, repo.license_name, repo.license_link
      FROM repo
      WHERE id = ?
      """
    )
  }

  func member(_ id: Int64, distance: Int, isDataset: Bool) throws -> LicensedFamily.Member {
    .init(
      id: id,
      distance: distance,
      card: try read(id),
      isGhost: id < 0,
      isDataset: isDataset
    )
  }

  /// A license as answers tell it, or an empty text; nil for what its name and its link tell.
  func plain(_ text: String) -> LicensedFamily.CardLicense? {
    text.lowercased().contains("other")
      ? nil : .init(text.isEmpty ? nil : text, name: nil, link: nil)
  }

  /// What the card of a repository states, every column of it.
  func read(_ id: Int64) throws -> LicensedFamily.CardLicense {
    let key =
      try query.first(id) {
        Key(
          field: $0.optionalText("license"),
          name: $0.optionalText("license_name"),
          link: $0.optionalText("license_link")
        )
      } ?? Key(field: nil, name: nil, link: nil)
    let card = known[key] ?? .init(key.field, name: key.name, link: key.link)
    known[key] = card
    return card
  }
}
