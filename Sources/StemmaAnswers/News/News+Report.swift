public import StemmaCore
import StemmaMetrics

extension News: LongReport {
  /// The members before the list.
  public var head: [JSONValue.Member] {
    [
      .init("of", .string(subject)), .init("of_kind", .string(subjectKind)),
      .init("from", .integer(from)), .init("to", .integer(to)),
      .init("from_day", .string(fromDay)), .init("to_day", .string(toDay)),
      .init("counts", Self.json(counts)), .init("own_counts", Self.json(ownCounts)),
    ]
  }

  /// Counts by event as JSON.
  static func json(_ counts: [Event: Int]) -> JSONValue {
    .object(Event.allCases.map { .init($0.rawValue, .count(counts[$0] ?? 0)) })
  }

  /// The name of the member that holds the list.
  public static let listName = "news"

  /// What is listed, in order.
  public var list: [Item] { items }

  /// The names of the members of an element.
  public static let members = ["event", "kind", "id", "own", "before", "after"]

  /// An element as JSON.
  public static func values(of item: Item) -> [JSONValue] {
    [
      .string(item.event.rawValue), .string(item.kind), .string(item.id), .bool(item.isOwn),
      JSONValue(item.before), JSONValue(item.after),
    ]
  }

  /// The names of the columns.
  public var headings: [String] { Self.members }

  /// An element as a row.
  public static func row(of item: Item) -> [Table.Cell] {
    [
      .text(item.event.rawValue), .text(item.kind), .text(item.id), item.isOwn ? "own" : "",
      Table.Cell(item.before), Table.Cell(item.after),
    ]
  }

  /// The answer for a terminal.
  public var text: String {
    let title = "\(subjectKind) \(subject), from harvest \(from) (\(fromDay)) to \(to) (\(toDay))"
    let lines = items.map { "\($0.event.rawValue): \($0.line)" }
    return ([title, ""] + (lines.isEmpty ? ["Nothing happened."] : lines) + rest)
      .map { TerminalText.inert($0) + "\n" }.joined()
  }

  /// What the list leaves out, a line for each event of which it does.
  var rest: [String] {
    Event.allCases.compactMap { event in
      let rest = (counts[event] ?? 0) - items.count { $0.event == event }
      return rest > 0 ? "\(event.rawValue): \(rest) more, which --top shows" : nil
    }
  }
}
