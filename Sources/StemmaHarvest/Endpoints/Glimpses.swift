import StemmaCore
import StemmaDerive
import StemmaHub

/// Listings of what changes without a commit: of all repositories of a kind, or of the gated ones.
///
/// The subject is the time since which the listing by change tells what commits changed.
struct Glimpses: RecordsEndpoint {
  let name: String
  let isPaged = true
  let endsWithItsLinks: Bool
  private let gated: Bool?

  /// All repositories of a kind.
  static let census = Glimpses(name: "census", endsWithItsLinks: true, gated: nil)
  /// The gated repositories of a kind.
  static let gated = Glimpses(name: "gated", endsWithItsLinks: false, gated: true)

  func title(_ kind: RepoKind) -> String {
    (gated == nil ? "count all " : "gated ") + kind.apiSegment
  }

  /// The step for a kind, of which there should be `count` that it lists.
  func step(_ kind: RepoKind, since time: String, counted count: Int, pageSize: Int) -> NewStep {
    NewStep(
      self,
      kind,
      time,
      gated: gated,
      known: count,
      sort: .createdAt,
      isAscending: gated == nil,
      pageSize: pageSize,
      expand: Expand.glimpse(kind)
    )
  }

  func objection(to page: RecordsPage, of request: StepRequest) -> String? {
    if page.isOfNothing, request.isOfMany {
      return "the Hub lists no \(gated == nil ? "" : "gated ")\(request.kind.apiSegment) at all"
    }
    guard gated != nil, page.facts.contains(where: { $0.text(.gated) == "false" }) else {
      return nil
    }
    return "the Hub's answer ignores the filter"
  }

  func apply(
    _ page: RecordsPage,
    _ reply: AcceptedReply,
    to derive: DeriveStage
  ) throws -> Applied {
    var applied = Applied()
    for facts in page.facts {
      try apply(facts, since: reply.request.subject, to: derive, reply.harvest, &applied)
    }
    return applied
  }

  /// Applies a glimpse, but for the head: what else its commit changed is not known from it.
  ///
  /// What changed since the time `since` is left to the listing by change.
  private func apply(
    _ facts: RepoFacts,
    since: String,
    to derive: DeriveStage,
    _ harvest: Int64,
    _ applied: inout Applied
  ) throws {
    let isOlder = facts.text(.lastModified).map { $0 < since } ?? true
    guard let known = try derive.known(facts) else {
      if isOlder { applied.unread.append(facts.name) }
      return
    }
    if isOlder, let sha = facts.text(.sha), sha != known.head { applied.unread.append(facts.name) }
    if try derive.apply(facts.withoutHead, to: known, harvest: harvest) != .unchanged {
      applied.changes += 1
    }
  }
}
