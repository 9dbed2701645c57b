internal import Foundation
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
    let order: (sort: SortKey, isAscending: Bool)
    do throws(FieldSelection.Refusal) {
      order = try self.order(of: kind)
    } catch {
      return .error(400, error.text)
    }
    var query = ListQuery(
      kind: kind,
      filter: listFilter(kind),
      sort: order.sort,
      isAscending: order.isAscending,
      skip: request.integer("skip") ?? 0,
      limit: pageSize(default: 1000),
      fields: Set(selection.names)
    )
    if let cursor = request.value("cursor") {
      query.after = ListCursor.place(cursor, of: query)
      if query.after == nil { return .error(400, "Invalid cursor") }
    }
    if let page = try await catalogue.rendered(query, names: selection.names) {
      return .json(rendered: page.body, headers: linkHeader(after: page.next, query))
    }
    let page = try await catalogue.page(query)
    let rows = page.rows.map(selection.row)
    return .json(.array(rows), headers: linkHeader(after: page.next, query))
  }

  /// What the listing is sorted by, and whether the other way round.
  private func order(
    of kind: RepoKind
  ) throws(FieldSelection.Refusal) -> (sort: SortKey, isAscending: Bool) {
    let asked = request.value("sort")
    guard let sort = asked.map(SortKey.init(rawValue:)) ?? .trendingScore else {
      let keys = SortKey.allCases.map(\.rawValue).joined(separator: ", ")
      throw .init(text: "\"sort\" must be one of [\(keys)]")
    }
    guard request.value("direction") == "1" else { return (sort, false) }
    let ascending = options.ascending[kind] ?? .served
    guard sort == .createdAt, ascending != .refused else {
      throw .init(text: "\"direction\" must be [-1]")
    }
    return (sort, ascending == .served)
  }

  /// `/models-json` of the web side: a page of 30 of what `other` filters, and the total.
  func countedModels() async throws -> Reply {
    var filter = ListFilter()
    filter.tags = request.values("other")
    filter.author = request.value("author")
    filter.search = request.value("search")
    filter.pipelineTag = request.value("pipeline_tag")
    let selection = WireFields.of(.model).bare
    let query = ListQuery(
      kind: .model,
      filter: filter,
      skip: request.rowsBefore(pageSize: 30),
      limit: 30,
      fields: Set(selection)
    )
    let page = try await catalogue.page(query)
    let rows = page.rows.map { repo in
      JSONValue.object(selection.compactMap { name in repo.fields[name].map { .init(name, $0) } })
    }
    var members: [JSONValue.Member] = [
      .init("models", .array(rows)), .init("numItemsPerPage", 30),
      .init("pageIndex", .integer(Int64(request.integer("p") ?? 0))),
    ]
    if request.isOn("withCount") {
      let all = ListQuery(kind: .model, filter: filter, limit: .max, fields: [])
      let total = try await catalogue.page(all).rows.count
      members.append(.init("numTotalItems", .integer(Int64(total))))
    }
    return .json(.object(members))
  }

  private func linkHeader(after place: ListPosition?, _ query: ListQuery) -> [String: String] {
    linkHeader(cursor: place.map { ListCursor.text(after: $0, of: query) })
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

/// The Hub's page cursor: base64 of a keyset condition in JSON.
enum ListCursor {
  /// The cursor behind `place`; filtered lists carry a search engine's token as well.
  ///
  /// Oldest first it is the `_id` alone, which is in the order of creation.
  static func text(after place: ListPosition, of query: ListQuery) -> String {
    let key = query.sort.rawValue
    let behind: JSONValue = ["$gt": .string(place.hubID)]
    guard !query.isAscending else {
      return finished([.init("_id", behind)], place, query)
    }
    let value = place.value?.json ?? .null
    var clauses: [JSONValue] = [.object([.init(key, value), .init("_id", behind)])]
    if place.value != nil {
      clauses += [
        .object([.init(key, ["$lt": value])]),
        .object([.init(key, .null)]),
      ]
    }
    return finished([.init("$or", .array(clauses))], place, query)
  }

  private static func finished(
    _ condition: [JSONValue.Member],
    _ place: ListPosition,
    _ query: ListQuery
  ) -> String {
    var cursor = condition
    if !query.filter.isEmpty {
      cursor.append(.init("searchSequenceToken", .string(searchToken(place))))
    }
    return Data(JSONValue.object(cursor).text.utf8).base64EncodedString()
  }

  /// The place a cursor of this listing stands for, or nil when it is none.
  static func place(_ cursor: String, of query: ListQuery) -> ListPosition? {
    guard let bytes = Data(base64Encoded: cursor),
      let value = try? JSONReader().value(Array(bytes))
    else { return nil }
    if query.isAscending {
      return value["_id"]?["$gt"]?.string.map { ListPosition(value: nil, hubID: $0) }
    }
    guard let clause = value["$or"]?.array?.first,
      let hubID = clause["_id"]?["$gt"]?.string,
      let key = clause[query.sort.rawValue]
    else { return nil }
    switch key {
    case .string(let text): return ListPosition(value: .text(text), hubID: hubID)
    case .null: return ListPosition(value: nil, hubID: hubID)
    default: return key.number.map { ListPosition(value: .number($0), hubID: hubID) }
    }
  }

  /// Bytes framed like the recorded tokens: the sort value as a double, the last `_id` twice.
  private static func searchToken(_ place: ListPosition) -> String {
    var bytes: [UInt8] = [0x08, 0x93, 0xA6, 0x80, 0x02, 0x1A, 0x09, 0x21]
    let number = if case .number(let number) = place.value { number } else { 0.0 }
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    let identity = hexadecimalBytes(place.hubID)
    bytes += [0x1A, 0x0E, 0x5A, 0x0C] + identity + [0x22, 0x0E, 0x5A, 0x0C] + identity
    return Data(bytes).base64EncodedString()
  }

  private static func hexadecimalBytes(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
  }
}
