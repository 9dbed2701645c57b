internal import StemmaCore

/// The Hub's routes over a catalogue, for one request.
struct HubRoutes: Sendable {
  let catalogue: any Catalogue
  let options: StandInOptions
  /// What `Link` headers begin with.
  let origin: String
  let request: HubRequest
  let caller: Caller

  /// The answer; what the catalogue throws is passed on.
  func reply() async throws -> Reply {
    if let recording = try await catalogue.recording(method: request.method, uri: request.uri) {
      return replay(recording)
    }
    if caller == .invalidToken {
      return .error(
        401,
        "Invalid credentials in Authorization header",
        message: "Invalid credentials in Authorization header"
      )
    }
    guard ["GET", "HEAD"].contains(request.method) else {
      return .error(405, "Method not allowed")
    }
    let segments = request.segments[...]
    switch segments.first {
    case "api": return try await api(segments.dropFirst())
    case "models-json" where segments.count == 1: return try await countedModels()
    default: return try await file(segments)
    }
  }

  private func api(_ path: ArraySlice<String>) async throws -> Reply {
    guard let first = path.first else { return .unknownPage }
    let rest = Array(path.dropFirst())
    if let kind = RepoKind.allCases.first(where: { $0.apiSegment == first }) {
      return rest.isEmpty ? try await list(kind) : try await repository(kind, path: rest)
    }
    switch (first, rest.count) {
    case ("users", 2): return try await user(rest[0], rest[1])
    case ("organizations", 2): return try await organization(rest[0], rest[1])
    case ("papers", 1): return try await paper(rest[0])
    case ("whoami-v2", 0): return whoAmI()
    case ("models-tags-by-type", 0): return try await tagsByType(.model)
    case ("datasets-tags-by-type", 0): return try await tagsByType(.dataset)
    case ("resolve-cache", 3...): return try await cachedFile(rest)
    default: return .unknownPage
    }
  }

  private func replay(_ recording: Recording) -> Reply {
    let perConnection = ["content-length", "content-encoding", "transfer-encoding", "connection"]
    var headers = recording.headers.filter { !perConnection.contains($0.key.lowercased()) }
    for (name, value) in headers where name.lowercased() == "link" {
      headers[name] = value.replacing(HubOrigin.production + "/", with: origin + "/")
    }
    return Reply(status: recording.status, headers: headers, body: Array(recording.body.utf8))
  }
}
