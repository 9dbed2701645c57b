extension ActivityLog {
  /// The calendar months from the release, or from the first day that counts, to the harvest.
  ///
  /// Without a release they begin with the first contribution; empty when nothing tells a month.
  func months(of parts: [ActivityRepo.Part] = ActivityRepo.Part.allCases) -> [String] {
    let ends = repos.flatMap { repo in parts.compactMap { repo.end(of: $0) } }
    guard let first = release ?? history.first?.time, let last = ends.max() else { return [] }
    return Months.from(Self.month(max(first, start ?? first)), through: Self.month(last))
  }

  /// A count for each month, with the mean as value.
  func monthly(
    _ kinds: [Contribution.Kind],
    count: (ArraySlice<Contribution>) -> [String: Int]
  ) -> Reading {
    let parts = ActivityRepo.Part.allCases.filter { kinds.map(\.part).contains($0) }
    return reading(of: kinds) {
      let months = months(of: parts)
      guard !months.isEmpty else {
        return .none(because: "no month is known in which it was on the Hub", evidence: "")
      }
      let counts = count(contributions.filter { kinds.contains($0.kind) }[...])
      let points = months.map {
        Measure.Point($0, Double(counts[$0] ?? 0), note: note(on: $0, of: parts))
      }
      let total = points.compactMap(\.value).reduce(0, +)
      return Reading(total / Double(points.count), points: points, evidence: "")
    }
  }

  /// Contributions of some kinds in each month.
  func monthly(_ kinds: Contribution.Kind...) -> Reading {
    monthly(kinds) { Self.counted($0) }
  }

  /// How many there are in each month.
  static func counted(_ contributions: ArraySlice<Contribution>) -> [String: Int] {
    contributions.reduce(into: [:]) { $0[month($1.time), default: 0] += 1 }
  }

  /// How many distinct accounts acted in each month.
  static func contributors(_ contributions: ArraySlice<Contribution>) -> [String: Int] {
    contributions.reduce(into: [String: Set<Int64>]()) { months, contribution in
      months[month(contribution.time), default: []].formUnion(contribution.actors)
    }.mapValues(\.count)
  }

  /// How many accounts acted for the first time in each month; what was before the first day that
  /// counts makes nobody new.
  var newcomers: [String: Int] {
    firstActs.values.filter { $0 >= start ?? .min }
      .reduce(into: [:]) { $0[Self.month($1), default: 0] += 1 }
  }

  /// When each account acted for the first time.
  var firstActs: [Int64: Int64] {
    history.reduce(into: [:]) { first, contribution in
      for actor in contribution.actors where first[actor] == nil {
        first[actor] = contribution.time
      }
    }
  }

  private func note(on month: String, of parts: [ActivityRepo.Part]) -> String? {
    let ends = repos.flatMap { repo in parts.compactMap { repo.end(of: $0) } }
    if let release, Self.month(release) == month { return "released \(Self.day(release))" }
    if let last = ends.max(), Self.month(last) == month { return "up to \(Self.day(last))" }
    return nil
  }
}
