package import StemmaCore

/// What a listing is asked for.
package struct ListQuery: Sendable, Hashable {
  package var kind: RepoKind
  package var filter: ListFilter
  package var sort: SortKey
  /// Whether the oldest come first, by `_id`, which is by creation; for ``SortKey/createdAt`` only.
  package var isAscending: Bool
  /// The page starts right behind this place.
  package var after: ListPosition?
  /// Rows to leave out before the first; only without `after`.
  package var skip: Int
  package var limit: Int
  /// The fields the rows will be read for; rows may hold more.
  package var fields: Set<String>

  package init(
    kind: RepoKind,
    filter: ListFilter = ListFilter(),
    sort: SortKey = .trendingScore,
    isAscending: Bool = false,
    after: ListPosition? = nil,
    skip: Int = 0,
    limit: Int,
    fields: Set<String>
  ) {
    self.kind = kind
    self.filter = filter
    self.sort = sort
    self.isAscending = isAscending
    self.after = after
    self.skip = skip
    self.limit = limit
    self.fields = fields
  }
}

/// Which rows a listing is narrowed to; all conditions hold together.
package struct ListFilter: Sendable, Hashable {
  /// Tags that a row must carry, each of them.
  package var tags: [String] = []
  package var author: String?
  /// Part of the id, in any letter case.
  package var search: String?
  package var pipelineTag: String?
  package var gated: Bool?
  /// Models and datasets that a Space must name, each of them.
  package var models: [String] = []
  package var datasets: [String] = []
  /// Whether a Space must name any model or dataset.
  package var linked = false

  package init() {}

  /// Whether every row passes.
  package var isEmpty: Bool { self == ListFilter() }
}

/// What a listing is ordered by: descending, nulls last, ties by `_id` ascending.
///
/// By creation alone it goes the other way as well.
package enum SortKey: String, CaseIterable, Sendable, Hashable {
  case lastModified, createdAt, downloads, likes, trendingScore
}

/// A sort key's value.
package enum SortValue: Sendable, Hashable, Comparable {
  case number(Double)
  case text(String)

  /// The value as the Hub writes it.
  package var json: JSONValue {
    switch self {
    case .number(let value): .number(value)
    case .text(let value): .string(value)
    }
  }
}

/// A place in a listing: the sort value and identity of a row.
package struct ListPosition: Sendable, Hashable {
  package var value: SortValue?
  package var hubID: String

  package init(value: SortValue?, hubID: String) {
    self.value = value
    self.hubID = hubID
  }

  /// Whether a row at this place is listed before one at `other`.
  package func precedes(_ other: ListPosition, isAscending: Bool = false) -> Bool {
    if isAscending { return hubID < other.hubID }
    return switch (value, other.value) {
    case (let own?, let others?) where own != others: own > others
    case (.some, nil): true
    case (nil, .some): false
    default: hubID < other.hubID
    }
  }
}

/// One page of a listing.
package struct ListPage: Sendable {
  package var rows: [Repo]
  /// The place of the last row when more rows follow, nil at the end.
  package var next: ListPosition?

  package init(rows: [Repo], next: ListPosition?) {
    self.rows = rows
    self.next = next
  }
}

/// One page of a listing as it goes over the wire.
package struct RenderedPage: Sendable {
  /// A JSON array.
  package var body: [UInt8]
  /// The place of the last row when more rows follow, nil at the end.
  package var next: ListPosition?

  package init(body: [UInt8], next: ListPosition?) {
    self.body = body
    self.next = next
  }
}
