internal import StemmaCore

/// The repositories of one kind as far as they are read.
struct GatheredRepos {
  var entries: [RepoEntry] = []
  /// Rows by lower-case id.
  var byName: [String: Int32] = [:]
  var tagTable = TagTable()
  /// Rows whose tags the world leaves to be derived.
  var cardTags: [(row: Int32, tags: CardTags)] = []

  mutating func add(
    _ record: JSONValue,
    kind: RepoKind,
    beside: JSONValue,
    line: [UInt8]
  ) throws(WorldLine.Fault) {
    let id = record["id"]?.string ?? ""
    guard byName[id.lowercased()] == nil else {
      throw WorldLine.Fault(detail: "\(kind.rawValue) \(id) was already described")
    }
    let row = Int32(entries.count)
    byName[id.lowercased()] = row
    var entry = RepoEntry(id: id, kind: kind, record: record, beside: beside, line: line)
    if record["tags"] == nil {
      let tags = CardTags(of: record, kind: kind, readme: beside["readme"]?.string)
      cardTags.append((row, tags))
    } else {
      entry.tags = record["tags"].strings.map { tagTable.number(adding: $0) }
    }
    entries.append(entry)
  }

  func publicRow(named name: String) -> Int32? {
    guard let row = byName[name.lowercased()], !entries[Int(row)].isPrivate,
      entries[Int(row)].id == name
    else { return nil }
    return row
  }
}
