/// Derivatives counted by a value that they have.
struct BreakdownTally {
  private let key: Breakdown.Key
  /// By value; nil for those that state none.
  private(set) var sizes: [String?: Size] = [:]

  struct Size: Equatable {
    var direct = 0
    var all = 0
  }

  init(by key: Breakdown.Key) { self.key = key }

  /// Counts derivatives whose repositories say `text`; nil for those that say nothing.
  mutating func add(_ text: String?, direct: Int, all: Int) {
    for value in values(in: text) {
      sizes[value, default: Size()].direct += direct
      sizes[value, default: Size()].all += all
    }
  }

  /// The groups as ``Breakdown/groups`` has them.
  var groups: [Breakdown.Group] {
    sizes
      .map { Breakdown.Group(value: $0.key, direct: $0.value.direct, all: $0.value.all) }
      .sorted { one, other in
        key == .month || one.all == other.all
          ? one.order.precedes(other.order) : one.all > other.all
      }
  }

  private func values(in text: String?) -> [String?] {
    guard let text, !text.isEmpty else { return [nil] }
    guard key == .language else { return [text] }
    let languages = Set(text.split(separator: ",").map(String.init))
    return languages.isEmpty ? [nil] : languages.map(Optional.some)
  }
}

extension Breakdown.Group {
  fileprivate var order: String { value ?? "" }
}

extension String {
  /// Whether it comes first as SQLite compares texts: byte by byte.
  ///
  /// Straight from memory: tens of thousands are sorted at a time.
  fileprivate func precedes(_ other: String) -> Bool {
    var (one, other) = (self, other)
    return one.withUTF8 { one in
      other.withUTF8 { other in
        let count = Swift.min(one.count, other.count)
        for place in 0..<count where one[place] != other[place] { return one[place] < other[place] }
        return one.count < other.count
      }
    }
  }
}
