internal import StemmaCore

extension HubRoutes {
  /// `/api/papers/{arxiv}`.
  func paper(_ id: String) async throws -> Reply {
    guard let paper = try await catalogue.paper(id) else { return .unknownPage }
    var members = paper.object ?? []
    if paper["discussionId"] == nil {
      let published = paper["publishedAt"]?.string ?? HubIdentity.floor
      let made = HubIdentity.objectID(of: "paper", named: id, createdAt: published)
      members.append(.init("discussionId", .string(made)))
    }
    for (kind, word) in [(RepoKind.model, "Models"), (.dataset, "Datasets"), (.space, "Spaces")] {
      let total = try await catalogue.count(of: kind, tagged: "arxiv:\(id)")
      if paper["linked\(word)"] == nil {
        members.append(.init("linked\(word)", try await linked(kind, to: id)))
      }
      if paper["numTotal\(word)"] == nil {
        members.append(.init("numTotal\(word)", .integer(Int64(total))))
      }
    }
    return .json(.object(members))
  }

  /// At most four rows that carry the paper's tag.
  private func linked(_ kind: RepoKind, to id: String) async throws -> JSONValue {
    let names = Self.linkedFields(of: kind)
    var filter = ListFilter()
    filter.tags = ["arxiv:\(id)"]
    let query = ListQuery(kind: kind, filter: filter, limit: 4, fields: Set(names))
    let page = try await catalogue.page(query)
    return .array(
      page.rows.map { repo in
        let told = names.compactMap { name in
          repo.fields[name].map { JSONValue.Member(name, $0) }
        }
        return .object(told + Self.furtherMembers(of: kind))
      }
    )
  }

  private static func linkedFields(of kind: RepoKind) -> [String] {
    switch kind {
    case .model:
      [
        "author", "downloads", "gated", "id", "lastModified", "likes", "pipeline_tag", "private",
      ]
    case .dataset: ["author", "downloads", "gated", "id", "lastModified", "likes", "private"]
    case .space: ["id"]
    }
  }

  /// What such a row has that no catalogue tells.
  private static func furtherMembers(of kind: RepoKind) -> [JSONValue.Member] {
    switch kind {
    case .model:
      [
        .init("repoType", "model"), .init("isLikedByUser", false),
        .init("availableInferenceProviders", []), .init("widgetOutputUrls", []),
      ]
    case .dataset:
      [
        .init("repoType", "dataset"), .init("isLikedByUser", false), .init("isBenchmark", false),
        .init("isTraces", false),
      ]
    case .space: [.init("emoji", "🌱"), .init("running", true), .init("featured", false)]
    }
  }

  /// `/api/models-tags-by-type` and its like for datasets: tags by what stands before the colon.
  func tagsByType(_ kind: RepoKind) async throws -> Reply {
    var types: [String: [JSONValue]] = [:]
    for tag in try await catalogue.tags(of: kind) where !tag.hasPrefix("base_model:") {
      let parts = tag.split(separator: ":", maxSplits: 1).map(String.init)
      let type = parts.count == 2 ? parts[0] : "other"
      types[type, default: []].append([
        "id": .string(tag), "label": .string(parts.last ?? tag), "type": .string(type),
      ])
    }
    return .json(.object(types.sorted { $0.key < $1.key }.map { .init($0.key, .array($0.value)) }))
  }
}

extension HubRoutes {
  /// `/api/users/{name}/overview|likes`.
  func user(_ name: String, _ route: String) async throws -> Reply {
    guard let account = try await catalogue.account(name), !account.isOrganization else {
      return .unknownPage
    }
    switch route {
    case "overview": return .json(account.overview)
    case "likes":
      return peoplePage(account.likes, cursorComesLast: true) { like in
        let created = like["createdAt"]?.string ?? HubIdentity.floor
        let name = like["repo"]?["name"]?.string ?? ""
        return HubIdentity.objectID(of: "like", named: name, createdAt: created)
      }
    case "followers", "following": return .json([])
    default: return .unknownPage
    }
  }

  /// `/api/organizations/{name}/overview|members`.
  func organization(_ name: String, _ route: String) async throws -> Reply {
    guard let account = try await catalogue.account(name), account.isOrganization else {
      return .unknownPage
    }
    switch route {
    case "overview": return .json(account.overview)
    case "members":
      return peoplePage(account.members, cursorComesLast: false) { $0["_id"]?.string ?? "" }
    case "followers": return .json([])
    default: return .unknownPage
    }
  }

  /// `/api/whoami-v2`.
  func whoAmI() -> Reply {
    guard case .token = caller else { return .error(401, "Invalid username or password.") }
    return .json([
      "type": "user", "id": "000000000000000000000001", "name": "stand-in",
      "fullname": "Stand-in", "isPro": false, "orgs": [],
      "avatarUrl": "/avatars/00000000000000000000000000000000.svg",
      "auth": [
        "type": "access_token",
        "accessToken": [
          "displayName": "any", "role": "read", "createdAt": .string(HubIdentity.floor),
        ],
      ],
    ])
  }

  /// A page whose cursor is the bare `_id` of its last row.
  private func peoplePage(
    _ rows: [JSONValue],
    cursorComesLast: Bool,
    identity: (JSONValue) -> String
  ) -> Reply {
    let start = request.value("cursor").flatMap { cursor in
      rows.firstIndex { identity($0) == cursor }.map { $0 + 1 }
    }
    let page = rows[(start ?? 0)...].prefix(pageSize(default: 1000))
    guard page.endIndex < rows.endIndex, let last = page.last else {
      return .json(.array(Array(page)))
    }
    let cursor = HubRequest.Parameter(name: "cursor", value: identity(last))
    let others = request.parameters.filter { $0.name != "cursor" }
    let link = NextLink.header(
      origin: origin,
      path: request.path,
      parameters: cursorComesLast ? others + [cursor] : [cursor] + others
    )
    return .json(.array(Array(page)), headers: ["Link": link])
  }
}
