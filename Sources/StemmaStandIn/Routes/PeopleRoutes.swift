internal import StemmaCore

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
      "auth": ["type": "access_token", "accessToken": ["displayName": "any", "role": "read"]],
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
