extension ActivityLog {
  /// A life from its beginning to its last sign, as survival analysis wants it.
  ///
  /// It ended when a silence of 180 days followed; otherwise the end may have come at the last sign
  /// or may be still to come, so that it is censored there.
  static func life(from first: Int64, to last: Int64, watchedTo end: Int64) -> KaplanMeier.Subject {
    KaplanMeier.Subject(
      duration: Double(max(0, last - first)) / secondsOfDay,
      isEnded: end - last >= silence
    )
  }

  /// The estimate as a reading: the median, and the share that outlives so many days.
  static func survival(_ lives: [KaplanMeier.Subject], of what: String) -> Reading {
    guard !lives.isEmpty else { return .none(because: "there are no \(what)", evidence: "") }
    let estimate = KaplanMeier(lives)
    let longest = lives.map(\.duration).max() ?? 0
    var notes = [
      "\(estimate.censored) of \(estimate.subjects) \(what) are censored: no silence of "
        + "\(Int(silentDays)) days had followed their last sign by the harvest."
    ]
    if estimate.median == nil { notes.append("More than half outlive the watch: no median.") }
    return Reading(
      estimate.median,
      points: [30.0, 62, 90, 180, 365, 730].map { days in
        guard days <= longest || estimate.steps.last?.survival == 0 else {
          return Measure.Point("\(Int(days)) days", nil, note: "nobody was watched so long")
        }
        return Measure.Point(
          "\(Int(days)) days",
          estimate.survival(at: days),
          note: note(on: estimate, at: days)
        )
      },
      notes: notes,
      evidence: ""
    )
  }

  private static func note(on estimate: KaplanMeier, at days: Double) -> String {
    let step = estimate.steps.last { $0.time <= days }
    let atRisk = estimate.steps.first { $0.time > days }?.atRisk ?? 0
    let left = "\(atRisk) watched longer"
    guard let lower = step?.lower, let upper = step?.upper else { return left }
    return "95 %: \(rounded(lower)) to \(rounded(upper)); \(left)"
  }

  private static func rounded(_ share: Double) -> Double { (share * 1000).rounded() / 1000 }
}
