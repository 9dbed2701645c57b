import Algorithms
internal import StemmaCore

/// The repositories of one kind, found by name, tag and order.
///
/// Orders and the tag index are made when first asked for.
final class RepoIndex: Sendable {
  /// The public rows in one order, and each row's place in it.
  private struct Order: Sendable {
    var rows: [Int32]
    var ranks: [Int32]
  }

  private struct Lazy: Sendable {
    var orders: [OrderKey: Order] = [:]
    var byTag: [[Int32]]?
    var filtered: [FilteredKey: [Int32]] = [:]
  }

  private struct OrderKey: Hashable, Sendable {
    var sort: SortKey
    var isAscending: Bool

    init(_ query: ListQuery) { (sort, isAscending) = (query.sort, query.isAscending) }
  }

  private struct FilteredKey: Hashable, Sendable {
    var filter: ListFilter
    var order: OrderKey
  }

  let kind: RepoKind
  let entries: [RepoEntry]
  let tagTable: TagNumbers
  private let byName: [String: Int32]
  private let lazy = Locked(Lazy())

  /// `byName` holds the lower-case ids.
  init(kind: RepoKind, entries: [RepoEntry], byName: [String: Int32], tagTable: TagNumbers) {
    self.kind = kind
    self.entries = entries
    self.byName = byName
    self.tagTable = tagTable
  }

  /// The row whose id is `name` in any letter case.
  func row(named name: String) -> Int32? { byName[name.lowercased()] }

  func entry(_ row: Int32) -> RepoEntry { entries[Int(row)] }

  func tags(of entry: RepoEntry) -> [String] { entry.tags.map { tagTable.names[Int($0)] } }

  /// The public rows that carry a tag, in the file's order.
  func rows(tagged tag: String) -> [Int32] {
    guard let number = tagTable.number(of: tag) else { return [] }
    return lazy.withLock { lazy in
      let index = lazy.byTag ?? makeTagIndex()
      lazy.byTag = index
      return index[Int(number)]
    }
  }

  /// The rows of a page, and whether more follow.
  ///
  /// - Complexity: O(log *n*) for the whole listing once it is ordered; a filtered listing is
  ///   found once and remembered.
  func rows(_ query: ListQuery) -> (rows: ArraySlice<Int32>, hasMore: Bool) {
    let all = rows(passing: query.filter, in: OrderKey(query))
    let start = query.after.map { firstIndex(in: all, after: $0, OrderKey(query)) } ?? query.skip
    let page = all.dropFirst(start).prefix(query.limit)
    return (page, page.endIndex < all.endIndex && !page.isEmpty)
  }

  private func rows(passing filter: ListFilter, in orderKey: OrderKey) -> [Int32] {
    let order = order(by: orderKey)
    if filter.isEmpty { return order.rows }
    let key = FilteredKey(filter: filter, order: orderKey)
    if let known = lazy.withLock({ $0.filtered[key] }) { return known }
    let rows = candidates(filter).filter { passes(entry($0), filter) }
      .sorted { order.ranks[Int($0)] < order.ranks[Int($1)] }
    lazy.withLock { lazy in
      if lazy.filtered.count >= 64 { lazy.filtered.removeAll() }
      lazy.filtered[key] = rows
    }
    return rows
  }

  private func candidates(_ filter: ListFilter) -> [Int32] {
    let narrowest = filter.tags.map(rows(tagged:)).min { $0.count < $1.count }
    return narrowest ?? entries.indices.map(Int32.init).filter { !entry($0).isPrivate }
  }

  private func passes(_ entry: RepoEntry, _ filter: ListFilter) -> Bool {
    filter.tags.allSatisfy { tag in
      tagTable.number(of: tag).map(entry.tags.contains) ?? false
    }
      && (filter.author.map { $0 == entry.author } ?? true)
      && (filter.search.map { entry.id.lowercased().contains($0.lowercased()) } ?? true)
      && (filter.pipelineTag.map { $0 == entry.pipelineTag } ?? true)
      && (filter.gated.map { $0 == entry.isGated } ?? true)
      && filter.models.allSatisfy(entry.models.contains)
      && filter.datasets.allSatisfy(entry.datasets.contains)
      && (!filter.linked || !(entry.models.isEmpty && entry.datasets.isEmpty))
  }

  private func firstIndex(in rows: [Int32], after place: ListPosition, _ key: OrderKey) -> Int {
    rows.partitioningIndex {
      place.precedes(entry($0).position(by: key.sort), isAscending: key.isAscending)
    }
  }

  private func order(by key: OrderKey) -> Order {
    lazy.withLock { lazy in
      if let known = lazy.orders[key] { return known }
      let order = makeOrder(by: key)
      lazy.orders[key] = order
      return order
    }
  }

  private func makeOrder(by key: OrderKey) -> Order {
    let places = entries.map { $0.position(by: key.sort) }
    let rows = entries.indices.filter { !entries[$0].isPrivate }
      .sorted { places[$0].precedes(places[$1], isAscending: key.isAscending) }
    var ranks = [Int32](repeating: 0, count: entries.count)
    for (rank, row) in rows.enumerated() { ranks[row] = Int32(rank) }
    return Order(rows: rows.map(Int32.init), ranks: ranks)
  }

  private func makeTagIndex() -> [[Int32]] {
    var index = [[Int32]](repeating: [], count: tagTable.names.count)
    for (row, entry) in entries.enumerated() where !entry.isPrivate {
      for tag in entry.tags { index[Int(tag)].append(Int32(row)) }
    }
    return index
  }
}
