import StemmaCore
import StemmaHub

/// Looks at each point of the Hub's contract that is open or may have moved.
struct ContractProbes {
  let door: DoctorDoor
  /// A next page that an earlier checkup was given.
  let earlier: EarlierPage?
  /// In seconds since 1970.
  let now: Double

  /// A line for each point, in their order.
  ///
  /// - Throws: What stopped the first request, or `HarvestError` when nothing that answers is a Hub.
  func lines() async throws -> [Checkup.Line] {
    var lines = [try await robots(), try await openAPI(), try await properties()]
    let filtered = try await filteredOrder()
    lines += [try await order(), filtered]
    let page = try await door.ask(Self.sweepPage)
    lines += [self.page(page), try await nextPage(page), try await handMade(page)]
    lines += [try await limit(), try await sort(), try await otherOrder()]
    lines += [
      try await vanished(), try await oldName(hasChildren: filtered.verdict != .unknown),
      try await letterCase(),
    ]
    lines += [try await adapters(), try await datedLikes(page?.rows ?? [])]
    let detail = try await door.ask(Self.detail)
    lines += [try await notModified(detail), try await files(detail), try await counts(detail)]
    lines += [discussionsOff(), try await gatedCard(), try await likers(), try await lag()]
    return lines + [try await absence(detail), try await laterCursor()]
  }

  /// The line of a point whose probe got no usable reply.
  func unseen(_ point: ContractPoint, _ reply: ProbeReply?, _ what: String) -> Checkup.Line {
    let why = reply?.sight ?? door.closed ?? "no reply came"
    return point.line(.unknown, "\(what): \(why)")
  }

  /// Whether a reply says nothing of a point: none came, or the Hub is busy.
  func isUnseen(_ reply: ProbeReply?) -> Bool {
    guard let reply else { return true }
    return reply.status == 429 || reply.status >= 500
  }

  static let sweepPage = HubAddress.listing(
    .model,
    sort: .createdAt,
    isAscending: true,
    limit: 1000,
    expand: Expand.sweep(.model)
  )

  static let detail = HubAddress.detail(
    .model,
    ProbeSubjects.renamed.new,
    expand: ["childrenModelCount", "createdAt", "sha"]
  )
}

extension JSONValue {
  /// The repository's name, of a row of a listing.
  var repoName: String? { self["id"]?.string }

  /// The repository's identity, of a row of a listing.
  var repoID: String? { self["_id"]?.string }
}
