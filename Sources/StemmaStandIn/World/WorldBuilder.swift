internal import Foundation
internal import StemmaCore

/// Gathers a world line by line; what refers to other lines is settled at the end.
struct WorldBuilder {
  private let reader = JSONReader()
  private var repos: [RepoKind: GatheredRepos] = [:]
  private var number = 0
  private(set) var about: JSONValue?
  private(set) var renames: [RepoKind: [String: String]] = [:]
  /// Names that lead to a later repository, while cards and tags keep them.
  private var vanished: Set<String> = []
  private(set) var accounts: [String: HubAccount] = [:]
  private(set) var papers: [String: JSONValue] = [:]
  private(set) var recordings: [String: Recording] = [:]

  /// Reads the next line of the file.
  mutating func add(_ line: [UInt8]) throws(StandInError) {
    number += 1
    guard let first = line.first(where: { !Self.isBlank($0) }), first != UInt8(ascii: "#") else {
      return
    }
    do {
      try add(WorldLine(reader.value(line)), line: line)
    } catch let fault as WorldLine.Fault {
      throw StandInError(.brokenLine(number), fault.detail)
    } catch {
      throw StandInError(.brokenLine(number), "\(error)")
    }
  }

  /// The indexes, with base models resolved against all that was read.
  mutating func finish() -> [RepoKind: RepoIndex] {
    settleTags()
    settleParents()
    return Dictionary(
      uniqueKeysWithValues: RepoKind.allCases.map { kind in
        let gathered = repos.removeValue(forKey: kind) ?? GatheredRepos()
        let index = RepoIndex(
          kind: kind,
          entries: gathered.entries,
          byName: gathered.byName,
          tagTable: gathered.tagTable
        )
        return (kind, index)
      }
    )
  }

  private mutating func add(_ line: WorldLine, line bytes: [UInt8]) throws(WorldLine.Fault) {
    switch line {
    case .about(let value): about = value
    case .repo(let kind, let record, let beside):
      try repos[kind, default: GatheredRepos()].add(record, kind: kind, beside: beside, line: bytes)
    case .rename(let kind, let from, let to, let isVanished):
      renames[kind, default: [:]][from.lowercased()] = to
      if isVanished { vanished.insert(from.lowercased()) }
    case .account(let account):
      accounts[account.name.lowercased()] = account
    case .paper(let id, let value): papers[id] = value
    case .exchange(let method, let uri, let recording):
      recordings["\(method) \(uri)"] = recording
    }
  }

  private mutating func settleTags() {
    for kind in RepoKind.allCases {
      guard var gathered = repos.removeValue(forKey: kind) else { continue }
      for (row, card) in gathered.cardTags {
        var seen: Set<String> = []
        let parents = card.parents.compactMap { canonicalBase($0, in: gathered) }
        let typed = parents.flatMap { parent in
          ["base_model:\(parent)", "base_model:\(card.relation.rawValue):\(parent)"]
        }
        let tags = (card.head + typed + card.tail).filter { seen.insert($0).inserted }
        gathered.entries[Int(row)].tags = tags.map { gathered.tagTable.number(adding: $0) }
      }
      gathered.cardTags = []
      repos[kind] = gathered
    }
  }

  /// The current name of a typed base model; as typed where nothing of that name is public or ever
  /// was; nil for what can be no name, and for a name in other letters, which the Hub does not tag.
  private func canonicalBase(_ typed: String, in models: GatheredRepos) -> String? {
    if vanished.contains(typed.lowercased()) { return typed }
    var name = typed
    for _ in 0..<20 {
      if let row = models.byName[name.lowercased()] {
        let entry = models.entries[Int(row)]
        if entry.isPrivate { return typed }
        return name == typed && entry.id != typed ? nil : entry.id
      }
      guard let next = renames[.model]?[name.lowercased()] else { break }
      name = next
    }
    return RepoName.isWellFormed(typed) ? typed : nil
  }

  /// Parents are shown only when every typed tag names a public model.
  private mutating func settleParents() {
    guard var models = repos.removeValue(forKey: .model) else { return }
    for row in models.entries.indices {
      let tags = models.entries[row].tags.map { models.tagTable.names[Int($0)] }
      let typed = tags.compactMap(TypedBase.init(tag:))
      guard let relation = typed.first?.relation else { continue }
      let parents = typed.map { models.publicRow(named: $0.id) }
      guard !parents.contains(nil) else { continue }
      models.entries[row].parents = .init(relation: relation, rows: parents.compactMap(\.self))
    }
    repos[.model] = models
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0D].contains(byte) }
}

/// A tag of the form `base_model:<relation>:<id>`.
struct TypedBase {
  let relation: Relation
  let id: String

  init?(tag: String) {
    guard tag.hasPrefix("base_model:") else { return nil }
    let parts = tag.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[1].contains("/") else { return nil }
    relation = Relation(rawValue: String(parts[1]))
    id = String(parts[2])
  }
}

extension HubAccount {
  /// The name in addresses.
  var name: String { overview[isOrganization ? "name" : "user"]?.string ?? "" }
}

/// The repositories of one kind as far as they are read.
struct GatheredRepos {
  var entries: [RepoEntry] = []
  /// Rows by lower-case id.
  var byName: [String: Int32] = [:]
  var tagTable = TagNumbers()
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

/// Identities and times that the Hub would give, made from what a world says.
enum HubIdentity {
  /// What the Hub shows for repositories older than its own records.
  static let floor = "2022-03-02T23:29:04.000Z"

  /// An `_id` whose first eight digits are the second of creation, as on the Hub.
  static func objectID(of kind: String, named name: String, createdAt: String) -> String {
    let second = seconds(createdAt) ?? seconds(floor) ?? 0
    let rest = SHA256.digest(of: "\(kind)/\(name)".utf8).prefix(8)
    return UInt64(second).hexadecimal(digits: 8) + rest.hexadecimal
  }

  /// The time inside an `_id`, or nil when that is none.
  static func createdAt(objectID: String) -> String? {
    guard objectID.utf8.count == 24, let second = UInt32(objectID.prefix(8), radix: 16) else {
      return nil
    }
    return text(seconds: second)
  }

  /// Forty digits that stand for a git object.
  static func gitID(of text: String) -> String {
    SHA1.digest(of: text.utf8).hexadecimal
  }

  /// The name git gives to a file of this content.
  static func blobID(of content: String) -> String {
    SHA1.digest(of: "blob \(content.utf8.count)\u{0}\(content)".utf8).hexadecimal
  }

  /// Whole seconds since 1970, or nil when this is no time that an `_id` can hold.
  static func seconds(_ text: String) -> UInt32? {
    let date = (try? fractional.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
    return date.flatMap { UInt32(exactly: $0.timeIntervalSince1970.rounded(.down)) }
  }

  private static func text(seconds: UInt32) -> String {
    fractional.format(Date(timeIntervalSince1970: Double(seconds)))
  }

  private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
