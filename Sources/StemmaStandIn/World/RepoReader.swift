internal import StemmaCore

/// Reads rows again from their lines and adds what the Hub derives.
struct RepoReader {
  let world: World
  let kind: RepoKind
  let fields: Set<String>
  private let reader = JSONReader()

  init(world: World, kind: RepoKind, fields: Set<String>) {
    self.world = world
    self.kind = kind
    self.fields = fields
  }

  func repo(_ entry: RepoEntry) throws -> Repo {
    var (said, hasReadme) = try said(of: entry)
    for name in fields where Self.identity.contains(name) || said[name] == nil {
      said[name] = derived(name, of: entry, hasReadme: hasReadme)
    }
    // Null stands for "not said" where the Hub never writes null.
    for name in ["likes", "downloads", "trendingScore", "lastModified"] where said[name] == .null {
      said[name] = nil
    }
    return Repo(kind: kind, id: entry.id, fields: said)
  }

  /// Fields whose value the index has settled, whatever the line says.
  private static let identity: Set<String> = ["_id", "id", "author", "sha", "createdAt", "tags"]

  private func said(of entry: RepoEntry) throws -> ([String: JSONValue], hasReadme: Bool) {
    var said: [String: JSONValue] = [:]
    var hasReadme = false
    _ = try reader.read(entry.line) { line in
      line.forEachMember { key, value in
        if key == "readme" { hasReadme = true }
        guard key == kind.rawValue else { return }
        value.forEachMember { name, value in
          if fields.contains(name) { said[name] = value.value }
        }
      }
    }
    return (said, hasReadme)
  }

  private func derived(_ name: String, of entry: RepoEntry, hasReadme: Bool) -> JSONValue? {
    switch name {
    case "_id": .string(entry.hubID)
    case "id", "modelId": .string(entry.id)
    case "author": entry.author.map(JSONValue.string)
    case "sha": .string(entry.sha)
    case "createdAt": .string(entry.createdAt)
    case "lastModified": entry.lastModified.map(JSONValue.string)
    case "likes": entry.likes.map(JSONValue.number)
    case "downloads": kind == .space ? nil : entry.downloads.map(JSONValue.number)
    case "private", "disabled": false
    case "gated": kind == .space ? nil : false
    case "tags": .array((world.indexes[kind]?.tags(of: entry) ?? []).map(JSONValue.string))
    case "siblings": siblings(hasReadme: hasReadme)
    case "pipeline_tag": entry.pipelineTag.map(JSONValue.string)
    default: derivedFromOthers(name, of: entry)
    }
  }

  private func derivedFromOthers(_ name: String, of entry: RepoEntry) -> JSONValue? {
    switch (name, kind) {
    case ("baseModels", .model): baseModels(entry)
    case ("childrenModelCount", .model): childrenModelCount(entry)
    case ("spaces", .model): spaces(using: entry.id)
    case ("models", .space) where !entry.models.isEmpty:
      .array(entry.models.map(JSONValue.string))
    case ("datasets", .space) where !entry.datasets.isEmpty:
      .array(entry.datasets.map(JSONValue.string))
    case ("library_name", .model): card(entry)?["library_name"].flatMap(text)
    case ("sdk", .space): card(entry)?["sdk"].flatMap(text)
    case ("subdomain", .space): .string(entry.id.lowercased().replacing(/[^a-z0-9]/, with: "-"))
    case ("description", .dataset), ("key", .dataset): ""
    case ("xetEnabled", _): true
    default: nil
    }
  }

  private func text(_ value: JSONValue) -> JSONValue? { value.string.map(JSONValue.string) }

  private func card(_ entry: RepoEntry) -> JSONValue? {
    var card: JSONValue?
    _ = try? reader.read(entry.line) { line in
      line.forEachMember { key, value in
        guard key == kind.rawValue else { return }
        value.forEachMember { if $0 == "cardData" { card = $1.value } }
      }
    }
    return card
  }

  private func siblings(hasReadme: Bool) -> JSONValue {
    let names = [".gitattributes"] + (hasReadme ? ["README.md"] : [])
    return .array(names.map { ["rfilename": .string($0)] })
  }

  private func baseModels(_ entry: RepoEntry) -> JSONValue? {
    guard let parents = entry.parents, let index = world.indexes[.model] else { return nil }
    let models = parents.rows.map(index.entry).map { parent -> JSONValue in
      ["_id": .string(parent.hubID), "id": .string(parent.id)]
    }
    return ["relation": .string(parents.relation.rawValue), "models": .array(models)]
  }

  private func childrenModelCount(_ entry: RepoEntry) -> JSONValue {
    let relations: [Relation] = [.adapter, .merge, .quantized, .finetune]
    return .object(
      relations.map { relation in
        let tag = "base_model:\(relation.rawValue):\(entry.id)"
        return .init(relation.rawValue, .integer(Int64(world.count(of: .model, tagged: tag))))
      }
    )
  }

  /// At most a hundred, as on the Hub; the whole list is `/api/spaces?models=`.
  private func spaces(using id: String) -> JSONValue {
    var filter = ListFilter()
    filter.models = [id]
    let query = ListQuery(kind: .space, filter: filter, limit: 100, fields: [])
    guard let index = world.indexes[.space] else { return [] }
    return .array(index.rows(query).rows.map { .string(index.entry($0).id) })
  }
}
