import StemmaCache
import StemmaCards
import StemmaRecords

/// What a record says of a repository, as columns; what it leaves unsaid is not among them.
struct RepoFacts {
  /// One column that the record speaks of.
  struct Fact {
    let column: String
    let value: SQLValue
  }

  /// Facts with history, in the order of ``columns``.
  let facts: [Fact]
  /// Counters, or nil when the record says nothing of them.
  let counters: Counters?
  let tags: [String]?
  /// Declarations by the sources the record speaks for.
  let declarations: [Declaration]
  let sources: Set<Declaration.Source>
  let findings: [Finding]

  struct Counters: Equatable {
    var downloads: Int64?
    var downloadsAllTime: Int64?
    var likes: Int64?
    var trendingScore: Double?
  }

  /// The columns of `repo` that may change and leave a history.
  static let columns = [
    "name", "created_at", "last_modified", "sha", "gated", "is_private", "is_disabled", "license",
    "license_name", "license_link", "languages", "library", "pipeline_tag", "parameters",
    "own_relation", "children_by_relation",
  ]

  /// Reads what a record says; a property that was `asked` for and did not come is said to be empty.
  init(_ record: RepoRecord, asked: Set<String>) {
    let cardIsSaid = record.cardData != nil || asked.contains("cardData")
    let tagsAreSaid = record.tags != nil || asked.contains("tags")
    let card = CardFields(record.cardData ?? .null)
    let tags = record.tags ?? []

    var facts: [Fact] = []
    func say(_ column: String, _ value: (any SQLBindable)?, property: String? = nil) {
      let isAsked = property.map(asked.contains) ?? false
      guard value != nil || isAsked else { return }
      facts.append(Fact(column: column, value: value?.sqlValue ?? .null))
    }
    say("name", record.name)
    say("created_at", record.createdAt.map(Timestamp.toTheSecond))
    say("last_modified", record.lastModified.map(Timestamp.toTheSecond))
    say("sha", record.sha)
    say("gated", record.gated?.rawValue)
    say("is_private", record.isPrivate)
    say("is_disabled", record.isDisabled)
    if cardIsSaid || tagsAreSaid {
      facts.append(Fact(column: "license", value: Self.license(card, tags).sqlValue))
    }
    if cardIsSaid {
      facts.append(Fact(column: "license_name", value: card.licenseName.sqlValue))
      facts.append(Fact(column: "license_link", value: card.licenseLink.sqlValue))
      facts.append(Fact(column: "languages", value: Self.list(card.languages).sqlValue))
    }
    say("library", record.libraryName ?? card.libraryName, property: "library_name")
    say("pipeline_tag", record.pipelineTag ?? card.pipelineTag, property: "pipeline_tag")
    say("parameters", record.safetensorsTotal, property: "safetensors")
    if tagsAreSaid, record.kind == .model {
      let relation = OwnRelation.reading(
        name: record.name,
        tags: tags,
        library: record.libraryName,
        files: record.siblings ?? []
      )
      facts.append(Fact(column: "own_relation", value: (relation?.rawValue).sqlValue))
    }
    say("children_by_relation", record.childrenModelCount.map(Self.childrenText))
    self.facts = facts

    counters = Self.counters(record)
    self.tags = tagsAreSaid ? tags : nil
    var sources: Set<Declaration.Source> = []
    var declarations: [Declaration] = []
    if cardIsSaid {
      sources.insert(.card)
      declarations += Declarations.inCard(card, source: .card)
    }
    if tagsAreSaid {
      sources.formUnion([.tag, .authorTag])
      declarations += Declarations.inTags(
        tags,
        authorTags: card.tags,
        baseModels: record.baseModels
      )
    }
    if record.baseModels != nil || asked.contains("baseModels") {
      sources.insert(.hub)
      declarations += Declarations.inBaseModels(record.baseModels)
    }
    self.declarations = declarations
    self.sources = sources
    findings = card.findings.map { Finding($0.code, subject: record.name, detail: $0.detail) }
  }

  private static func license(_ card: CardFields, _ tags: [String]) -> String? {
    if !card.licenses.isEmpty { return list(card.licenses) }
    return tags.first { $0.hasPrefix("license:") }.map { String($0.dropFirst(8)) }
  }

  private static func list(_ texts: [String]) -> String? {
    texts.isEmpty ? nil : texts.joined(separator: ",")
  }

  private static func childrenText(_ counts: [String: Int64]) -> String {
    counts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  private static func counters(_ record: RepoRecord) -> Counters? {
    let counters = Counters(
      downloads: record.downloads,
      downloadsAllTime: record.downloadsAllTime,
      likes: record.likes,
      trendingScore: record.trendingScore
    )
    return counters == Counters() ? nil : counters
  }
}
