internal import StemmaCore

/// A repository that a request has reached, with what every route asks of it.
struct Reached: Sendable {
  let kind: RepoKind
  let id: String
  let sha: String
  let isGated: Bool
  /// The other fields asked for.
  let fields: [String: JSONValue]
}

/// Either what was looked for, or the reply that says why not.
enum Lookup<Found: Sendable>: Sendable {
  case found(Found)
  case refused(Reply)
}

extension HubRoutes {
  /// `/api/models/{id}` and what hangs below it.
  func repository(_ kind: RepoKind, path: [String]) async throws -> Reply {
    let (name, rest) = Self.split(path)
    if rest.isEmpty || rest.first == "revision" {
      guard rest.isEmpty || rest.count == 2 else { return .unknownPage }
      return try await detail(kind, name: name, revision: rest.last)
    }
    let wanted: Set = ["createdAt", "lastModified", "author", "siblings"]
    switch try await reach(kind, name: name, fields: wanted) {
    case .refused(let reply): return reply
    case .found(let repo): return try await below(repo, path: rest)
    }
  }

  /// The repository of that name, or the Hub's redirect or refusal.
  func reach(
    _ kind: RepoKind,
    name: String,
    fields: Set<String> = []
  ) async throws -> Lookup<Reached> {
    switch try await catalogue.find(kind, named: name) {
    case .missing: return .refused(missingRepository)
    case .moved(let id): return .refused(.redirect(to: address(with: id, insteadOf: name)))
    case .here: break
    }
    let asked = fields.union(["sha", "gated", "disabled"])
    guard let repo = try await catalogue.repo(kind, id: name, fields: asked) else {
      return .refused(missingRepository)
    }
    if repo.fields["disabled"]?.bool == true {
      let text = "Access to this resource is disabled."
      return .refused(.error(403, text, message: text))
    }
    let gated = repo.fields["gated"] ?? false
    return .found(
      Reached(
        kind: kind,
        id: name,
        sha: repo.fields["sha"]?.string ?? HubIdentity.gitID(of: name),
        isGated: gated != false,
        fields: repo.fields
      )
    )
  }

  /// Missing, deleted and private look alike.
  private var missingRepository: Reply {
    caller == .anonymous
      ? .error(401, "Invalid username or password.")
      : .error(404, "Repository not found", code: "RepoNotFound")
  }

  private func below(_ repo: Reached, path: [String]) async throws -> Reply {
    switch (path[0], path.count) {
    case ("commits", 2): try await commits(of: repo, revision: path[1])
    case ("refs", 1): try await references(of: repo)
    case ("tree", 2...): try await tree(of: repo, revision: path[1], below: Array(path[2...]))
    case ("discussions", 1): try await discussions(of: repo)
    case ("discussions", 2): try await discussion(of: repo, number: path[1])
    case ("likers", 1): try await likers(of: repo)
    default: .unknownPage
    }
  }

  /// Legacy names have one segment: what follows tells.
  static func split(_ path: [String]) -> (name: String, rest: [String]) {
    let routes: Set = ["revision", "commits", "refs", "tree", "discussions", "likers"]
    if path.count == 1 || routes.contains(path[1]) { return (path[0], Array(path.dropFirst())) }
    return (path[0...1].joined(separator: "/"), Array(path.dropFirst(2)))
  }

  /// This request's address with the repository's current name.
  private func address(with id: String, insteadOf name: String) -> String {
    var raw = request.path.split(separator: "/").map(String.init)
    let length = name.split(separator: "/").count
    let start = raw.indices.first { start in
      request.segments[start...].prefix(length).joined(separator: "/") == name
    }
    if let start { raw.replaceSubrange(start..<start + length, with: [id]) }
    let path = "/" + raw.joined(separator: "/")
    return request.query.isEmpty ? path : "\(path)?\(request.query)"
  }
}
