import StemmaCore
import StemmaHub

/// All repositories of a kind: by creation, the one key that never moves while it is walked.
struct FullListing: RecordsEndpoint {
  let name = "listing"
  let isPaged = true
  let endsWithItsLinks = true

  func title(_ kind: RepoKind) -> String { "list all \(kind.apiSegment)" }

  func step(_ kind: RepoKind, pageSize: Int) -> NewStep {
    NewStep(self, kind, sort: .createdAt, pageSize: pageSize, expand: Expand.sweep(kind))
  }
}
