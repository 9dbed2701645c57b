internal import StemmaCore

extension HubRoutes {
  /// `/api/models/{id}/commits/{rev}`.
  func commits(of repo: Reached, revision: String) async throws -> Reply {
    guard let head = try await commit(revision, of: repo) else {
      return missingRevision(revision)
    }
    let all = try await history(of: repo)
    let start = all.firstIndex { $0["id"]?.string == head } ?? all.startIndex
    let commits = all[start...]
    let size = pageSize(default: options.commitsPerPage)
    let page = request.integer("p") ?? 0
    let rows = commits.dropFirst(request.rowsBefore(pageSize: size)).prefix(size)
    var headers = ["X-Total-Count": String(commits.count)]
    if rows.endIndex < commits.endIndex {
      let parameters = [("p", page + 1), ("limit", size)].map { name, value in
        HubRequest.Parameter(name: name, value: String(value))
      }
      headers["Link"] = NextLink.header(
        origin: origin,
        path: request.path,
        parameters: parameters + request.parameters.filter { !["p", "limit"].contains($0.name) }
      )
    }
    let isFormatted = request.values("expand").contains("formatted")
    return .json(.array(rows.map { isFormatted ? formatted($0) : $0 }), headers: headers)
  }

  /// `/api/models/{id}/refs`.
  func references(of repo: Reached) async throws -> Reply {
    let references = try await references(repo).object ?? []
    let shown = references.filter { $0.key != "pullRequests" }
    guard request.isOn("include_prs") else { return .json(.object(shown)) }
    let pulls = references.last { $0.key == "pullRequests" }?.value ?? []
    return .json(.object(shown + [.init("pullRequests", pulls)]))
  }

  /// All references, a main branch at least.
  func references(_ repo: Reached) async throws -> JSONValue {
    if let told = try await catalogue.attachment(.refs, of: repo.kind, id: repo.id) { return told }
    let main: JSONValue = [
      "name": "main", "ref": "refs/heads/main", "targetCommit": .string(repo.sha),
    ]
    return ["tags": [], "branches": [main], "converts": []]
  }

  /// The commits told, newest first; else the least history that agrees with the dates.
  func history(of repo: Reached) async throws -> [JSONValue] {
    let told = try await catalogue.attachment(.commits, of: repo.kind, id: repo.id)
    if let commits = told?.array, !commits.isEmpty { return commits }
    let dates = try await catalogue.repo(
      repo.kind,
      id: repo.id,
      fields: ["createdAt", "lastModified", "author"]
    )
    let created = dates?.fields["createdAt"]?.string ?? HubIdentity.floor
    let modified = dates?.fields["lastModified"]?.string ?? created
    let owner = dates?.fields["author"]?.string ?? "system"
    let initial = HubIdentity.gitID(of: "initial commit of \(repo.id)")
    guard modified != created else {
      return [commit(repo.sha, "initial commit", by: "system", at: created)]
    }
    return [
      commit(repo.sha, "Update README.md", by: owner, at: modified),
      commit(initial, "initial commit", by: "system", at: created),
    ]
  }

  private func commit(_ id: String, _ title: String, by user: String, at date: String) -> JSONValue
  {
    let avatar: JSONValue = "/avatars/00000000000000000000000000000000.svg"
    return [
      "id": .string(id), "title": .string(title), "message": "",
      "authors": [["user": .string(user), "avatar": avatar]], "date": .string(date),
    ]
  }

  private func formatted(_ commit: JSONValue) -> JSONValue {
    let text: JSONValue = ["title": commit["title"] ?? "", "message": commit["message"] ?? ""]
    return .object((commit.object ?? []) + [.init("formatted", text)])
  }
}
