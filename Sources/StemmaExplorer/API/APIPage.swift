import Stemma
import StemmaAnswers
import StemmaCore

/// A part of an answer's list, and of its rows.
struct APIPage: Sendable {
  /// How many elements come unless told otherwise, and how many at most.
  static let usual = 1000
  static let most = 10_000

  let offset: Int
  let limit: Int

  init(_ question: APIQuestion) {
    offset = question.integer("offset") ?? 0
    limit = question.integer("limit") ?? Self.usual
  }

  private func part<Elements: RandomAccessCollection>(_ all: Elements) -> [Elements.Element] {
    Array(all.dropFirst(offset).prefix(limit))
  }

  /// The answer as JSON with a part of its list, and how many elements the whole list has; nil where
  /// there is no list that is cut.
  func json(of report: any Report, list: String?) -> (json: JSONValue, total: Int?) {
    if let rows = report as? QueryRows {
      let shown = QueryRows(columns: rows.columns, rows: Array(rows.rows.prefix(limit)))
      return (shown.json, end(of: rows))
    }
    if let part = report as? PartOfReport { return (part.json, part.total) }
    if let long = report as? any LongReport { return part(of: long) }
    let json = report.json
    if case .array(let all) = json { return (.array(part(all)), all.count) }
    guard let list, case .object(var members) = json,
      let place = members.firstIndex(where: { $0.key == list }),
      case .array(let all) = members[place].value
    else { return (json, nil) }
    members[place].value = .array(part(all))
    return (.object(members), all.count)
  }

  private func part<Long: LongReport>(of report: Long) -> (json: JSONValue, total: Int?) {
    let objects = part(report.list).map { element in
      JSONValue.object(
        zip(Long.members, Long.values(of: element)).map { JSONValue.Member($0, $1) }
      )
    }
    let json = JSONValue.object(report.head + [.init(Long.listName, .array(objects))])
    return (json, report.list.count)
  }

  /// A part of the rows, and how many there are.
  func rows(of report: any Report) -> (table: Table, total: Int) {
    if let rows = report as? QueryRows {
      return (Table(rows.columns, rows: Array(rows.table.rows.prefix(limit))), end(of: rows))
    }
    if let long = report as? any LongReport { return rows(ofLong: long) }
    if let part = report as? PartOfReport { return (part.table, part.total) }
    let table = report.table
    return (Table(table.headings, rows: part(table.rows)), table.rows.count)
  }

  private func rows<Long: LongReport>(ofLong report: Long) -> (table: Table, total: Int) {
    (Table(report.headings, rows: part(report.list).map(Long.row)), report.list.count)
  }

  /// Where the rows of a query end, as far as it is known: they were cut before they came here.
  private func end(of rows: QueryRows) -> Int {
    offset + rows.rows.count + (rows.hasMore ? 1 : 0)
  }

  /// How many elements come, of a list that has so many.
  private func shown(of report: any Report, _ total: Int) -> Int {
    let rows = (report as? QueryRows).map { min($0.rows.count, limit) }
    return rows ?? min(limit, max(0, total - offset))
  }

  /// The field that leads on; nil at the end.
  func next(after request: Request, in report: any Report, of total: Int?) -> Reply.Header? {
    guard let total else { return nil }
    let end = offset + shown(of: report, total)
    guard end < total else { return nil }
    let kept = request.query.filter { !["limit", "offset"].contains($0.name) }
    let query = Address.query(
      kept.map { ($0.name, $0.value) }
        + [("limit", String(limit)), ("offset", String(end))]
    )
    return .init("Link", "<\(Address.path(request.path))\(query)>; rel=\"next\"")
  }
}

/// An answer that was cut before it was read, and how many elements its whole list has.
struct PartOfReport: Report {
  private let part: any Report
  let total: Int

  init(_ part: any Report, total: Int) { (self.part, self.total) = (part, total) }

  var json: JSONValue { part.json }
  var table: Table { part.table }
}

/// Rows that have no other shape in JSON than an object each.
struct TableReport: Report {
  let table: Table

  init(_ table: Table) { self.table = table }

  var json: JSONValue {
    .array(
      table.rows.map { row in
        .object(zip(table.headings, row).map { JSONValue.Member($0, $1.json) })
      }
    )
  }
}
