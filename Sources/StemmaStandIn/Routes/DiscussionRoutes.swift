internal import StemmaCore

extension HubRoutes {
  /// `/api/models/{id}/discussions`; `limit` is ignored and there is no `Link`.
  func discussions(of repo: Reached) async throws -> Reply {
    let ofType = try await told(repo).filter(isWanted)
    let wanted = ofType.filter { isInState($0, request.value("status") ?? "all") }
    let start = request.rowsBefore(pageSize: 50)
    let rows = wanted.dropFirst(start).prefix(50)
    let owner = try await owner(of: repo)
    return .json([
      "discussions": .array(rows.map { row(of: $0, repo: repo, owner: owner) }),
      "count": .integer(Int64(wanted.count)),
      "start": .integer(Int64(start)),
      "numClosedDiscussions": .integer(Int64(ofType.count { isInState($0, "closed") })),
    ])
  }

  /// `/api/models/{id}/discussions/{num}`.
  func discussion(of repo: Reached, number: String) async throws -> Reply {
    let found = try await told(repo).first { $0["num"]?.integer.map(String.init) == number }
    guard let found else { return .error(404, "Discussion not found") }
    let rowsOnly: Set = ["numComments", "topReactions", "numReactionUsers", "repoOwner"]
    let owner = try await owner(of: repo)
    let order = [
      "_id", "author", "org", "num", "repo", "title", "status", "createdAt", "events", "pinned",
      "locked", "collection", "isPullRequest", "isReport",
    ]
    let known = order.compactMap { key in
      (found[key] ?? derived(key, of: found, repo: repo, owner: owner)).map {
        JSONValue.Member(key, $0)
      }
    }
    let rest = (found.object ?? []).filter { !order.contains($0.key) && !rowsOnly.contains($0.key) }
    return .json(.object(known + rest))
  }

  /// `/api/models/{id}/likers`: all at once, with the times of their likes where they are asked for.
  func likers(of repo: Reached) async throws -> Reply {
    let rows = try await catalogue.attachment(.likers, of: repo.kind, id: repo.id)?.array ?? []
    let asked = request.values("expand")
    guard asked.allSatisfy(options.likeTimes.contains) else {
      return .error(400, "\"expand\" is not allowed")
    }
    return .json(.array(rows.map { liker($0, of: repo, isDated: !asked.isEmpty) }))
  }

  /// A like is as old as its repository and its account allow, where the world does not tell.
  private func liker(_ row: JSONValue, of repo: Reached, isDated: Bool) -> JSONValue {
    let members = (row.object ?? []).filter { $0.key != "likedAt" }
    guard isDated else { return .object(members) }
    let made = [
      repo.fields["createdAt"]?.string,
      row["_id"]?.string.flatMap(HubIdentity.createdAt(objectID:)),
    ].compactMap { $0 }.max()
    let time = row["likedAt"] ?? .string(made ?? HubIdentity.floor)
    return .object(members + [.init("likedAt", time)])
  }

  /// The discussions told, newest first.
  private func told(_ repo: Reached) async throws -> [JSONValue] {
    let told = try await catalogue.attachment(.discussions, of: repo.kind, id: repo.id)
    return (told?.array ?? []).sorted { ($0["num"]?.integer ?? 0) > ($1["num"]?.integer ?? 0) }
  }

  private func isWanted(_ discussion: JSONValue) -> Bool {
    let isPull = discussion["isPullRequest"]?.bool ?? false
    let type = request.value("type") ?? "all"
    guard type == "all" || (type == "pull_request") == isPull else { return false }
    if let author = request.value("author"), discussion["author"]?["name"]?.string != author {
      return false
    }
    guard let search = request.value("search") else { return true }
    return discussion["title"]?.string?.lowercased().contains(search.lowercased()) ?? false
  }

  private func isInState(_ discussion: JSONValue, _ state: String) -> Bool {
    let isClosed = ["closed", "merged"].contains(discussion["status"]?.string ?? "open")
    return state == "all" || (state == "closed") == isClosed
  }

  private func row(of discussion: JSONValue, repo: Reached, owner: JSONValue) -> JSONValue {
    let order = [
      "num", "author", "repo", "title", "status", "createdAt", "isPullRequest", "numComments",
      "topReactions", "numReactionUsers", "pinned", "repoOwner",
    ]
    return .object(
      order.compactMap { key in
        (discussion[key] ?? derived(key, of: discussion, repo: repo, owner: owner)).map {
          JSONValue.Member(key, $0)
        }
      }
    )
  }

  private func derived(
    _ key: String,
    of discussion: JSONValue,
    repo: Reached,
    owner: JSONValue
  ) -> JSONValue? {
    switch key {
    case "_id": discussion["events"]?.array?.first?["id"]
    case "org": owner["type"] == "org" ? owner : nil
    case "repo": ["name": .string(repo.id), "type": .string(repo.kind.rawValue)]
    case "status": "open"
    case "events", "topReactions": []
    case "collection": "discussions"
    case "pinned", "locked", "isPullRequest", "isReport": false
    case "numReactionUsers": 0
    case "numComments": .integer(Int64(comments(of: discussion).count))
    case "repoOwner": participation(of: owner, in: discussion)
    default: nil
    }
  }

  private func comments(of discussion: JSONValue) -> [JSONValue] {
    (discussion["events"]?.array ?? []).filter { $0["type"] == "comment" }
  }

  private func participation(of owner: JSONValue, in discussion: JSONValue) -> JSONValue {
    let name = owner["name"] ?? ""
    let speakers = comments(of: discussion).compactMap { $0["author"]?["name"] }
    return [
      "name": name,
      "isParticipating": .bool(speakers.contains(name)),
      "type": owner["type"] ?? "user",
      "isDiscussionAuthor": .bool(discussion["author"]?["name"] == name),
    ]
  }

  /// The repository's owner, as organization when the catalogue knows it as one.
  private func owner(of repo: Reached) async throws -> JSONValue {
    let name = repo.fields["author"]?.string ?? RepoName.owner(of: repo.id) ?? ""
    guard let account = try await catalogue.account(name), account.isOrganization else {
      return ["name": .string(name), "type": "user"]
    }
    let overview = account.overview
    return [
      "avatarUrl": overview["avatarUrl"] ?? "", "fullname": overview["fullname"] ?? "",
      "name": .string(name), "type": "org", "isHf": false, "details": overview["details"] ?? "",
    ]
  }
}
