import StemmaCore
import StemmaStore

struct AttentionGrowth: HistoryMetric {
  let definition = MetricDefinition(
    "attention-growth",
    of: [.model, .dataset, .space],
    definition: "The change of each counter a day, from the first day it is known to the last.",
    formula: "(v_last - v_first) / days between; nothing is filled in between",
    unit: "per day",
    source: "Our own: a difference quotient over the days between two looks.",
    cautions: [
      "Downloads of 30 days overlap: their change is one of the rate, not a number of"
        + " downloads.",
      "Two points decide it: a reset or a spike on either tilts it.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    guard let node = subject.node else { return .unmeasurable(subject) }
    let counters = AttentionCounter.allCases
    let (histories, evidence) = try AttentionHistory.known(
      of: counters,
      node: node,
      in: connection
    )
    let points = zip(counters, histories).map { counter, history in
      let gaps = history.gaps.count
      let note =
        history.growth == nil
        ? "known of \(history.observations.isEmpty ? "no day" : "one day only")"
        : "since \(history.observations[0].day), with \(gaps.counted("gap"))"
      return Measure.Point(counter.label, history.growth, note: note)
    }
    guard points.contains(where: { $0.value != nil }) else {
      return .none(because: "no counter is known of two days", evidence: evidence)
    }
    return Reading(nil, points: points, evidence: evidence)
  }
}
