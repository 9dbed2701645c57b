package import StemmaCore
package import StemmaHub
package import StemmaStore

/// What a record says of a repository, as columns and rows; what it leaves unsaid is nil.
package struct RepoFacts: Sendable {
  /// The columns of `repo` that may change and leave a history, in the order of the table.
  package enum Column: Int, CaseIterable {
    case name, createdAt, lastModified, sha, gated, isPrivate, isDisabled, license, licenseName
    case licenseLink, languages, library, pipelineTag, parameters, ownRelation, fileRelation
    case childrenByRelation, architecture

    /// The column's name.
    package var name: String { Self.names[rawValue] }

    /// Whether the link and graph stages read it.
    var isOfLinks: Bool {
      switch self {
      case .name, .createdAt, .ownRelation, .license, .licenseName, .licenseLink, .languages: true
      default: false
      }
    }

    /// Whether it is part of what a name means to others: see ``RepoChange/name``.
    var isOfName: Bool { self == .name || self == .createdAt }

    private static let names = [
      "name", "created_at", "last_modified", "sha", "gated", "is_private", "is_disabled",
      "license", "license_name", "license_link", "languages", "library", "pipeline_tag",
      "parameters", "own_relation", "file_relation", "children_by_relation",
      "architecture",
    ]
  }

  struct Counters: Equatable, Sendable {
    var downloads: Int64?
    var downloadsAllTime: Int64?
    var likes: Int64?
    var trendingScore: Double?
  }

  package let kind: RepoKind
  package let hubID: String
  package let name: String
  let owner: String?
  /// A value for each ``Column``: NULL where the record says that there is none, nil where it says
  /// nothing.
  private(set) var values = [SQLValue?](repeating: nil, count: Column.allCases.count)
  /// Counters, or nil when the record says nothing of them.
  let counters: Counters?
  package let tags: [String]?
  /// The tags that no declaration tells; nil when the record says nothing of tags.
  private(set) var otherTags: [String]?
  /// Declarations by the sources the record speaks for.
  package private(set) var declarations: [Declaration] = []
  private(set) var sources: [Declaration.Source] = []
  private(set) var findings: [Finding] = []

  /// The members of records that it reads.
  package static let members = UsedMembers(
    record: ["config", "datasets", "gguf", "models", "safetensors"],
    card: CardFields.keys
  )

  /// Reads what a record says; a property that was `asked` for and did not come is said to be empty.
  package init(_ record: RepoRecord, asked: Set<String>) {
    kind = record.kind
    hubID = record.hubID
    name = record.name
    owner = record.author ?? RepoName.owner(of: record.name)
    counters = Self.counters(record)
    tags = record.tags ?? (asked.contains("tags") ? [] : nil)
    let card = CardFields(record.cardData ?? .null)
    let cardIsSaid = record.cardData != nil || asked.contains("cardData")
    sayPlainFacts(record)
    sayWhatCardsMayTell(record, card, cardIsSaid: cardIsSaid, asked)
    declare(record, card, cardIsSaid: cardIsSaid, asked)
    for finding in card.findings {
      findings.append(Finding(finding.code, subject: record.name, detail: finding.detail))
    }
  }

  /// What another cache knows of a repository; columns that it says nothing of are left out.
  package init(
    _ kind: RepoKind,
    hubID: String,
    owner: String?,
    values: [Column: SQLValue],
    counters: (downloads: Int64?, downloadsAllTime: Int64?, likes: Int64?, trendingScore: Double?),
    otherTags: [String]?,
    declarations: [Declaration],
    sources: [Declaration.Source]
  ) {
    (self.kind, self.hubID, self.owner) = (kind, hubID, owner)
    if case .text(let text)? = values[.name] { name = text } else { name = "" }
    for (column, value) in values { self.values[column.rawValue] = value }
    let said = Counters(
      downloads: counters.downloads,
      downloadsAllTime: counters.downloadsAllTime,
      likes: counters.likes,
      trendingScore: counters.trendingScore
    )
    self.counters = said == Counters() ? nil : said
    tags = nil
    self.otherTags = otherTags
    (self.declarations, self.sources) = (declarations, sources)
  }

  /// The text that the record gives for a column; nil when it says nothing.
  package func text(_ column: Column) -> String? {
    guard case .text(let text)? = values[column.rawValue] else { return nil }
    return text
  }

  /// How many direct children the Hub counts, itself not among them; nil when the record does not
  /// say, or says what cannot be counted.
  package var childCount: Int? {
    guard let counts = text(.childrenByRelation).flatMap({ try? JSONValue(parsing: $0) })?.object
    else { return nil }
    return counts.reduce(0 as Int?) { sum, member in
      guard let sum, let count = member.value.integer, (0...1 << 40).contains(count) else {
        return nil
      }
      return sum + Int(count)
    }
  }

  /// The facts without the head commit and its time.
  package var withoutHead: RepoFacts {
    var facts = self
    facts.values[Column.sha.rawValue] = nil
    facts.values[Column.lastModified.rawValue] = nil
    return facts
  }

  private mutating func say(_ column: Column, _ value: (some SQLBindable)?, isAsked: Bool = false) {
    if let value {
      values[column.rawValue] = value.sqlValue
    } else if isAsked {
      values[column.rawValue] = .null
    }
  }

  private mutating func sayPlainFacts(_ record: RepoRecord) {
    say(.name, record.name)
    say(.createdAt, record.createdAt.flatMap(Timestamp.utc))
    say(.lastModified, record.lastModified.flatMap(Timestamp.utc))
    say(.sha, record.sha)
    say(.gated, record.gated?.rawValue)
    say(.isPrivate, record.isPrivate)
    say(.isDisabled, record.isDisabled)
    say(.childrenByRelation, record.childrenModelCount.map(Self.childrenText))
  }

  private mutating func sayWhatCardsMayTell(
    _ record: RepoRecord,
    _ card: CardFields,
    cardIsSaid: Bool,
    _ asked: Set<String>
  ) {
    say(.license, Self.license(card, tags ?? []), isAsked: cardIsSaid || tags != nil)
    say(.licenseName, card.licenseName, isAsked: cardIsSaid)
    say(.licenseLink, card.licenseLink, isAsked: cardIsSaid)
    say(.languages, Self.list(card.languages), isAsked: cardIsSaid)
    say(.library, record.libraryName ?? card.libraryName, isAsked: asked.contains("library_name"))
    say(
      .pipelineTag,
      record.pipelineTag ?? card.pipelineTag,
      isAsked: asked.contains("pipeline_tag")
    )
    say(.parameters, record.safetensorsTotal, isAsked: asked.contains("safetensors"))
    sayRelations(record, asked)
  }

  private mutating func sayRelations(_ record: RepoRecord, _ asked: Set<String>) {
    guard let tags, record.kind == .model else { return }
    func rest(_ key: String) -> JSONValue { record.rest.first { $0.key == key }?.value ?? .null }
    let seen = OwnRelation.reading(
      name: record.name,
      tags: tags,
      library: record.libraryName,
      safetensors: rest("safetensors")
    )
    let files = record.siblings.flatMap {
      OwnRelation.reading(files: $0, gguf: rest("gguf"), config: rest("config"))
    }
    say(.fileRelation, files?.rawValue, isAsked: asked.contains("siblings"))
    say(.ownRelation, OwnRelation.stronger(seen, files)?.rawValue, isAsked: true)
    let modelType = rest("config")["model_type"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    say(.architecture, modelType, isAsked: asked.contains("config"))
  }

  /// The facts read together with what files told before, where the record says nothing of them.
  func reading(files stored: SQLValue) -> RepoFacts {
    guard values[Column.fileRelation.rawValue] == nil, case .text(let files) = stored,
      values[Column.ownRelation.rawValue] != nil
    else { return self }
    var facts = self
    let own = OwnRelation.stronger(
      text(.ownRelation).map(Relation.init(rawValue:)),
      Relation(rawValue: files)
    )
    facts.values[Column.ownRelation.rawValue] = own?.rawValue.sqlValue ?? .null
    return facts
  }

  private mutating func declare(
    _ record: RepoRecord,
    _ card: CardFields,
    cardIsSaid: Bool,
    _ asked: Set<String>
  ) {
    if cardIsSaid {
      sources.append(.card)
      declarations += Declarations.inCard(card, source: .card)
    }
    if let tags {
      sources += [.tag, .authorTag]
      let told = Declarations.inTags(
        tags,
        authorTags: card.tags,
        baseModels: record.baseModels
      )
      declarations += told.declarations
      otherTags = told.otherTags
      if record.kind == .dataset, record.cardData == nil {
        declarations += Declarations.ofSources(inTags: tags)
      }
    }
    if record.kind == .dataset {
      findings += SourceText.findings(on: declarations, of: record.name)
    }
    if record.baseModels != nil || asked.contains("baseModels") {
      sources.append(.hub)
      declarations += Declarations.inBaseModels(record.baseModels)
    }
    if record.kind == .space, asked.isSuperset(of: ["models", "datasets"]) {
      sources.append(.hub)
      declarations += Declarations.inLinks(
        models: Self.texts("models", in: record),
        datasets: Self.texts("datasets", in: record)
      )
    }
    if record.kind == .model, let config = record.rest.first(where: { $0.key == "config" }) {
      sources += [.config, .peft]
      declarations += Declarations.inConfig(config.value)
    }
  }

  private static func texts(_ key: String, in record: RepoRecord) -> [String] {
    (record.rest.first { $0.key == key }?.value.array ?? []).compactMap(\.string)
  }

  private static func license(_ card: CardFields, _ tags: [String]) -> String? {
    if !card.licenses.isEmpty { return list(card.licenses.map(HubLicense.id)) }
    return tags.first { $0.hasPrefix("license:") }.map {
      HubLicense.id(of: String($0.dropFirst(8)))
    }
  }

  private static func list(_ texts: [String]) -> String? {
    texts.isEmpty ? nil : texts.joined(separator: ",")
  }

  private static func childrenText(_ counts: [String: Int64]) -> String {
    let members = counts.sorted { $0.key < $1.key }
    return JSONValue.object(members.map { .init($0.key, .integer($0.value)) }).text
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
