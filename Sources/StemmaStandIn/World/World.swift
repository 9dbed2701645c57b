package import Foundation
package import StemmaCore

/// A world read from a file of JSON Lines: see the article Worlds for the format.
package struct World: Catalogue {
  /// What the file says of itself.
  package let about: JSONValue?
  let indexes: [RepoKind: RepoIndex]
  let renames: [RepoKind: [String: String]]
  let accounts: [String: HubAccount]
  let papers: [String: JSONValue]
  let recordings: [String: Recording]

  /// Reads a world file; a name that ends in `.gz` is inflated first.
  ///
  /// - Complexity: O(*n*) over the bytes; memory about the file's size and a third more.
  package init(contentsOf file: URL) throws(StandInError) {
    let bytes: Data
    do {
      _ = try UserFile.open(file.path)
      bytes = try Data(contentsOf: file, options: .mappedIfSafe)
    } catch {
      let reason = (error as? UserFile.Refusal)?.reason ?? FileReason.text(of: error)
      throw StandInError(.unreadableFile, "\(file.path) cannot be read: \(reason)")
    }
    guard file.pathExtension == "gz" else {
      self = try Self.reading(bytes)
      return
    }
    let inflated: [UInt8]
    do {
      inflated = try Gzip.inflate(bytes, limit: 8 << 30)
    } catch {
      throw StandInError(.unreadableFile, "\(file.path) is no whole gzip stream: \(error)")
    }
    self = try Self.reading(inflated)
  }

  /// Reads a world given line by line.
  package init(lines: some Sequence<String>) throws(StandInError) {
    var builder = WorldBuilder()
    for line in lines { try builder.add(Array(line.utf8)) }
    self.init(builder)
  }

  private init(_ builder: WorldBuilder) {
    var builder = builder
    indexes = builder.finish()
    about = builder.about
    renames = builder.renames
    accounts = builder.accounts
    papers = builder.papers
    recordings = builder.recordings
  }

  private static func reading(_ bytes: some ContiguousBytes) throws(StandInError) -> World {
    var builder = WorldBuilder()
    let outcome: Result<Void, StandInError> = bytes.withUnsafeBytes { bytes in
      do throws(StandInError) {
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
          try builder.add(Array(line))
        }
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try outcome.get()
    return World(builder)
  }

  /// Where a row's values come from, as its line says: `source`, `as_of` and `invented`.
  package func provenance(of kind: RepoKind, id: String) -> JSONValue? {
    guard let entry = publicEntry(kind, id: id) else { return nil }
    let value = try? JSONReader().value(entry.line)
    return value?.object.map { members in
      .object(members.filter { ["source", "as_of", "invented"].contains($0.key) })
    }
  }

  /// The public repository of exactly this name.
  func publicEntry(_ kind: RepoKind, id: String) -> RepoEntry? {
    guard let index = indexes[kind], let row = index.row(named: id) else { return nil }
    let entry = index.entry(row)
    return entry.id == id && !entry.isPrivate ? entry : nil
  }
}

extension World {
  package func find(_ kind: RepoKind, named name: String) -> Whereabouts {
    guard let index = indexes[kind] else { return .missing }
    var current = name
    for _ in 0..<20 {
      if let row = index.row(named: current) {
        let entry = index.entry(row)
        if entry.isPrivate { return .missing }
        return entry.id == name ? .here : .moved(to: entry.id)
      }
      guard let next = renames[kind]?[current.lowercased()] else { break }
      current = next
    }
    return .missing
  }

  package func repo(_ kind: RepoKind, id: String, fields: Set<String>) throws -> Repo? {
    guard let entry = publicEntry(kind, id: id) else { return nil }
    return try RepoReader(world: self, kind: kind, fields: fields).repo(entry)
  }

  package func page(_ query: ListQuery) throws -> ListPage {
    guard let index = indexes[query.kind] else { return ListPage(rows: [], next: nil) }
    let (rows, hasMore) = index.rows(query)
    let reader = RepoReader(world: self, kind: query.kind, fields: query.fields)
    let repos = try rows.map { try reader.repo(index.entry($0)) }
    let last = hasMore ? rows.last.map(index.entry) : nil
    return ListPage(rows: repos, next: last?.position(by: query.sort))
  }

  package func attachment(_ attachment: Attachment, of kind: RepoKind, id: String) throws
    -> JSONValue?
  {
    guard let entry = publicEntry(kind, id: id) else { return nil }
    return try JSONReader().read(entry.line) { line in
      var found: JSONValue?
      line.forEachMember { if $0 == attachment.rawValue { found = $1.value } }
      return found
    }
  }

  package func account(_ name: String) -> HubAccount? {
    guard var account = accounts[name.lowercased()], account.name == name else { return nil }
    account.overview = AccountAnswer(world: self).complete(account)
    return account
  }

  package func paper(_ id: String) -> JSONValue? { papers[id] }

  package func count(of kind: RepoKind, tagged tag: String) -> Int {
    indexes[kind]?.rows(tagged: tag).count ?? 0
  }

  package func tags(of kind: RepoKind) -> [String] { indexes[kind]?.tagTable.names ?? [] }

  package func recording(method: String, uri: String) -> Recording? {
    recordings["\(method) \(uri)"]
  }
}

/// Fills an overview with what the Hub always writes.
struct AccountAnswer {
  let world: World

  func complete(_ account: HubAccount) -> JSONValue {
    let order = account.isOrganization ? Self.organization : Self.user
    let said = account.overview.object ?? []
    let known = order.compactMap { key in
      (account.overview[key] ?? derived(key, of: account)).map { JSONValue.Member(key, $0) }
    }
    return .object(known + said.filter { !order.contains($0.key) })
  }

  private static let organization = [
    "_id", "avatarUrl", "fullname", "name", "details", "isVerified", "isFollowing", "plan",
    "numUsers", "numModels", "numSpaces", "numDatasets", "numKernels", "numBuckets", "numPapers",
    "numFollowers",
  ]

  private static let user = [
    "_id", "avatarUrl", "isPro", "fullname", "numModels", "numDatasets", "numSpaces",
    "numKernels", "numBuckets", "numDiscussions", "numPapers", "numUpvotes", "numLikes",
    "numFollowers", "numFollowing", "numFollowingOrgs", "orgs", "user", "type", "isFollowing",
    "details", "primaryOrgAvatarUrl", "createdAt",
  ]

  private func derived(_ key: String, of account: HubAccount) -> JSONValue? {
    switch key {
    case "_id": .string(identity(of: account))
    case "avatarUrl": "/avatars/00000000000000000000000000000000.svg"
    case "fullname": .string(account.name)
    case "isVerified", "isFollowing", "isPro": false
    case "numModels": owned(.model, by: account.name)
    case "numDatasets": owned(.dataset, by: account.name)
    case "numSpaces": owned(.space, by: account.name)
    case "numUsers": .integer(Int64(account.members.count))
    case "numLikes": .integer(Int64(account.likes.count))
    case "orgs": []
    case "type": "user"
    case "createdAt": HubIdentity.createdAt(objectID: identity(of: account)).map(JSONValue.string)
    case "details", "plan", "primaryOrgAvatarUrl": nil
    default: 0
    }
  }

  private func identity(of account: HubAccount) -> String {
    account.overview["_id"]?.string
      ?? HubIdentity.objectID(
        of: "account",
        named: account.name,
        createdAt: account.overview["createdAt"]?.string ?? HubIdentity.floor
      )
  }

  private func owned(_ kind: RepoKind, by name: String) -> JSONValue {
    var filter = ListFilter()
    filter.author = name
    let query = ListQuery(kind: kind, filter: filter, limit: .max, fields: [])
    return .integer(Int64(world.indexes[kind]?.rows(query).rows.count ?? 0))
  }
}
