import Algorithms
internal import StemmaCore

/// The orders in which a synthetic Hub's models are listed; those that need a sort are kept.
struct SyntheticOrders: Sendable {
  private let parts: SyntheticHub.Parts
  private var byChange: [Int32]?
  private var gated: [Int32]?
  private var children: SyntheticChildren?
  private static let gatedAlone: ListFilter = {
    var filter = ListFilter()
    filter.gated = true
    return filter
  }()

  init(_ parts: SyntheticHub.Parts) { self.parts = parts }

  mutating func order(of query: ListQuery) -> SyntheticOrder {
    var order = SyntheticOrder(parts: parts, sort: query.sort, isAscending: query.isAscending)
    if let base = query.filter.tags.first(where: { $0.hasPrefix("base_model:") }) {
      let children = children ?? SyntheticChildren(parts)
      self.children = children
      order.indices = children.indices(tagged: base)
      if query.sort == .lastModified { order.sort(by: query.sort) }
    } else if query.filter == Self.gatedAlone {
      let options = parts.options
      let gated =
        gated
        ?? (0..<Int32(options.models)).reversed()
        .filter { SyntheticTraits.isGated(Int($0), in: options) }
      self.gated = gated
      order.indices = gated
      if query.sort == .lastModified { order.sort(by: query.sort) }
    } else if !query.filter.isEmpty {
      order.indices = []
    } else if query.sort == .lastModified {
      if byChange == nil {
        order.indices = (0..<Int32(parts.options.models)).reversed()
        order.sort(by: .lastModified)
        byChange = order.indices
      }
      order.indices = byChange
    }
    if query.isAscending { order.indices?.sort(by: parts.isOlder) }
    return order
  }
}

/// One order of models: all of them, newest or oldest first, or those given.
struct SyntheticOrder {
  let parts: SyntheticHub.Parts
  let sort: SortKey
  let isAscending: Bool
  /// Nil for all models by their creation.
  var indices: [Int32]?

  var count: Int { indices?.count ?? parts.options.models }

  func index(at place: Int) -> Int {
    if let indices { return Int(indices[place]) }
    return isAscending ? parts.turned(place) : parts.options.models - 1 - place
  }

  /// The models at several places, one after the other.
  func models(at places: Range<Int>) -> [Int] {
    guard isAscending, indices == nil else { return places.map(index(at:)) }
    var companions = 0..<0
    return places.map { place in
      if !companions.contains(place) { companions = parts.companions(of: place) }
      return companions.lowerBound + companions.upperBound - 1 - place
    }
  }

  /// How many rows stand up to and at the place of a cursor.
  func count(upTo position: ListPosition) -> Int {
    guard let indices else {
      return parts.index(ofIdentity: position.hubID).map {
        isAscending ? parts.turned($0) + 1 : parts.options.models - $0
      } ?? count
    }
    return indices.partitioningIndex {
      position.precedes(parts.position(of: Int($0), by: sort), isAscending: isAscending)
    }
  }

  mutating func sort(by key: SortKey) {
    guard key == .lastModified, let indices else { return }
    let keys = indices.map { index in
      (second: Int32(clamping: parts.calendar.lastChange(of: Int(index))), index: index)
    }
    self.indices = keys.sorted { one, other in
      if one.second != other.second { return one.second > other.second }
      // By `_id`: the second of creation, then the later model.
      let (created, others) = (
        parts.calendar.creation(of: Int(one.index)), parts.calendar.creation(of: Int(other.index))
      )
      return created == others ? one.index > other.index : created < others
    }.map(\.index)
  }
}

extension SyntheticHub.Parts {
  /// The place of a model in the order of `_id`, and the other way: in one second the later models
  /// have the lower numbers.
  fileprivate func turned(_ index: Int) -> Int {
    let companions = companions(of: index)
    return companions.lowerBound + companions.upperBound - 1 - index
  }

  /// Whether one model's `_id` is below another's.
  fileprivate func isOlder(_ one: Int32, _ other: Int32) -> Bool {
    turned(Int(one)) < turned(Int(other))
  }
}

/// The children of every model, by parent.
struct SyntheticChildren: Sendable {
  private let parts: SyntheticHub.Parts
  private let pairs: [(parent: Int32, child: Int32)]

  init(_ parts: SyntheticHub.Parts) {
    self.parts = parts
    var pairs: [(parent: Int32, child: Int32)] = []
    for child in 0..<parts.options.models {
      for parent in parts.lineage.bases(of: child).compactMap(\.index) {
        pairs.append((Int32(parent), Int32(child)))
      }
    }
    self.pairs = pairs.sorted { ($0.parent, $1.child) < ($1.parent, $0.child) }
  }

  /// The models with a tag `base_model:ID` or `base_model:RELATION:ID`, newest first.
  func indices(tagged tag: String) -> [Int32] {
    var words = tag.split(separator: ":", maxSplits: 2).map(String.init)
    let relation = words.count == 3 ? Relation(rawValue: words.remove(at: 1)) : nil
    guard let name = words.last, let parent = index(named: name) else { return [] }
    let start = pairs.partitioningIndex { $0.parent >= parent }
    return pairs[start...].prefix { $0.parent == parent }.map(\.child).filter {
      relation == nil || parts.lineage.relation(of: Int($0)) == relation
    }
  }

  private func index(named name: String) -> Int32? {
    let head = SyntheticNames.heads.firstIndex { name == "\($0.owner)/\($0.name)" }
    let index = head.map(parts.names.index(ofHead:)) ?? parts.names.index(inTokenOf: name)
    return index.flatMap { $0 < parts.options.models ? Int32($0) : nil }
  }
}
