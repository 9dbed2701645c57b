import StemmaDerive
import StemmaCore
import StemmaHub

/// The repositories of a kind that changed since the subject, a time: the latest first.
struct ChangeListing: RecordsEndpoint {
  let name = "changed"
  let isPaged = true

  func title(_ kind: RepoKind) -> String { "\(kind.apiSegment) that changed" }

  /// The step for a kind, of which there should be `count` in all.
  func step(_ kind: RepoKind, since time: String, counted count: Int, pageSize: Int) -> NewStep {
    NewStep(
      self,
      kind,
      time,
      known: count,
      sort: .lastModified,
      pageSize: pageSize,
      expand: Expand.sweep(kind)
    )
  }

  /// The listing is read to the page that goes back to the time.
  func next(after page: RecordsPage, from url: String, to request: StepRequest) -> Continuation {
    let oldest = page.facts.last?.text(.lastModified)
    return oldest.map { $0 < request.subject } ?? false ? .end : .link
  }

  func objection(to page: RecordsPage, of request: StepRequest) -> String? {
    if page.isOfNothing, request.isOfMany {
      return "the Hub lists no \(request.kind.apiSegment) at all"
    }
    return isInOrder(page) ? nil : "the Hub's answer is not in the order of change"
  }

  /// Rows that say nothing of their change come last, and not on their own.
  private func isInOrder(_ page: RecordsPage) -> Bool {
    guard !page.facts.isEmpty else { return true }
    let times = page.facts.map { $0.text(.lastModified) ?? "" }
    return times.first != "" && zip(times, times.dropFirst()).allSatisfy { $0 >= $1 }
  }
}
