public import StemmaCore

extension Impact: LongReport {
  /// The members before the list.
  public var head: [JSONValue.Member] {
    [
      .init("id", .string(id)), .init("kind", .string(kind)), .init("if", .string(event.name)),
      .init("so_already", .bool(isSoAlready)), .init("descendants", .integer(Int64(descendants))),
      .init("spaces", .integer(Int64(spaces))),
      .init(
        "lose",
        .object(
          Loss.allCases.map { .init($0.rawValue, .integer(Int64(count(of: $0)))) }
        )
      ),
      .init("downloads", .integer(downloads)),
      .init(
        "replacements",
        .array(
          replacements.map {
            [
              "id": .string($0.id), "basis": .string($0.basis), "on_hub": .bool($0.isListed),
            ]
          }
        )
      ),
      .init(
        "publishers",
        .array(
          publishers.map {
            [
              "publisher": JSONValue($0.name), "repositories": .integer(Int64($0.repositories)),
              "downloads": .integer($0.downloads),
            ]
          }
        )
      ),
    ]
  }

  /// The name of the member that holds the list.
  public static let listName = "affected"

  /// What is listed, in order.
  public var list: [Affected] { affected }

  /// The names of the members of an element.
  public static let members = [
    "id", "kind", "publisher", "distance", "downloads", "loses", "rules",
  ]

  /// An element as JSON.
  public static func values(of affected: Affected) -> [JSONValue] {
    [
      .string(affected.id), .string(affected.kind), JSONValue(affected.publisher),
      .integer(Int64(affected.distance)), affected.downloads.map(JSONValue.integer) ?? .null,
      .array(affected.losses.map { .string($0.rawValue) }),
      .array(affected.rules.map(JSONValue.string)),
    ]
  }

  /// The names of the columns.
  public var headings: [String] { Self.members }

  /// An element as a row.
  public static func row(of affected: Affected) -> [Table.Cell] {
    [
      .text(affected.id), .text(affected.kind), Table.Cell(affected.publisher),
      Table.Cell(affected.distance), Table.Cell(affected.downloads),
      .text(affected.losses.map(\.rawValue).joined(separator: ",")),
      .text(affected.rules.joined(separator: ",")),
    ]
  }

  /// The answer for a terminal: the first of each list, and how many more there are.
  public var text: String {
    let name = TerminalText.inert(id)
    let what = isSoAlready ? "is \(event.words) already" : "were \(event.words)"
    var text = """
      If \(kind) \(name) \(TerminalText.inert(what)): something is lost by \
      \(total.counted("repository")) of \(publishers.count.counted("publisher")), with \
      \(downloads.counted("download")) in 30 days.

      \(lossTable.text(as: .table))
      """
    if !replacements.isEmpty {
      text += "\nIn its place:\n" + replacements.map(Self.line).joined()
    }
    guard !affected.isEmpty else { return text }
    let shown = Table(
      ["downloads", "repository", "kind", "distance", "loses", "rules"],
      rows: affected.prefix(Self.shown).map { each in
        [
          Table.Cell(each.downloads), .text(each.id), .text(each.kind), Table.Cell(each.distance),
          .text(each.losses.map(\.rawValue).joined(separator: ",")),
          .text(each.rules.joined(separator: ",")),
        ]
      }
    )
    let owners = Table(
      ["downloads", "publisher", "repositories"],
      rows: publishers.prefix(Self.shown).map {
        [.integer($0.downloads), Table.Cell($0.name), Table.Cell($0.repositories)]
      }
    )
    text += "\n" + shown.text(as: .table) + Self.more(total)
    return text + "\n" + owners.text(as: .table) + Self.more(publishers.count)
  }

  /// How many of each list a terminal shows.
  package static let shown = 20

  private static func more(_ count: Int) -> String {
    count > shown ? "and \(count - shown) more; --json and --format csv have them all\n" : ""
  }

  private static func line(_ replacement: Replacement) -> String {
    let note = replacement.isListed ? replacement.basis : "\(replacement.basis), not on the Hub"
    return "  \(TerminalText.inert(replacement.id))  (\(note))\n"
  }

  private var lossTable: Table {
    let words: [Loss: String] = [
      .root: "their only way to a root", .license: "their license's ground",
      .dataset: "their only dataset", .space: "the only model of a Space",
    ]
    return Table(
      ["repositories", "lose"],
      rows: Loss.allCases.map { [Table.Cell(count(of: $0)), .text(words[$0] ?? "")] }
    )
  }
}
