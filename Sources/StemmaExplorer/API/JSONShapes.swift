import StemmaCore

/// The shapes of answers, as the article on JSON has them, in the words of JSON Schema.
///
/// A heading of the article names a command; each row of the table below it names a key by its way, such
/// as `groups[].all`, and a type.
struct JSONShapes: Sendable {
  /// By command.
  let schemas: [String: JSONValue]

  /// What the article of this version says.
  static let documented = JSONShapes(
    article: String(decoding: PackageResources.JSON_md, as: UTF8.self)
  )

  init(article: String) {
    var schemas: [String: JSONValue] = [:]
    var (command, prose, rows) = ("", "", [Row]())
    func finish() {
      if !rows.isEmpty { schemas[command] = Self.schema(of: rows, prose: prose) }
    }
    for line in article.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("## ") {
        finish()
        (command, prose, rows) = (String(line.dropFirst(3)), "", [])
      } else if line.hasPrefix("| `") {
        if let row = Row(line) { rows.append(row) }
      } else {
        prose += line + "\n"
      }
    }
    finish()
    // Its keys are the columns of whatever query is run.
    schemas["queries run and sql"] = ["type": "array", "items": ["type": "object"]]
    self.schemas = schemas
  }

  /// A row of a table.
  private struct Row {
    let way: [String]
    let type: String
    let meaning: String

    init?(_ line: Substring) {
      let cells = line.split(separator: "|").map { $0.drop { $0 == " " } }
      guard cells.count >= 3 else { return nil }
      let key = cells[0].split(separator: "`")[0]
      way = key.split(separator: ".").map(String.init)
      type = Self.trimmed(cells[1])
      meaning = Self.trimmed(cells[2])
    }

    private static func trimmed(_ cell: Substring) -> String {
      var cell = cell
      while cell.last == " " { cell.removeLast() }
      return String(cell)
    }
  }

  /// A value whose members are told one after the other.
  private final class Place {
    var type = "object"
    var meaning = ""
    var isOptional = false
    var names: [String] = []
    var members: [String: Place] = [:]

    func member(_ name: String) -> Place {
      if let known = members[name] { return known }
      let place = Place()
      names.append(name)
      members[name] = place
      return place
    }
  }

  private static func schema(of rows: [Row], prose: String) -> JSONValue {
    let root = Place()
    for row in rows {
      var place = root
      for (depth, step) in row.way.enumerated() {
        let name = step.hasSuffix("[]") ? String(step.dropLast(2)) : step
        if name.isEmpty {
          root.type = "list"
          continue
        }
        place = place.member(name)
        guard depth == row.way.count - 1 else { continue }
        (place.type, place.meaning) = (row.type, row.meaning)
        place.isOptional = isOptional(row, prose: prose)
      }
    }
    return schema(of: root)
  }

  /// Whether a key may be left out, as the text before the table says, or that beside it.
  private static func isOptional(_ row: Row, prose: String) -> Bool {
    if row.meaning.contains("no such key") || row.meaning.hasSuffix(", likewise")
      || row.meaning.contains("` only")
    {
      return true
    }
    let key = "`\(row.way.joined(separator: "."))`"
    return prose.split(separator: "\n\n").contains { $0.contains(key) && $0.contains("only") }
  }

  private static func schema(of place: Place) -> JSONValue {
    var schema = simple(place.type, members: object(of: place))
    if !place.meaning.isEmpty, case .object(let members) = schema {
      schema = .object(members + [.init("description", .string(place.meaning))])
    }
    return schema
  }

  /// An object with what it always has; more may be added, as the article promises.
  private static func object(of place: Place) -> JSONValue {
    let members = place.names.compactMap { name in
      place.members[name].map { JSONValue.Member(name, schema(of: $0)) }
    }
    guard !members.isEmpty else { return ["type": "object"] }
    let required = place.names.filter { place.members[$0]?.isOptional == false }
    return .object(
      [
        .init("type", "object"), .init("properties", .object(members)),
        .init("required", .array(required.map { .string($0) })),
      ]
    )
  }

  private static func simple(_ type: String, members: JSONValue) -> JSONValue {
    switch type {
    case "text": return ["type": "string"]
    case "integer": return ["type": "integer"]
    case "number": return ["type": "number"]
    case "true or false": return ["type": "boolean"]
    case "null": return ["type": "null"]
    case "object": return members
    case "list": return ["type": "array", "items": members]
    case "list of lists": return ["type": "array", "items": ["type": "array"]]
    case "list of text": return ["type": "array", "items": ["type": "string"]]
    case "list of integers": return ["type": "array", "items": ["type": "integer"]]
    case "list of text or null":
      return ["type": "array", "items": ["type": ["string", "null"]]]
    case let type where type.hasSuffix("or null"):
      let rest = type.dropLast("or null".count)
      let other = rest.hasSuffix(", ") ? rest.dropLast(2) : rest.dropLast()
      return ["anyOf": [simple(String(other), members: members), ["type": "null"]]]
    default: return [:]
    }
  }
}
