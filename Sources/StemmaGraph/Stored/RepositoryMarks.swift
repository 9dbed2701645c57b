package import StemmaCore
package import StemmaStore

/// What is known of every repository, an element of an array each: its kind, whether the Hub lists it, on
/// which day a model was made and which languages its card names.
package struct RepositoryMarks {
  /// One of them.
  package struct Mark: Hashable {
    package let kind: RepoKind
    package let isListed: Bool
    /// In days since 1970; nil for what is no model, and for models of which it is not known.
    package let day: Int?

    package init(_ kind: RepoKind, isListed: Bool, day: Int? = nil) {
      (self.kind, self.isListed, self.day) = (kind, isListed, kind == .model ? day : nil)
    }
  }

  private let stored: StoredGraph
  private let codes: StoredArray<Int32>
  private let count: Int

  /// The marks, if the last analysis left them and nothing was derived since; else nil.
  package init?(in connection: Connection) throws {
    let last = try connection.first(
      """
      SELECT repo
      FROM link_mark
      WHERE repo = (SELECT coalesce(max(id), 0) FROM repo)
        AND change = (SELECT coalesce(max(id), 0) FROM change)
      """
    ) { $0.int(0) }
    guard let last else { return nil }
    stored = try StoredGraph(in: connection)
    count = try stored.count(of: .made)
    guard count == last + 1 else { return nil }
    codes = try stored.array(.made)
  }

  /// How many repositories have each mark, in no order.
  ///
  /// - Complexity: O(*n*) for *n* repositories.
  package func counts() throws -> [(mark: Mark, count: Int)] {
    // By far most codes are of the Hub's own days: places of a table.
    var low = [Int](repeating: 0, count: 1 << 15)
    var rest: [Int32: Int] = [:]
    try stored.forEachPart(of: .made) { (_: Int, codes: UnsafeBufferPointer<Int32>) in
      low.withUnsafeMutableBufferPointer { low in
        for code in codes {
          if low.indices.contains(Int(code)) {
            low[Int(code)] += 1
          } else {
            rest[code, default: 0] += 1
          }
        }
      }
    }
    for (code, count) in low.enumerated() where count > 0 { rest[Int32(code)] = count }
    return rest.compactMap { code, count in Mark(code: code).map { (mark: $0, count: count) } }
  }

  /// The numbers of the repositories that have one of some marks, and for which `isMeant` holds, ascending:
  /// the first `limit` of them.
  ///
  /// - Complexity: O(*n*) for *n* repositories.
  package func repositories(
    with marks: [Mark],
    limit: Int = .max,
    where isMeant: (Int) -> Bool = { _ in true }
  ) throws -> [Int64] {
    let wanted = Set(marks.map(\.code))
    guard let lowest = wanted.min(), let highest = wanted.max() else { return [] }
    var found: [Int64] = []
    try stored.forEachPart(of: .made) { (first: Int, codes: UnsafeBufferPointer<Int32>) in
      for (place, code) in codes.enumerated()
      where lowest <= code && code <= highest && wanted.contains(code) {
        guard found.count < limit else { return }
        if isMeant(first + place) { found.append(Int64(first + place)) }
      }
    }
    return found
  }

  /// The models that the Hub lists, were made in `days` and may name `language`: in any letter case, and of
  /// letters beyond ASCII more than SQL would find; nil when there are `limit` or more.
  ///
  /// - Complexity: O(*n*) for *n* repositories.
  package func listedModels(
    madeIn days: Range<Int64>?,
    naming language: String?,
    below limit: Int
  ) throws -> [Int64]? {
    let spoken: [Int32] = language == nil ? [] : try stored.numbers(.spoken)
    let wanted = try language.map { language in
      try stored.codes(in: .language) {
        ",\($0.lowercased()),".contains(",\(language.lowercased()),")
      }
    }
    guard wanted == nil || spoken.count == count else { throw StoredGraph.damage }
    // As many marks as there are days.
    let marks = try counts().filter { mark, _ in
      guard mark.kind == .model, mark.isListed else { return false }
      guard let days else { return true }
      return mark.day.map { days.contains(Int64($0) * 86_400) } ?? false
    }
    if wanted == nil, marks.reduce(0, { $0 + $1.count }) >= limit { return nil }
    let models = try repositories(with: marks.map(\.mark), limit: limit) { id in
      wanted?.contains(spoken[id]) ?? true
    }
    return models.count < limit ? models : nil
  }

  /// What is known of one; nil for a number that none has.
  package subscript(id: Int64) -> Mark? {
    get throws {
      0..<Int64(count) ~= id ? Mark(code: try codes[Int32(id)]) : nil
    }
  }
}

extension RepositoryMarks.Mark {
  /// Days are counted from 1990 in the array, so that those of the Hub take two bytes.
  private static let firstDay = 7305
  private static let reserved: Int32 = 8

  /// The mark as one number, never 0: twice a number of the kind and the day, and one more where the Hub
  /// does not list it.
  var code: Int32 { kindAndDay + (isListed ? 0 : 1) }

  private var kindAndDay: Int32 {
    switch kind {
    case .dataset: return 4
    case .space: return 6
    case .model:
      guard let day else { return 2 }
      let place = Int32(clamping: day - Self.firstDay) * 2
      return place < 0 ? place : place + Self.reserved
    }
  }

  init?(code: Int32) {
    let (isListed, day) = (code & 1 == 0, Int(code >> 1))
    switch code {
    case 0, 1: return nil
    case 2, 3: self.init(.model, isListed: isListed)
    case 4, 5: self.init(.dataset, isListed: isListed)
    case 6, 7: self.init(.space, isListed: isListed)
    case ..<0: self.init(.model, isListed: isListed, day: day + Self.firstDay)
    default:
      self.init(.model, isListed: isListed, day: day - Int(Self.reserved / 2) + Self.firstDay)
    }
  }
}

extension Timestamp {
  /// The day of a moment, in days since 1970.
  static func day(ofSecond second: Int64) -> Int {
    Int(second >= 0 ? second / 86_400 : (second - 86_399) / 86_400)
  }
}
