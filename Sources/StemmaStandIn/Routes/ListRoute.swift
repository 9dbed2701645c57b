internal import StemmaCore

extension HubRoutes {
  /// `/api/models`, `/api/datasets`, `/api/spaces`.
  func list(_ kind: RepoKind) async throws -> Reply {
    let selection: FieldSelection
    do throws(FieldSelection.Refusal) {
      selection = try FieldSelection(request, kind: kind, route: .list)
    } catch {
      return .error(400, error.text)
    }
    let sort = request.value("sort").flatMap(SortKey.init(rawValue:)) ?? .trendingScore
    var query = ListQuery(
      kind: kind,
      filter: listFilter(kind),
      sort: sort,
      skip: request.integer("skip") ?? 0,
      limit: pageSize(default: 1000),
      fields: Set(selection.names)
    )
    if let cursor = request.value("cursor") {
      query.after = ListCursor.place(cursor, sort: sort)
      if query.after == nil { return .error(400, "Invalid cursor") }
    }
    if let page = try await catalogue.rendered(query, names: selection.names) {
      return .json(rendered: page.body, headers: linkHeader(after: page.next, query))
    }
    let page = try await catalogue.page(query)
    let rows = page.rows.map(selection.row)
    return .json(.array(rows), headers: linkHeader(after: page.next, query))
  }

  private func linkHeader(after place: ListPosition?, _ query: ListQuery) -> [String: String] {
    linkHeader(
      cursor: place.map {
        ListCursor.text(after: $0, sort: query.sort, isFiltered: !query.filter.isEmpty)
      }
    )
  }

  /// The page size asked for, within what the Hub allows.
  func pageSize(default size: Int, most: Int = 1000) -> Int {
    min(request.integer("limit").flatMap { $0 > 0 ? $0 : nil } ?? size, most)
  }

  /// The parameters of this request, and the next cursor behind them.
  func linkHeader(cursor: String?) -> [String: String] {
    guard let cursor else { return [:] }
    var parameters = request.parameters.filter { $0.name != "cursor" }
    parameters.append(.init(name: "cursor", value: cursor))
    return ["Link": NextLink.header(origin: origin, path: request.path, parameters: parameters)]
  }

  private func listFilter(_ kind: RepoKind) -> ListFilter {
    var filter = ListFilter()
    filter.tags = request.values("filter")
    filter.author = request.value("author")
    filter.search = request.value("search")
    switch kind {
    case .model:
      filter.pipelineTag = request.value("pipeline_tag")
      filter.gated = request.value("gated").map { _ in request.isOn("gated") }
    case .dataset:
      filter.gated = request.value("gated").map { _ in request.isOn("gated") }
    case .space:
      filter.models = request.values("models")
      filter.datasets = request.values("datasets")
      filter.linked = request.isOn("linked")
    }
    return filter
  }
}
