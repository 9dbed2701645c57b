package import StemmaAnalysis
package import StemmaRecords

extension Reuse: LongReport {
  package var head: [JSONValue.Member] {
    [
      .init("dataset", .string(dataset)),
      .init("aliases", .array(aliases.map(JSONValue.string))),
      .init("owners", .array(owners.map(JSONValue.string))),
      .init("projects", .array(projects.map(JSONValue.string))),
      .init("ghost", JSONValue(ghost)), .init("placeholder", JSONValue(placeholder)),
      .init("declared_by", .count(models.count)), .init("external", .count(external)),
      .init("trained", .count(trained)), .init("publishers", .count(publishers)),
      .init("external_publishers", .count(externalPublishers)),
      .init(
        "anchor",
        .object([
          .init("date", JSONValue(anchor.day)),
          .init("notes", .array(anchor.notes.map(JSONValue.string))),
        ])
      ),
      .init("known_until", JSONValue(knownUntil)),
      .init("windows", .array(windows.map(\.json))),
      .init("crossed", .array(crossed.map(\.json))),
      .init("not_crossed", .array(notCrossed.map(JSONValue.count))),
      .init("before", .count(before.count)),
      .init("of_unknown_age", .count(ofUnknownAge.count)),
      .init("by_relation", .array(byRelation.map(\.json))),
      .init("by_source", .array(bySource.map(\.json))),
      .init("by_publisher", .array(byPublisher.map(\.json))),
      .init("by_month", .array(byMonth.map(\.json))),
      .init("inherited", inherited.map(Self.json(of:)) ?? .null),
      .init("source_datasets", .array(lineage.sources.map(\.json))),
      .init("derived_datasets", .array(lineage.derived.map(\.json))),
    ]
  }

  package static let listName = "models"
  package var list: [DatasetUser] { models }

  package static var members: [String] { DatasetUser.members }

  package static func values(of model: DatasetUser) -> [JSONValue] { model.values }

  /// Who declares it, one row a model.
  package var headings: [String] { DatasetUser.headings }

  package static func row(of model: DatasetUser) -> [Table.Cell] { model.row }

  private static func json(of inherited: [InheritedUser]) -> JSONValue {
    [
      "total": .count(inherited.count),
      "external": .count(inherited.count { $0.model.isExternal }),
      "models": .array(
        inherited.map {
          .object(members + ["distance"], $0.model.values + [.count($0.distance)])
        }
      ),
    ]
  }
}

extension JSONValue {
  /// A number of things.
  static func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
}

extension ReuseWindow {
  fileprivate var json: JSONValue {
    [
      "days": .count(days), "from": .string(from), "to": .string(to),
      "declared_by": .count(declaredBy), "external": .count(external), "trained": .count(trained),
      "over": .bool(isOver),
    ]
  }
}

extension Reuse.Crossing {
  fileprivate var json: JSONValue {
    ["count": .count(count), "date": .string(date), "model": .string(model)]
  }
}

extension Reuse.Group {
  fileprivate var json: JSONValue {
    ["value": JSONValue(value), "external": .count(external), "own": .count(own)]
  }
}

extension DatasetLineage.Relative {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "distance": .count(distance), "declared_by": .count(declaredBy),
      "ghost": .bool(ghost != nil), "reason": JSONValue(ghost),
    ]
  }
}
