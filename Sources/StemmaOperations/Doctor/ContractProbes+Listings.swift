import Foundation
import StemmaCore
import StemmaHarvest
import StemmaHub

extension ContractProbes {
  /// Asks for a property that cannot be: the refusal lists those that can.
  func properties() async throws -> Checkup.Line {
    let point = ContractPoint.properties
    var faults: [String] = []
    var counts: [String] = []
    for kind in RepoKind.allCases {
      let reply = try await door.ask(.listing(kind, limit: 1, expand: ["zzz"]))
      if kind == .model { try requireHub(reply) }
      guard let reply, !isUnseen(reply) else { return unseen(point, reply, kind.apiSegment) }
      guard reply.status == 400 else {
        faults.append("\(kind.apiSegment): \(reply.sight)")
        continue
      }
      let asked = Expand.sweep(kind).filter { !Expand.doubtful.contains($0) }
      let refusal = HubError(refusal: reply)
      guard case .refusedProperty(let allowed) = refusal.code, !allowed.isEmpty else {
        faults.append("\(kind.apiSegment): names none")
        continue
      }
      counts.append("\(allowed.count) of \(kind.apiSegment)")
      faults += refusal.refused(among: asked).map { "unknown: \(kind.apiSegment) \($0)" }
      let known = Set(Expand.known(kind))
      faults += allowed.filter { !known.contains($0) }.map { "new: \(kind.apiSegment) \($0)" }
    }
    return faults.isEmpty
      ? point.line(.same, "all known: \(counts.joined(separator: ", "))")
      : point.line(.differs, faults.joined(separator: ", "))
  }

  private func requireHub(_ reply: ProbeReply?) throws {
    guard let reply else { throw HarvestError(noHub: "no reply", door) }
    let isHub = reply.status == 400 || reply.status == 429 || reply.rows != nil
    if !isHub { throw HarvestError(noHub: reply.sight, door) }
  }

  /// How two rows stand that should be the oldest.
  private enum Seen: Equatable {
    case ascending(from: String)
    case descending(from: String)
    case refused(String)
    case unclear(String)
  }

  private func seen(_ address: HubAddress) async throws -> (Seen, ProbeReply?) {
    let reply = try await door.ask(address)
    guard let reply, !isUnseen(reply) else { return (.unclear("nothing"), reply) }
    guard let rows = reply.rows else { return (.refused(reply.sight), reply) }
    let times = rows.compactMap { $0["createdAt"]?.string }
    guard let first = times.first else { return (.unclear("no rows"), reply) }
    let day = String(first.prefix(10))
    if first.hasPrefix(ProbeSubjects.floor) { return (.ascending(from: day), reply) }
    guard times.count > 1, times[0] != times[1] else { return (.unclear(day), reply) }
    return (times[0] < times[1] ? .ascending(from: day) : .descending(from: day), reply)
  }

  func order() async throws -> Checkup.Line {
    let point = ContractPoint.order
    var verdict = Checkup.Verdict.same
    var words: [String] = []
    for kind in RepoKind.allCases {
      let address = HubAddress.listing(
        kind,
        sort: .createdAt,
        isAscending: true,
        limit: 2,
        expand: ["createdAt"]
      )
      let (seen, reply) = try await seen(address)
      switch seen {
      case .ascending(let day): words.append("\(kind.apiSegment) from \(day)")
      case .descending(let day):
        verdict = .differs
        words.append("\(kind.apiSegment) ignored: \(day) first")
      case .refused(let sight):
        verdict = .differs
        words.append("\(kind.apiSegment) refused: \(sight)")
      case .unclear(let what):
        if verdict == .same { verdict = .unknown }
        words.append("\(kind.apiSegment): \(reply == nil ? door.closed ?? what : what)")
      }
    }
    return point.line(verdict, words.joined(separator: ", "))
  }

  func filteredOrder() async throws -> Checkup.Line {
    let point = ContractPoint.filteredOrder
    let address = HubAddress.listing(
      .model,
      filters: [ProbeSubjects.children(of: ProbeSubjects.renamed.new)],
      sort: .createdAt,
      isAscending: true,
      limit: 2,
      expand: ["createdAt"]
    )
    let (seen, reply) = try await seen(address)
    return switch seen {
    case .ascending(let day): point.line(.same, "from \(day)")
    case .descending(let day): point.line(.differs, "the newest, of \(day)")
    case .refused(let sight): point.line(.differs, sight)
    case .unclear(let what): unseen(point, reply, what)
    }
  }

  func page(_ reply: ProbeReply?) -> Checkup.Line {
    let point = ContractPoint.page
    guard let reply, reply.status != 429 else { return unseen(point, reply, "a page") }
    guard let rows = reply.rows else { return point.line(.differs, reply.sight) }
    let isLinked = door.next(after: reply) != nil
    let seen = "\(rows.count.counted("row"))\(isLinked ? " and a next page" : "")"
    if rows.count == 1000, isLinked { return point.line(.same, seen) }
    // A Hub of fewer models than a page holds.
    return point.line(isLinked || rows.count > 1000 ? .differs : .unknown, seen)
  }

