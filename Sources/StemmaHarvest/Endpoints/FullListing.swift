import StemmaCore
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

  func step(_ kind: RepoKind, pageSize: Int) -> NewStep {
    NewStep(
      self,
      kind,
      sort: .createdAt,
      isAscending: true,
      pageSize: pageSize,
      expand: Expand.sweep(kind)
    )
  }
}
