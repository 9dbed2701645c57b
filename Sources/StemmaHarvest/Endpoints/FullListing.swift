import StemmaCore
import StemmaDerive
import StemmaHub

/// All repositories of a kind: by creation, the one key that never moves while it is walked, and the
/// oldest first where the Hub lists them so.
///
/// Then what is created meanwhile comes last and is not missed, a listing that was stopped goes on
/// days later, and its last page asked again brings what is new: see ``Arrivals``.
struct FullListing: RecordsEndpoint {
  let name = "listing"
  let isPaged = true
  let endsWithItsLinks = true

  func title(_ kind: RepoKind) -> String { "list all \(kind.apiSegment)" }

  /// The step for a kind of which there should be `count`, as far as that is known.
  func step(_ kind: RepoKind, counted count: Int? = nil, pageSize: Int) -> NewStep {
    NewStep(
      self,
      kind,
      known: count,
      sort: .createdAt,
      isAscending: true,
      pageSize: pageSize,
      expand: Expand.sweep(kind)
    )
  }

  // There is no Hub without models.
  func objection(to page: RecordsPage, of request: StepRequest) -> String? {
    page.isOfNothing && (request.kind == .model || request.isOfMany)
      ? "the Hub lists no \(request.kind.apiSegment) at all" : nil
  }
}
