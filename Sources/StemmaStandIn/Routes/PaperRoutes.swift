internal import StemmaCore

extension HubRoutes {
  /// `/api/papers/{arxiv}`.
  func paper(_ id: String) async throws -> Reply {
    guard let paper = try await catalogue.paper(id) else { return .unknownPage }
    var members = paper.object ?? []
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
    let names = ["_id", "id", "author", "downloads", "likes", "lastModified", "private"]
    var filter = ListFilter()
    filter.tags = ["arxiv:\(id)"]
    let query = ListQuery(kind: kind, filter: filter, limit: 4, fields: Set(names))
    let page = try await catalogue.page(query)
    return .array(
      page.rows.map { repo in
        .object(names.compactMap { name in repo.fields[name].map { .init(name, $0) } })
      }
    )
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
