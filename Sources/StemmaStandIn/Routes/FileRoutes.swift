internal import StemmaCore

extension HubRoutes {
  /// A file's address: the repository, `raw` or `resolve`, a revision, a path.
  private struct FileAddress {
    var kind = RepoKind.model
    var name: String
    var route: String
    var revision: String
    var path: String

    init?(_ segments: ArraySlice<String>) {
      var segments = segments
      if let first = segments.first,
        let prefixed = RepoKind.allCases.first(where: { $0.webPrefix == first + "/" })
      {
        kind = prefixed
        segments = segments.dropFirst()
      }
      let routes = ["raw", "resolve"]
      guard let place = segments.dropFirst().prefix(2).firstIndex(where: routes.contains),
        segments.distance(from: place, to: segments.endIndex) >= 3
      else { return nil }
      name = segments[..<place].joined(separator: "/")
      route = segments[place]
      revision = segments[place + 1]
      path = segments[(place + 2)...].joined(separator: "/")
    }
  }

  /// `/{id}/raw/{rev}/{path}` and `/{id}/resolve/{rev}/{path}`.
  func file(_ segments: ArraySlice<String>) async throws -> Reply {
    guard let address = FileAddress(segments) else { return notFoundPage }
    let repo: Reached
    switch try await reach(address.kind, name: address.name) {
    case .refused(let reply): return reply
    case .found(let found): repo = found
    }
    if let refusal = gate(repo) { return refusal }
    guard let commit = try await commit(address.revision, of: repo) else {
      return missingRevision(address.revision)
    }
    guard let text = try await content(of: address.path, in: repo) else {
      return missingEntry
    }
    let blob = HubIdentity.blobID(of: text)
    if address.route == "raw" {
      return plain(text, tag: "W/\"\(blob)\"", commit: commit)
    }
    let segment = repo.kind.apiSegment
    let path = "/api/resolve-cache/\(segment)/\(repo.id)/\(commit)/\(address.path)"
    let query = "\(NextLink.encoded(request.path))=&etag=\(NextLink.encoded("\"\(blob)\""))"
    return .redirect(
      to: "\(path)?\(query)",
      headers: [
        "X-Linked-Etag": "\"\(blob)\"", "X-Linked-Size": String(text.utf8.count),
        "X-Repo-Commit": commit, "X-HF-Warning": caller == .anonymous ? Self.warning : nil,
      ].compactMapValues { $0 }
    )
  }

  private static let warning =
    "unauthenticated; Warning: You are sending unauthenticated requests to the HF Hub. Please set "
    + "a HF_TOKEN to enable higher rate limits and faster downloads."

  /// `/api/resolve-cache/{kind}s/{id}/{sha}/{path}`.
  func cachedFile(_ path: [String]) async throws -> Reply {
    guard let kind = RepoKind.allCases.first(where: { $0.apiSegment == path[0] }),
      let place = path.indices.dropFirst(2).prefix(2).first(where: { path[$0].isCommit }),
      place + 1 < path.count
    else { return .unknownPage }
    let repo: Reached
    switch try await reach(kind, name: path[1..<place].joined(separator: "/")) {
    case .refused(let reply): return reply
    case .found(let found): repo = found
    }
    if let refusal = gate(repo) { return refusal }
    let file = path[(place + 1)...].joined(separator: "/")
    guard let text = try await content(of: file, in: repo) else { return missingEntry }
    let tag = "\"\(HubIdentity.blobID(of: text))\""
    if request.headers["if-none-match"]?.contains(tag) == true {
      return Reply(status: 304, headers: ["ETag": tag, "X-Repo-Commit": path[place]])
    }
    return plain(text, tag: tag, commit: path[place])
  }

  /// Only cards have content; every other file is missing.
  private func content(of path: String, in repo: Reached) async throws -> String? {
    path == "README.md" ? try await readme(of: repo) : nil
  }

  private func gate(_ repo: Reached) -> Reply? {
    guard repo.isGated else { return nil }
    let access = "Access to \(repo.kind.rawValue) \(repo.id) is restricted"
    switch caller {
    case .token(let token) where options.grantedTokens.contains(token): return nil
    case .token:
      return .fileError(403, "\(access) and you are not in the authorized list.", code: "GatedRepo")
    case .anonymous, .invalidToken:
      let hint = "You must have access to it and be authenticated to access it. Please log in."
      return .fileError(401, "\(access). \(hint)", code: "GatedRepo")
    }
  }

  private func plain(_ text: String, tag: String, commit: String) -> Reply {
    Reply(
      status: 200,
      headers: [
        "Content-Type": "text/plain; charset=utf-8", "ETag": tag, "X-Repo-Commit": commit,
      ],
      body: Array(text.utf8)
    )
  }

  private var missingEntry: Reply { .fileError(404, "Entry not found", code: "EntryNotFound") }

  private var notFoundPage: Reply {
    Reply(
      status: 404,
      headers: ["Content-Type": "text/html; charset=utf-8"],
      body: Array("<!doctype html><title>404</title>".utf8)
    )
  }
}

extension String {
  /// Whether this is a whole commit id.
  fileprivate var isCommit: Bool { utf8.count == 40 && allSatisfy(\.isHexDigit) }
}
