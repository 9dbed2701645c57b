import StemmaCore
/// How many derivatives a release had a month before and after its successor.
struct SuccessionChange: Sendable, Hashable {
  /// What the window of the claim is, in days on either side.
  static let window = 91.0

  /// The relative change; nil when nothing was made before, or the time after is not over.
  let change: Double?
  /// Both rates, the thirds of both windows, and the share made after the successor.
  let points: [Measure.Point]
  let notes: [String]

  /// `derivatives` are the times at which they were made; what bears the first day that the Hub knows
  /// may be older, and is in no window.
  init(_ pair: ReleasePair, derivatives: [Int64], watchedTo end: Int64) {
    let title = "\(pair.before.name) then \(pair.after.name)"
    let day = ActivityLog.secondsOfDay
    let old = derivatives.count(where: ActivityRelease.isFloor)
    let ages = derivatives.filter { !ActivityRelease.isFloor($0) }
      .map { Double($0 - pair.after.time) / day }
    let later = derivatives.count { $0 >= pair.after.time }
    // A release younger than the window cannot have had derivatives before itself.
    let young = Double(pair.after.time - pair.before.time) / day
    let lead = min(Self.window, max(0, young))
    let watched = min(Self.window, max(0, Double(end - pair.after.time) / day))
    let isOver = watched >= Self.window
    let before = Self.monthly(ages.count { $0 >= -lead && $0 < 0 }, in: lead)
    let after = Self.monthly(ages.count { $0 >= 0 && $0 < watched }, in: watched)
    change =
      isOver ? before.flatMap { old in after.flatMap { old > 0 ? $0 / old - 1 : nil } } : nil
    let third = Self.window / 3
    let thirds = (-3..<3).map { place -> Measure.Point in
      let (from, to) = (Double(place) * third, Double(place + 1) * third)
      let label = "\(title): days \(Int(from.rounded())) to \(Int(to.rounded()))"
      guard to > -lead else { return .init(label, nil, note: "before its release") }
      guard place < 0 || to <= watched else { return .init(label, nil, note: "not over yet") }
      let first = place < 0 ? max(from, -lead) : from
      return .init(
        label,
        Double(ages.count { $0 >= first && $0 < to }),
        note: first > from
          ? "derivatives in \(Int((to - first).rounded()).counted("day"))" : "derivatives"
      )
    }
    points =
      [
        .init("\(title): change", change, note: "successor on \(ActivityLog.day(pair.after.time))"),
        .init("\(title): a month before", before, note: "over \(Int(lead).counted("day"))"),
        .init("\(title): a month after", after, note: "over \(Int(watched).counted("day"))"),
        .init(
          "\(title): share made after",
          derivatives.isEmpty ? nil : Double(later) / Double(derivatives.count),
          note: "\(later) of \(derivatives.count)"
        ),
      ] + thirds
    notes =
      (isOver ? [] : ["\(title): the 91 days after the successor are not over: right-censored."])
      + (young < 0 ? ["\(title): the successor's repository is older."] : [])
      + (old == 0
        ? []
        : [
          "\(title): \(old) derivatives bear \(ReuseAnchor.floor), the first day that the Hub knows, "
            + "and are in no window: they may be older."
        ])
  }

  private static func monthly(_ count: Int, in days: Double) -> Double? {
    days > 0 ? Double(count) / (days / 30.4375) : nil
  }
}
