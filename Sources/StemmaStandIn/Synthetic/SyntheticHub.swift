internal import StemmaJSON
package import StemmaRecords

/// A Hub of made-up models with the shape of the real one, of any size.
///
/// Rows are computed when they are asked for. Nothing is kept of a model but its places in the
/// orders that need a sort: 4 bytes for listings by `lastModified`, 8 bytes a child for listings
/// filtered by a base model, each once somebody asks.
///
/// There are models only. Listings go by `createdAt` or `lastModified`, of all models, of those that
/// are gated or of the children of one; other orders and filters, cards, commits and discussions are
/// not there.
package final class SyntheticHub: Catalogue {
  /// The parts that rows are computed from.
  struct Parts: Sendable {
    let options: SyntheticOptions
    let names: SyntheticNames
    let lineage: SyntheticLineage
    let calendar: SyntheticCalendar

    init(_ options: SyntheticOptions) {
      self.options = options
      names = SyntheticNames(options)
      lineage = SyntheticLineage(options: options, names: names)
      calendar = SyntheticCalendar(options: options)
    }
  }

  let parts: Parts
  private let orders: Locked<SyntheticOrders>

  package init(_ options: SyntheticOptions) {
    parts = Parts(options)
    orders = Locked(SyntheticOrders(parts))
  }

  package func find(_ kind: RepoKind, named name: String) -> Whereabouts {
    guard kind == .model else { return .missing }
    if let head = headIndex(named: name) {
      let current = parts.name(of: head)
      return current == name ? .here : .moved(to: current)
    }
    guard let index = parts.names.index(inTokenOf: name) else { return .missing }
    let current = parts.name(of: index)
    if current == name { return .here }
    return parts.oldName(of: index) == name ? .moved(to: current) : .missing
  }

  package func repo(_ kind: RepoKind, id: String, fields: Set<String>) throws -> Repo? {
    guard find(kind, named: id) == .here,
      let index = headIndex(named: id) ?? parts.names.index(inTokenOf: id)
    else { return nil }
    return try repos([index], fields: fields.sorted()).first
  }

  package func page(_ query: ListQuery) throws -> ListPage {
    let place = place(of: query)
    return ListPage(
      rows: try repos(place.rows, fields: Array(query.fields)),
      next: place.next
    )
  }

  package func rendered(_ query: ListQuery, names: [String]) -> RenderedPage? {
    let place = place(of: query)
    let members = names.compactMap(SyntheticRow.Member.init)
    var text = SyntheticText(capacity: 1_300 * place.rows.count + 16)
    text.put("[")
    for index in place.rows {
      SyntheticRow(index, of: parts).write(members, to: &text)
      text.put(",")
    }
    text.drop(UInt8(ascii: ","))
    text.put("]")
    return RenderedPage(body: text.bytes, next: place.next)
  }

  private func place(of query: ListQuery) -> (rows: [Int], next: ListPosition?) {
    guard query.kind == .model else { return ([], nil) }
    let order = orders.withLock { $0.order(of: query) }
    let start = query.after.map { order.count(upTo: $0) } ?? query.skip
    guard start < order.count else { return ([], nil) }
    let end = min(start + query.limit, order.count)
    let rows = (start..<end).map { order.index(at: $0) }
    guard end < order.count, let last = rows.last else { return (rows, nil) }
    return (rows, parts.position(of: last, by: query.sort))
  }

  /// Rows are written in one way only, and read again where values are wanted.
  private func repos(_ indices: [Int], fields: [String]) throws -> [Repo] {
    let reader = JSONReader()
    let fields = fields.compactMap(SyntheticRow.Member.init)
    return try indices.map { index in
      var text = SyntheticText()
      SyntheticRow(index, of: parts).write(fields, to: &text)
      var members: [String: JSONValue] = [:]
      _ = try reader.read(text.bytes) { $0.forEachMember { members[$0] = $1.value } }
      return Repo(kind: .model, id: parts.name(of: index), fields: members)
    }
  }

  private func headIndex(named name: String) -> Int? {
    SyntheticNames.heads.indices.first { number in
      let head = SyntheticNames.heads[number]
      return name == "\(head.owner)/\(head.name)" || head.isLegacy && name == "\(head.name)"
    }.map(parts.names.index(ofHead:)).flatMap { $0 < parts.options.models ? $0 : nil }
  }
}