  func nextPage(_ page: ProbeReply?) async throws -> Checkup.Line {
    let point = ContractPoint.nextPage
    guard let page, let last = page.rows?.last?.repoID, let next = door.next(after: page) else {
      return unseen(point, page, "no next page")
    }
    let reply = try await door.ask(next)
    guard let reply, !isUnseen(reply) else { return unseen(point, reply, "the next page") }
    guard let first = reply.rows?.first?.repoID else { return point.line(.differs, reply.sight) }
    return point.line(first > last ? .same : .differs, "\(first) after \(last)")
  }

  func handMade(_ page: ProbeReply?) async throws -> Checkup.Line {
    let point = ContractPoint.handMade
    guard let rows = page?.rows, rows.count > 2, let place = rows[rows.count / 2].repoID else {
      return unseen(point, page, "no rows")
    }
    let cursor = JSONValue.object([.init("_id", ["$gt": .string(place)])]).text
    let address = HubAddress.listing(
      .model,
      sort: .createdAt,
      isAscending: true,
      limit: 1,
      expand: ["createdAt"]
    )
    let reply = try await door.ask(
      address.pathAndQuery + "&cursor="
        + Data(cursor.utf8).base64EncodedString().replacing("=", with: "%3D")
    )
    guard let reply, !isUnseen(reply) else { return unseen(point, reply, "made by hand") }
    guard let found = reply.rows?.first?.repoID else { return point.line(.differs, reply.sight) }
    let isNext = found == rows[rows.count / 2 + 1].repoID
    return point.line(isNext ? .same : .differs, isNext ? "the row behind" : "another row")
  }

  func limit() async throws -> Checkup.Line {
    let point = ContractPoint.limit
    let reply = try await door.ask(.listing(.model, limit: 1001, expand: ["sha"]))
    guard let reply, !isUnseen(reply) else { return unseen(point, reply, "limit=1001") }
    if reply.status == 400 { return point.line(.same, reply.sight) }
    guard let rows = reply.rows else { return point.line(.differs, reply.sight) }
    return point.line(rows.count <= 1000 ? .same : .differs, rows.count.counted("row"))
  }

  func sort() async throws -> Checkup.Line {
    let point = ContractPoint.sort
    let nonsense = HubAddress.Sort(rawValue: "nonsense")
    let reply = try await door.ask(.listing(.model, sort: nonsense, limit: 2))
    guard let reply, !isUnseen(reply) else { return unseen(point, reply, "sort=nonsense") }
    return point.line(reply.status == 400 ? .same : .differs, reply.sight)
  }

  func otherOrder() async throws -> Checkup.Line {
    let point = ContractPoint.otherOrder
    let address = HubAddress.listing(
      .model,
      sort: .downloads,
      isAscending: true,
      limit: 2,
      expand: ["downloads"]
    )
    let reply = try await door.ask(address)
    guard let reply, !isUnseen(reply) else { return unseen(point, reply, "sort=downloads") }
    if reply.status == 400 { return point.line(.same, reply.sight) }
    let counts = reply.rows?.compactMap { $0["downloads"]?.integer } ?? []
    let isTurned = counts.count == 2 && counts[0] <= counts[1]
    return point.line(.differs, isTurned ? "served: fewest first" : "ignored: most first")
  }

  func lag() async throws -> Checkup.Line {
    let point = ContractPoint.lag
    let address = HubAddress.listing(.model, sort: .createdAt, limit: 1, expand: ["createdAt"])
    let reply = try await door.ask(address)
    guard let reply, let made = reply.rows?.first?["createdAt"]?.string,
      let time = Timestamp.secondsSince1970(in: made)
    else { return unseen(point, reply, "the newest") }
    let present = reply.date ?? now
    let minutes = Int((present - Double(time)) / 60)
    // Where days pass without a new model, the age of the newest says nothing.
    guard minutes < Self.quietMinutes else {
      return point.line(.unknown, "of \(made.prefix(10)): few models are made there")
    }
    return point.line(minutes < 60 ? .same : .differs, "\(minutes) minutes ago")
  }

  private static let quietMinutes = 3 * 24 * 60

  func laterCursor() async throws -> Checkup.Line {
    let point = ContractPoint.laterCursor
    guard let earlier else {
      return point.line(.unknown, "no checkup a day ago or more: run it again tomorrow")
    }
    let reply = try await door.ask(earlier.url)
    guard let reply, !isUnseen(reply) else { return unseen(point, reply, "the page of then") }
    guard let rows = reply.rows else {
      return point.line(.differs, "\(reply.sight) after \(earlier.days.counted("day"))")
    }
    let now = Set(rows.compactMap(\.repoID))
    let kept = earlier.ids.count { now.contains($0) }
    let seen = "\(kept) of \(earlier.ids.count.counted("row")) after \(earlier.days.counted("day"))"
    return point.line(kept * 10 >= earlier.ids.count * 9 ? .same : .differs, seen)
  }
}

extension HarvestError {
  fileprivate init(noHub sight: String, _ door: DoctorDoor) {
    self.init(
      description: "The Hub's answer is no listing of models (\(sight)"
        + "\(door.closed.map { ", \($0)" } ?? "")). Check HF_ENDPOINT, or try again later."
    )
  }
}

extension HubError {
  fileprivate init(refusal reply: ProbeReply) {
    let response = HTTPResponse(url: reply.url, status: reply.status, headers: reply.headers)
    self.init(reply: response, body: reply.body)
  }
}
