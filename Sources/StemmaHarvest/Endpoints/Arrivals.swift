import StemmaCore
import StemmaDerive
import StemmaHub

/// The repositories of a kind that were created since a complete listing: its last page asked again,
/// and what follows.
///
/// Only a listing that came oldest first has such a page. The subject is the time since which the
/// listing by change tells the rest. Where the Hub no longer takes the cursor, that listing tells of
/// what is new as well.
struct Arrivals: RecordsEndpoint {
  let name = "created"
  let isPaged = true
  let mayBeginAnew = false

  func title(_ kind: RepoKind) -> String { "\(kind.apiSegment) that are new" }

  func step(_ kind: RepoKind, since time: String, lastPage url: String) -> NewStep {
    NewStep(endpoint: self, kind: kind, subject: time, url: url)
  }
}
