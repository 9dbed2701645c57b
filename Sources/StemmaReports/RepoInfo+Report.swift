internal import StemmaJSON
package import StemmaAnalysis
package import StemmaRecords

extension RepoInfo: Report {
  package var json: JSONValue {
    .object(
      columns + [
        .init("aliases", .array(aliases.map(JSONValue.string))),
        .init("parents", .array(parents.map(\.json))),
        .init("successors", .array(succession.successors.map(JSONValue.string))),
        .init("latest", JSONValue(succession.latest)),
        .init("predecessors", .array(succession.predecessors.map(JSONValue.string))),
        .init("mentions", .array(succession.mentions.map(\.json))),
        .init("tags", .array(tags.map(JSONValue.string))),
        .init("history", .array(history.map(\.json))),
      ]
    )
  }

  package var table: Table {
    var rows: [[Table.Cell]] = columns.map { [.text($0.key), Table.Cell(json: $0.value)] }
    rows += aliases.map { ["alias", .text($0)] }
    rows += parents.map { ["parent", .text($0.summary)] }
    rows += succession.predecessors.map { ["predecessor", .text($0)] }
    rows += succession.mentions.map { [.text($0.heading), .text($0.summary)] }
    rows.append(["tags", .text(tags.joined(separator: " "))])
    rows += history.map { ["was", .text($0.summary)] }
    return Table(["field", "value"], rows: rows)
  }
}

extension RepoInfo.Parent {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "declared": JSONValue(declared), "hub": JSONValue(hub),
      "own": JSONValue(own), "sources": .array(sources.map(JSONValue.string)),
      "ghost": .bool(ghost != nil), "reason": JSONValue(ghost),
    ]
  }

  fileprivate var summary: String {
    let says = [("card", declared), ("hub", hub), ("own reading", own)]
      .compactMap { name, relation in relation.map { "\(name): \($0)" } }
    let notes = says + (ghost.map { ["ghost: \($0)"] } ?? [])
    return notes.isEmpty ? id : "\(id) (\(notes.joined(separator: ", ")))"
  }
}

extension RepoInfo.Past {
  fileprivate var json: JSONValue {
    [
      "field": .string(field), "value": value, "first_seen": .integer(firstSeen),
      "last_seen": .integer(lastSeen),
    ]
  }

  fileprivate var summary: String {
    let value = value.string ?? value.text
    return "\(field) \(value) (harvests \(firstSeen) to \(lastSeen))"
  }
}

extension Succession.Mention {
  fileprivate var json: JSONValue {
    [
      "field": .string(field), "id": .string(id),
      "sources": .array(sources.map(JSONValue.string)), "ghost": .bool(ghost != nil),
      "reason": JSONValue(ghost), "misuse": JSONValue(misuse),
    ]
  }

  fileprivate var heading: String {
    field == "new_version" && misuse == nil ? "successor" : field
  }

  fileprivate var summary: String {
    let notes = [misuse.map { "no successor: \($0)" }, ghost.map { "ghost: \($0)" }]
      .compactMap { $0 }
    return notes.isEmpty ? id : "\(id) (\(notes.joined(separator: ", ")))"
  }
}
