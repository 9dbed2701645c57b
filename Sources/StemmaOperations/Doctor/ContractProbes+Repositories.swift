import StemmaCore
import StemmaHub

extension ContractProbes {
  func datedLikes(_ models: [JSONValue]) async throws -> Checkup.Line {
    let point = ContractPoint.datedLikes
    let few = models.first { (5...50).contains($0["likes"]?.integer ?? 0) }
    guard let name = few?.repoName else {
      return point.line(.unknown, "no model with 5 to 50 likes was met")
    }
    let plain = HubAddress.likers(.model, name).pathAndQuery
    let asked = try await door.ask(plain + "?expand=likedAt")
    let other = try await door.ask(plain + "?expand%5B%5D=likeAt")
    guard let asked, !isUnseen(asked) else { return unseen(point, asked, "likers of \(name)") }
    if asked.rows?.contains(where: { $0["likedAt"]?.string != nil }) == true {
      return point.line(.same, "likedAt in \((asked.rows?.count ?? 0).counted("row"))")
    }
    guard asked.rows?.isEmpty != true || other?.rows?.isEmpty != true else {
      return point.line(.unknown, "no likers of \(name) are shown")
    }
    let isOther = other?.rows?.contains { $0["likedAt"] != nil || $0["likeAt"] != nil } == true
    return point.line(.differs, isOther ? "only for expand[]=likeAt" : "neither spelling")
  }

  func notModified(_ first: ProbeReply?) async throws -> Checkup.Line {
    let point = ContractPoint.notModified
    guard let first, first.status == 200, let tag = first.headers["ETag"] else {
      return unseen(point, first, "no ETag")
    }
    let second = try await door.ask(Self.detail, ifNoneMatch: tag)
    guard let second, !isUnseen(second) else { return unseen(point, second, "with If-None-Match") }
    guard second.status == 200 else { return point.line(.differs, second.sight) }
    guard let before = first.quota, let after = second.quota, before.bucket == after.bucket else {
      return point.line(.same, "HTTP 200")
    }
    return after.remaining == before.remaining
      ? point.line(.differs, "HTTP 200, and the quota stays at \(after.remaining)")
      : point.line(.same, "HTTP 200, \(before.remaining) then \(after.remaining) left")
  }

  /// Follows a card's redirect, and asks for the same text without one.
  func files(_ detail: ProbeReply?) async throws -> Checkup.Line {
    let point = ContractPoint.files
    guard let sha = detail?.json?["sha"]?.string else { return unseen(point, detail, "no commit") }
    let address = HubAddress.readme(.model, ProbeSubjects.renamed.new, sha: sha).pathAndQuery
    let hop = try await door.ask(address)
    guard let hop, !isUnseen(hop) else { return unseen(point, hop, "/resolve/") }
    // A model without a card.
    guard hop.headers["X-Error-Code"] != "EntryNotFound" else {
      return unseen(point, hop, "no card of \(ProbeSubjects.renamed.new)")
    }
    guard hop.status == 307, let target = door.target(of: hop) else {
      return point.line(.differs, "/resolve/: \(hop.sight)")
    }
    let end = try await door.ask(target)
    let raw = try await door.ask(address.replacing("/resolve/", with: "/raw/"))
    guard let end, let raw, !isUnseen(end), !isUnseen(raw) else {
      return unseen(point, end.map { isUnseen($0) ? $0 : raw ?? $0 } ?? nil, "the card")
    }
    guard end.status == 200, raw.status == 200 else {
      return point.line(.differs, "the target: \(end.sight), /raw/: \(raw.sight)")
    }
    let told = [("/resolve/", hop), ("its target", end), ("/raw/", raw)]
    let others = told.compactMap { route, reply in
      reply.quota.flatMap { $0.bucket == "resolvers" ? nil : "\(route) counts as \($0.bucket)" }
    }
    guard others.isEmpty else { return point.line(.differs, others.joined(separator: ", ")) }
    guard let before = hop.quota, let after = end.quota else {
      return point.line(.same, "as expected; no quota is told")
    }
    // A new window may have begun between the two.
    let hops =
      after.remaining > before.remaining
      ? "the window ended meanwhile"
      : "redirect and target count as \(after.remaining < before.remaining ? "two" : "one")"
    return point.line(.same, hops)
  }

  func discussionsOff() -> Checkup.Line {
    ContractPoint.discussionsOff.line(.unknown, "no repository is known that has them off")
  }

  func gatedCard() async throws -> Checkup.Line {
    let point = ContractPoint.gatedCard
    let address = "/\(ProbeSubjects.gated)/resolve/main/README.md"
    let reply = try await door.ask(address, anonymously: true)
    guard let reply, !isUnseen(reply) else { return unseen(point, reply, ProbeSubjects.gated) }
    // Anonymous callers are told of a missing model with 401 as well, but without a code.
    guard reply.status != 404, reply.status != 401 || reply.headers["X-Error-Code"] != nil else {
      return unseen(point, reply, ProbeSubjects.gated)
    }
    var seen = "without token \(reply.sight)"
    var isExpected = reply.status == 401 && reply.headers["X-Error-Code"] == "GatedRepo"
    if door.token != nil, let granted = try await door.ask(address), !isUnseen(granted) {
      seen += ", with token \(granted.sight)"
      let isRefused = granted.status == 403 && granted.headers["X-Error-Code"] == "GatedRepo"
      // The token may have a grant.
      isExpected = isExpected && (isRefused || granted.status < 400)
    }
    return point.line(isExpected ? .same : .differs, seen)
  }

  func likers() async throws -> Checkup.Line {
    let point = ContractPoint.likers
    let listing = try await door.ask(.listing(.model, sort: .likes, limit: 1, expand: ["likes"]))
    guard let row = listing?.rows?.first, let name = row.repoName, let likes = row["likes"]?.integer
    else { return unseen(point, listing, "the most liked model") }
    let reply = try await door.ask(.likers(.model, name))
    guard let reply, let rows = reply.rows else { return unseen(point, reply, "likers of \(name)") }
    let seen = "\(rows.count) of \(likes) of \(name)"
    if door.next(after: reply) != nil { return point.line(.differs, seen + ", and a next page") }
    guard likes > 0, !rows.isEmpty else { return point.line(.unknown, seen) }
    // Deleted accounts leave the list before the counter.
    return point.line(rows.count * 10 >= Int(likes) * 9 ? .same : .differs, seen)
  }

  /// `detail` is the reply to the present name of the renamed model.
  func absence(_ detail: ProbeReply?) async throws -> Checkup.Line {
    let point = ContractPoint.absence
    let renamed = try await door.ask(
      .detail(.model, ProbeSubjects.renamed.old),
      anonymously: true
    )
    let missing = try await door.ask(.detail(.model, ProbeSubjects.missing), anonymously: true)
    guard let renamed, let missing, !isUnseen(renamed), !isUnseen(missing) else {
      return unseen(point, missing ?? renamed, "a missing model")
    }
    let location = renamed.headers["Location"]
    let isMoved = renamed.status == 307 && location?.hasPrefix("/api/models/") == true
    let isMissed = missing.status == 401 && missing.headers["X-Error-Code"] == nil
    guard !isMissed || detail?.status == 200 else {
      return unseen(point, missing, "no \(ProbeSubjects.renamed.new), and a missing model")
    }
    return point.line(
      isMoved && isMissed ? .same : .differs,
      "\(renamed.sight)\(location.map { " to \($0)" } ?? ""), \(missing.sight)"
    )
  }
}
