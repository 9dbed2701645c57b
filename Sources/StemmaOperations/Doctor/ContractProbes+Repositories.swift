import StemmaCore
import StemmaHub

extension ContractProbes {
  func commitPage() async throws -> Checkup.Line {
    let point = ContractPoint.commitPage
    guard let name = specimens.liked?.repoName else { return unseen(point, nil, "no model") }
    let reply = try await door.ask(.commits(.model, name))
    guard let reply, let rows = reply.rows else {
      return unseen(point, reply, "commits of \(name)")
    }
    guard let total = reply.headers["X-Total-Count"].flatMap({ Int($0) }) else {
      return point.line(.differs, "\(rows.count) commits, and no X-Total-Count")
    }
    let seen = "\(rows.count) of \(total) commits"
    if rows.count == 50 { return point.line(.same, seen) }
    return point.line(rows.count == total && total < 50 ? .unknown : .differs, seen)
  }

  func notModified() async throws -> Checkup.Line {
    let point = ContractPoint.notModified
    guard let name = specimens.liked?.repoName else { return unseen(point, nil, "no model") }
    // Without counters, which could change between the two.
    let address = HubAddress.detail(.model, name, expand: ["createdAt"])
    let first = try await door.ask(address)
    guard let first, first.status == 200, let tag = first.headers["ETag"] else {
      return unseen(point, first, "no ETag")
    }
    guard let second = try await door.ask(address, ifNoneMatch: tag) else {
      return unseen(point, nil, "with If-None-Match")
    }
    return switch second.status {
    case 200: point.line(.same, "HTTP 200")
    case 429, 500...: unseen(point, second, "with If-None-Match")
    default: point.line(.differs, second.sight)
    }
  }

  func gatedCard() async throws -> Checkup.Line {
    let point = ContractPoint.gatedCard
    guard let row = specimens.gated, let name = row.repoName, let sha = row["sha"]?.string else {
      return unseen(point, nil, "no gated model")
    }
    let reply = try await door.ask(.readme(.model, name, sha: sha), anonymously: true)
    guard let reply, reply.status != 429, reply.status < 500,
      reply.headers["X-Error-Code"] != "EntryNotFound"
    else { return unseen(point, reply, "card of \(name)") }
    let isRefused =
      [401, 403].contains(reply.status) && reply.headers["X-Error-Code"] == "GatedRepo"
    return point.line(isRefused ? .same : .differs, reply.sight)
  }

  func buckets() async throws -> Checkup.Line {
    let point = ContractPoint.buckets
    guard let row = specimens.liked, let name = row.repoName, let sha = row["sha"]?.string else {
      return unseen(point, nil, "no model")
    }
    let address = HubAddress.readme(.model, name, sha: sha).pathAndQuery
    let raw = try await door.ask(address.replacing("/resolve/", with: "/raw/"))
    guard let raw, let page = raw.quota else { return unseen(point, raw, "no quota on /raw/") }
    guard page.bucket == "pages" else {
      return point.line(.differs, "/raw/ counts as \(page.bucket)")
    }
    let hop = try await door.ask(address)
    guard let hop, let before = hop.quota, let target = door.target(of: hop) else {
      return unseen(point, hop, "no redirect with a quota on /resolve/")
    }
    let end = try await door.ask(target)
    guard let end, let after = end.quota else { return unseen(point, end, "no quota behind it") }
    guard before.bucket == "resolvers", after.bucket == "resolvers" else {
      return point.line(.differs, "/resolve/ counts as \(before.bucket) and \(after.bucket)")
    }
    // A new window may have begun between the two.
    guard after.remaining <= before.remaining else {
      return point.line(.unknown, "the window ended meanwhile")
    }
    let isCounted = after.remaining < before.remaining
    return point.line(
      isCounted ? .same : .differs,
      isCounted ? "/raw/ as pages, each hop as one" : "both hops of /resolve/ count as one"
    )
  }

  func missingParent() async throws -> Checkup.Line {
    let point = ContractPoint.missingParent
    for (parent, row) in specimens.doubtfulParents.prefix(3) {
      let reply = try await door.ask(.detail(.model, parent, expand: ["createdAt"]))
      guard let reply, [401, 404].contains(reply.status) else { continue }
      let child = row.repoName ?? "?"
      let isKept = row.tags.contains("base_model:\(parent)")
      return point.line(
        isKept ? .same : .differs,
        "\(child) \(isKept ? "has" : "lacks") the tag of \(parent)"
      )
    }
    return unseen(point, nil, "no such base model among \(specimens.newest.count) new models")
  }

  func relation() -> Checkup.Line {
    let point = ContractPoint.relation
    let stated = specimens.newest.compactMap { row -> (row: JSONValue, relation: String)? in
      guard let relation = row["cardData"]?["base_model_relation"]?.string else { return nil }
      return row.tags.contains { $0.hasPrefix("base_model:") } ? (row, relation) : nil
    }
    guard !stated.isEmpty else {
      return point.line(.unknown, "none of \(specimens.newest.count) new models states one")
    }
    let other = stated.first { row, relation in
      !row.tags.contains { $0.hasPrefix("base_model:\(relation):") }
    }
    return point.line(
      other == nil ? .same : .differs,
      other.map { "\($0.row.repoName ?? "?") states \($0.relation), and the Hub says otherwise" }
        ?? "\(stated.count) cards state one, and the Hub agrees"
    )
  }
}

extension Specimens {
  /// Base models of the newest cards that may not be there, those first that the Hub does not list
  /// among the child's.
  fileprivate var doubtfulParents: [(parent: String, child: JSONValue)] {
    let there = Set(newest.compactMap { $0.repoName?.lowercased() })
    let named = newest.flatMap { row in
      row.cardParents.filter { RepoName.isWellFormed($0) && !there.contains($0.lowercased()) }
        .map { (parent: $0, child: row) }
    }
    func isUnlisted(_ pair: (parent: String, child: JSONValue)) -> Bool {
      let listed = pair.child["baseModels"]?["models"]?.array?.compactMap { $0["id"]?.string } ?? []
      return !listed.contains { $0.lowercased() == pair.parent.lowercased() }
    }
    var seen: Set<String> = []
    return (named.filter(isUnlisted) + named.filter { !isUnlisted($0) })
      .filter { seen.insert($0.parent).inserted }
  }
}

extension JSONValue {
  fileprivate var tags: [String] { self["tags"]?.array?.compactMap(\.string) ?? [] }

  /// The base models that a row's card names.
  fileprivate var cardParents: [String] {
    switch self["cardData"]?["base_model"] {
    case .string(let name)?: [name]
    case .array(let names)?: names.compactMap(\.string)
    default: []
    }
  }
}
