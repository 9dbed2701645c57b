internal import StemmaJSON
package import StemmaRecords

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

  package func account(_ name: String) -> Account? {
    guard var account = accounts[name.lowercased()], account.name == name else { return nil }
    account.overview = AccountOverview(world: self).complete(account)
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
