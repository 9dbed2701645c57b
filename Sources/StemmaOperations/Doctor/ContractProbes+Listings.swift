import StemmaCore
import StemmaHub

/// Looks at each unconfirmed point of the Hub's contract.
struct ContractProbes {
  let door: DoctorDoor
  let specimens: Specimens

  /// A line for each point, in the order of the list, and for the properties.
  func lines() async throws -> [Checkup.Line] {
    [
      try await pageLimit(), try await commitPage(), try await notModified(),
      try await gatedCard(), try await buckets(), try await oldName(), try await revision(),
      try await missingParent(), relation(), try await cursor(), try await likers(),
      try await discussionsOff(), try await robots(), try await openAPI(), baseModels(),
      try await unknownSort(), try await properties(),
    ]
  }

  /// The line of a point whose probe got no usable reply.
  func unseen(_ point: ContractPoint, _ reply: ProbeReply?, _ what: String) -> Checkup.Line {
    let why = reply?.sight ?? door.closed ?? "no reply came"
    return point.line(.unknown, "\(what): \(why)")
  }
}

extension ContractProbes {
  private func pageLimit() async throws -> Checkup.Line {
    let point = ContractPoint.pageLimit
    let asked = HubAddress.listing(.model, sort: .createdAt, limit: 2000, expand: ["createdAt"])
    guard let reply = try await door.ask(asked) else { return unseen(point, nil, "limit=2000") }
    guard let rows = reply.rows else {
      return reply.status >= 500 || reply.status == 429
        ? unseen(point, reply, "limit=2000") : point.line(.differs, reply.sight)
    }
    return point.line(rows.count <= 1000 ? .same : .differs, "\(rows.count) rows")
  }

  private func oldName() async throws -> Checkup.Line {
    let point = ContractPoint.oldName
    let (old, new) = Specimens.renamed
    let detail = try await door.ask(.detail(.model, old, expand: ["sha"]))
    guard let detail, (300..<400).contains(detail.status) else {
      return unseen(point, detail, "\(old) is not shown to be \(new) now")
    }
    let reply = try await door.ask(.listing(.model, filters: ["base_model:\(old)"], limit: 1))
    guard let rows = reply?.rows else { return unseen(point, reply, "filter by \(old)") }
    return point.line(
      rows.isEmpty ? .same : .differs,
      rows.first?.repoName.map { "lists \($0)" } ?? "lists nothing"
    )
  }

  private func revision() async throws -> Checkup.Line {
    let point = ContractPoint.revision
    let filter = "base_model:\(Specimens.renamed.new)@main"
    let reply = try await door.ask(.listing(.model, filters: [filter], limit: 1))
    guard let rows = reply?.rows else { return unseen(point, reply, "filter by a revision") }
    return point.line(
      rows.isEmpty ? .same : .differs,
      rows.first?.repoName.map { "lists \($0)" } ?? "lists nothing"
    )
  }

  private func cursor() async throws -> Checkup.Line {
    let point = ContractPoint.cursor
    let first = try await door.ask(
      .listing(.model, sort: .createdAt, limit: 1, expand: ["createdAt"])
    )
    guard let first, first.rows != nil, let next = door.next(after: first) else {
      return unseen(point, first, "no second page")
    }
    let once = try await door.ask(next)
    let again = try await door.ask(next)
    guard let before = once?.rows else { return unseen(point, once, "the second page") }
    guard let again else { return unseen(point, nil, "the second page once more") }
    guard let after = again.rows else { return point.line(.differs, again.sight) }
    let isSame = before.map(\.repoName) == after.map(\.repoName)
    let age = specimens.newest.first?["createdAt"]?.string.map { "; newest model \($0)" } ?? ""
    return point.line(isSame ? .same : .differs, (isSame ? "asked twice" : "other rows") + age)
  }

  private func baseModels() -> Checkup.Line {
    let point = ContractPoint.baseModels
    return switch specimens.takesBaseModels {
    case true?: point.line(.same, "answered")
    case false?: point.line(.differs, specimens.first.sight)
    case nil: unseen(point, specimens.first, "listing")
    }
  }

  private func unknownSort() async throws -> Checkup.Line {
    let point = ContractPoint.unknownSort
    let sort = HubAddress.Sort(rawValue: "stemmaProbe")
    guard let reply = try await door.ask(.listing(.model, sort: sort, limit: 1)) else {
      return unseen(point, nil, "sort=stemmaProbe")
    }
    if reply.rows != nil { return point.line(.same, "answered") }
    return reply.status < 500 && reply.status != 429
      ? point.line(.differs, reply.sight) : unseen(point, reply, "sort=stemmaProbe")
  }

  /// Asks for a property that cannot be: the refusal lists those that can.
  private func properties() async throws -> Checkup.Line {
    let point = ContractPoint.properties
    var unknown: [String] = []
    for kind in RepoKind.allCases {
      let reply = try await door.ask(.listing(kind, limit: 1, expand: ["stemmaProbe"]))
      guard let reply, reply.status == 400 else {
        return unseen(point, reply, "listing of \(kind.apiSegment)")
      }
      let asked = Expand.sweep(kind).filter { !Expand.doubtful.contains($0) }
      let refusal = HubError(refusal: reply)
      unknown += refusal.refused(among: asked).map { "\(kind.apiSegment) \($0)" }
    }
    return point.line(
      unknown.isEmpty ? .same : .differs,
      unknown.isEmpty ? "all known" : "unknown: \(unknown.joined(separator: ", "))"
    )
  }
}

extension HubError {
  fileprivate init(refusal reply: ProbeReply) {
    let response = HTTPResponse(url: reply.url, status: reply.status, headers: reply.headers)
    self.init(reply: response, body: reply.body)
  }
}
