import StemmaCore
import StemmaDerive
import StemmaHub

/// An endpoint whose answer is records of repositories.
protocol RecordsEndpoint: HarvestEndpoint where Page == RecordsPage {}

extension RecordsEndpoint {
  var isOfRecords: Bool { true }

  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> RecordsPage {
    try isPaged
      ? RecordsPage(listing: reply, of: request.kind, reader: reader)
      : RecordsPage(single: reply, of: request.kind, reader: reader)
  }

  func next(after page: RecordsPage, from url: String, to request: StepRequest) -> Continuation {
    isPaged ? .link : .end
  }

  func isTurnedRound(_ page: RecordsPage) -> Bool { ListingKey.areTurnedRound(page.facts) }

  func meansAbsence(_ code: HubError.Code) -> Bool { false }

  func apply(
    _ page: RecordsPage,
    _ reply: AcceptedReply,
    to derive: DeriveStage
  ) throws -> Applied {
    try page.apply(to: derive, harvest: reply.harvest)
  }

  func applyAbsence(
    of request: StepRequest,
    status: Int,
    at time: String,
    to derive: DeriveStage,
    harvest: Int64
  ) throws {
    try derive.applyAbsence(
      of: request.subject,
      kind: request.kind,
      status: status,
      at: time,
      harvest: harvest
    )
  }
}

/// Records as the derive stage takes them.
struct RecordsPage: EndpointPage {
  let facts: [RepoFacts]
  let findings: [Finding]
  /// Whether it is the first page of a listing, or a repository by itself.
  let isFirst: Bool

  var entryCount: Int { facts.count }

  /// Whether a listing ends before it has begun.
  var isOfNothing: Bool { isFirst && facts.isEmpty }

  /// Reads a page of a listing.
  init(listing reply: ReplyText, of kind: RepoKind, reader: JSONReader) throws(HubError) {
    let page = try ListingPage(
      decoding: reply.body,
      kind: kind,
      using: RepoFacts.members,
      url: reply.url,
      reader: reader
    )
    self.init(page.records, page.findings, from: reply.url)
  }

  /// Reads one repository.
  init(single reply: ReplyText, of kind: RepoKind, reader: JSONReader) throws(HubError) {
    let detail = try RepoDetail(
      decoding: reply.body,
      kind: kind,
      using: RepoFacts.members,
      url: reply.url,
      reader: reader
    )
    self.init([detail.record], detail.findings, from: reply.url)
  }

  private init(_ records: [RepoRecord], _ findings: [Finding], from url: String) {
    let asked = Set(HubAddress.properties(askedBy: url))
    let ignored = Self.ignored(asked, by: records)
    facts = records.map { RepoFacts($0, asked: asked.subtracting(ignored?.properties ?? [])) }
    isFirst = !HubAddress.hasCursor(url)
    self.findings =
      findings
      + (ignored.map { [Finding(.ignoredProperties, subject: url, detail: $0.sign)] } ?? [])
  }

  /// What was asked for and ignored, so that its absence says nothing, and what shows it; nil where
  /// nothing does.
  private static func ignored(
    _ asked: Set<String>,
    by records: [RepoRecord]
  ) -> (properties: Set<String>, sign: String)? {
    guard !records.isEmpty else { return nil }
    // Every repository of the Hub has a head, and every model that is asked for it a count of children.
    if asked.contains("sha"), records.allSatisfy({ $0.sha == nil }) {
      return (asked, "no record has a head commit")
    }
    if asked.contains("childrenModelCount"),
      records.allSatisfy({ $0.childrenModelCount == nil })
    {
      return (Expand.byNameAlone, "no record has a count of children")
    }
    return nil
  }

  /// Writes each record.
  func apply(to derive: DeriveStage, harvest: Int64) throws -> Applied {
    var applied = Applied()
    for facts in facts where try derive.apply(facts, harvest: harvest) != .unchanged {
      applied.changes += 1
    }
    return applied
  }
}

extension Finding.Code {
  /// Properties that were asked for and are in no record: the endpoint is a mirror that ignores
  /// `expand`.
  static let ignoredProperties = Finding.Code(rawValue: "ignored-expand")
}

extension NewStep {
  /// All repositories of a kind that `filters` let through, as a step of `endpoint`.
  init(
    _ endpoint: some HarvestEndpoint,
    _ kind: RepoKind,
    _ subject: String = "",
    filters: [String] = [],
    gated: Bool? = nil,
    known: Int? = nil,
    sort: HubAddress.Sort,
    isAscending: Bool = false,
    pageSize: Int,
    expand: [String]
  ) {
    let address = HubAddress.listing(
      kind,
      filters: filters,
      gated: gated,
      sort: sort,
      isAscending: isAscending,
      limit: pageSize,
      expand: expand
    )
    self.init(
      endpoint: endpoint,
      kind: kind,
      subject: subject,
      known: known.map(String.init),
      url: address.pathAndQuery
    )
  }
}
