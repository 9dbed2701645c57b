internal import StemmaCore

extension HubRoutes {
  /// `/api/models/{id}[/revision/{rev}]`.
  func detail(_ kind: RepoKind, name: String, revision: String?) async throws -> Reply {
    let selection: FieldSelection
    do throws(FieldSelection.Refusal) {
      selection = try FieldSelection(request, kind: kind, route: .detail)
    } catch {
      return .error(400, error.text)
    }
    let reached: Reached
    switch try await reach(kind, name: name, fields: Set(selection.names)) {
    case .refused(let reply): return reply
    case .found(let repo): reached = repo
    }
    var repo = Repo(kind: kind, id: reached.id, fields: reached.fields)
    if let revision {
      guard let commit = try await commit(revision, of: reached) else {
        return missingRevision(revision)
      }
      repo.fields["sha"] = .string(commit)
    }
    let siblings = reached.fields["siblings"]
    guard case .object(var row) = selection.row(repo) else { return .unknownPage }
    if request.isOn("blobs"), let place = row.firstIndex(where: { $0.key == "siblings" }) {
      row[place].value = try await sized(siblings ?? [], of: reached)
    }
    return .json(.object(row))
  }

  func missingRevision(_ revision: String) -> Reply {
    .error(404, "Invalid rev id: \(revision)", code: "RevisionNotFound")
  }

  /// The commit a revision names, or nil when the repository has none of that name.
  func commit(_ revision: String, of repo: Reached) async throws -> String? {
    if revision == "main" || revision == repo.sha || revision == "refs/heads/main" {
      return repo.sha
    }
    let references = try await references(repo)
    if let target = Self.target(of: revision, among: references) { return target }
    let commits = try await history(of: repo)
    return commits.contains { $0["id"]?.string == revision } ? revision : nil
  }

  /// What a branch, tag or pull request points to; a pull request is named in full only.
  private static func target(of revision: String, among references: JSONValue) -> String? {
    let named = ["branches", "tags", "converts"].flatMap { references[$0]?.array ?? [] }
    let all = named + (references["pullRequests"]?.array ?? [])
    let found =
      named.first { $0["name"]?.string == revision } ?? all.first { $0["ref"]?.string == revision }
    return found?["targetCommit"]?.string
  }

  /// Files with the sizes the world tells, and the card's own.
  private func sized(_ siblings: JSONValue, of repo: Reached) async throws -> JSONValue {
    let readme = try await readme(of: repo)
    return .array(
      (siblings.array ?? []).map { file in
        let blob = FileBlob(file, readme: readme)
        var members = (file.object ?? []).filter { $0.key == "rfilename" }
        members.append(.init("size", .integer(blob.size)))
        members.append(.init("blobId", .string(blob.id)))
        if let lfs = file["lfs"] { members.append(.init("lfs", lfs)) }
        return .object(members)
      }
    )
  }

  /// The text of the card, if there is one.
  func readme(of repo: Reached) async throws -> String? {
    try await catalogue.attachment(.readme, of: repo.kind, id: repo.id)?.string
  }
}

/// A file's size and git name: told by the world, else made up from its name.
struct FileBlob {
  let size: Int64
  let id: String

  init(_ sibling: JSONValue, readme: String?) {
    let name = sibling["rfilename"]?.string ?? ""
    let content = name == "README.md" ? readme : nil
    size = content.map { Int64($0.utf8.count) } ?? sibling["size"]?.integer ?? 0
    id =
      content.map(HubIdentity.blobID(of:)) ?? sibling["blobId"]?.string
      ?? HubIdentity.gitID(of: name)
  }
}
