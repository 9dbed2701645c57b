public import StemmaAnswers
public import StemmaCore
public import StemmaGraph
package import StemmaHarvest
public import StemmaLink
public import StemmaMetrics
package import StemmaReports
import StemmaStore
package import StemmaStudies

/// Questions to a cache.
///
/// Opens the cache for reading only. Each answer is of one time: of now, or of the state that a
/// past date saw, which is then what the last harvest begun by that date was answered.
///
/// A model, a dataset or a Space may go by its id, any old name that led to it, or its address on
/// the Hub. Where a question is of all three, a dataset is named `datasets/ID` and a Space `spaces/ID`. A question throws `AnswerError` when the cache does not know what it names, or knows
/// nothing by the date.
public struct Answers: Sendable {
  let cache: Cache
  /// The path of the cache, as it was given.
  public var cachePath: String { cache.path }
  /// The date whose state is asked for, such as `2025-11-18`; nil for now.
  public let date: String?
  /// What is kept of this state of the cache for those who turn pages; nil where nobody does.
  package var kept: KeptAnswers?

  /// Opens the cache at `cachePath`.
  ///
  /// - Throws: An error of one line when there is none, when it is none of Stemma's, or when `date`
  ///   is no date.
  public init(cachePath: String, asOf date: String? = nil) throws {
    let end = try date.map(AsOf.end)
    let present = try Cache(path: cachePath, access: .read)
    self.date = date
    cache = try end.map { try present.receded(to: $0) } ?? present
  }

  /// How many models were made from `model`, over the edges of `scope`.
  public func derivatives(
    of model: String,
    in scope: FamilyScope = .init()
  ) throws -> Derivatives {
    try askAny(model) { try Derivatives(of: $0, filter: scope, in: $1) }
  }

  /// The derivatives of `model` over the edges of `scope`, grouped.
  public func derivatives(
    of model: String,
    by key: Breakdown.Key,
    in scope: FamilyScope = .init()
  ) throws -> Breakdown {
    try askAny(model) { try Breakdown(of: $0, by: key, filter: scope, in: $1) }
  }

  /// How many models were made from several, or from all models of an owner, and by whom.
  public func derivatives(_ question: DerivativeQuestion) throws -> JointDerivatives {
    try ask { try JointDerivatives(JointFamily(question, in: $0)) }
  }

  /// The same, grouped by one or two keys; only the largest groups where `top` is given.
  public func derivatives(
    _ question: DerivativeQuestion,
    by keys: [GroupKey],
    top: Int? = nil
  ) throws -> CrossBreakdown {
    try ask { try CrossBreakdown(of: JointFamily(question, in: $0), by: keys, top: top) }
  }

  /// How much the number of derivatives depends on single publishers and on mass uploads.
  ///
  /// One count leaves out each of so many largest publishers as `tops` has.
  public func robustness(
    of question: DerivativeQuestion,
    withoutTop tops: [Int] = RobustCounts.usualTops,
    resampling: Resampling = Resampling()
  ) throws -> RobustCounts {
    try ask { try RobustCounts(question, tops: tops, resampling: resampling, in: $0) }
  }

  /// The figures of a model, a dataset or an owner without a study, and how they were made; with the
  /// drawing of a model's family, where it has one, unless it is not wanted: it takes the longest.
  public func report(
    of name: String,
    resampling: Resampling = Resampling(),
    withDrawing: Bool = true
  ) throws -> SubjectReport {
    guard withDrawing else {
      return try ask { try SubjectReport(on: name, resampling: resampling, in: $0) }
    }
    return try subject(of: name, resampling: resampling).report
  }

  /// The same as a page.
  package func page(
    on name: String,
    resampling: Resampling = Resampling()
  ) throws -> StudyReport {
    let (report, picture) = try subject(of: name, resampling: resampling)
    return SubjectPage(report, picture, asOf: date).report(version: Version.text)
  }

  private func subject(
    of name: String,
    resampling: Resampling
  ) throws -> (report: SubjectReport, picture: FamilyPicture?) {
    try ask { connection in
      let report = try SubjectReport(on: name, resampling: resampling, in: connection)
      guard report.kind == .model else { return (report, nil) }
      let node = try NamedNode(report.subject, in: connection)
      let picture = try FamilyPicture(of: node, in: connection)
      guard picture.familyCount > 1 else { return (report, nil) }
      let drawing = FamilyDrawing(picture, isStandalone: true).svg
      return (report.drawn(as: drawing, flowchart: picture.flowchart), picture)
    }
  }

  /// Repositories and owners whose names are like `text`, the nearest first.
  public func search(_ text: String, limit: Int = 20) throws -> NameSearch {
    try ask { try NameSearch(text, limit: limit, in: $0) }
  }

  /// How the datasets of `owner`, under all its names, are used.
  public func reuse(
    ofOwner owner: String,
    by basis: RelationBasis? = nil,
    counting counted: CountedUsers = CountedUsers()
  ) throws -> OwnerReuse {
    try ask { try OwnerReuse(of: owner, by: basis, counting: counted, in: $0) }
  }

  /// The repositories that a harvest met anew or again, by whether some owners publish them, each under any
  /// of its names.
  package func met(in harvest: Int64, by owners: [String]) throws -> HarvestSummary.Met {
    try ask { connection in
      let ids = try owners.reduce(into: Set<Int64>()) { ids, owner in
        ids.formUnion(try OwnerAccount(owner, in: connection).ids)
      }
      let met = try connection.rows(
        """
        SELECT owner FROM repo WHERE first_seen = ?1
        UNION ALL
        SELECT repo.owner
        FROM sighting
        CROSS JOIN repo ON repo.id = sighting.repo
        WHERE sighting.harvest = ?1 AND repo.first_seen <> ?1
        """,
        harvest
      ) { $0.optionalInteger(0) }
      let own = met.count { $0.map(ids.contains) ?? false }
      return HarvestSummary.Met(own: own, outside: met.count - own)
    }
  }

  /// The models of the cache that the Hub lists, as far as `question` means them.
  public func models(_ question: ModelQuestion = ModelQuestion()) throws -> ModelList {
    try ask { try ModelList(question, in: $0) }
  }

  /// A part of the models of `owner` that `question` means, by name or the most downloaded first, and how
  /// many there are; no more is read than that.
  package func models(
    _ question: ModelQuestion,
    of owner: String,
    from offset: Int,
    limit: Int,
    byDownloads: Bool = false
  ) throws -> ModelList {
    try ask {
      try ModelList(
        question,
        of: owner,
        offset..<offset + limit,
        byDownloads: byDownloads,
        in: $0
      )
    }
  }

  /// The models themselves; only the most downloaded ones where `top` is given.
  public func models(
    madeFrom question: DerivativeQuestion,
    top: Int? = nil
  ) throws -> DerivativeModels {
    try ask { connection in
      if let family = try MentionFamily(below: question, in: connection) {
        return try family.list(top: top)
      }
      return try DerivativeModels(
        of: JointFamily(question, in: connection),
        top: top,
        in: connection
      )
    }
  }

  /// What the page of an owner tells of its models and of what was made from them.
  package func models(
    ofOwner owner: String,
    first: Int,
    newSince day: String?,
    mostNew: Int,
    made: Int
  ) throws -> OwnerModels {
    try ask {
      try OwnerModels(
        of: owner,
        first: first,
        newSince: day,
        mostNew: mostNew,
        made: made,
        in: $0
      )
    }
  }

  /// A part of them, by distance and name or the most downloaded first; of a family of a million no more
  /// is read than that.
  package func models(
    madeFrom question: DerivativeQuestion,
    from offset: Int,
    limit: Int,
    byDownloads: Bool = false
  ) throws -> DerivativeModels {
    try ask { connection in
      if let family = try MentionFamily(below: question, in: connection) {
        return try family.list(top: byDownloads ? .max : nil).part(offset..<offset + limit)
      }
      return try DerivativeModels(
        of: JointFamily(question, in: connection),
        offset..<offset + limit,
        byDownloads: byDownloads,
        in: connection
      )
    }
  }

  /// What `study` knows to be made from `model` and no card declares, beside what the edges of
  /// `scope` say.
  ///
  /// - Throws: `AnswerError`, also when the study gave no edges.
  public func curatedDerivatives(
    of model: String,
    study: String,
    in scope: FamilyScope = .init()
  ) throws -> CuratedDerivatives {
    try ask(model) { try CuratedDerivatives(below: $0, study: study, filter: scope, in: $1) }
  }

  /// The Spaces that say to load `model`, or a model made from it over the edges of `scope`.
  public func spaces(loading model: String, in scope: FamilyScope = .init()) throws -> ModelSpaces {
    try ask(model) { try ModelSpaces(of: $0, filter: scope, in: $1) }
  }

  /// How soon `model` was built on, and how long a generation takes below it.
  public func timing(below model: String, in scope: FamilyScope = .init()) throws -> FamilyTiming {
    try ask(model) { try FamilyTiming(of: $0, filter: scope, in: $1) }
  }

  /// A model with all that was made from it, or all that it was made from, over the edges of
  /// `scope`.
  public func tree(
    of model: String,
    direction: ModelTree.Direction = .down,
    in scope: FamilyScope = .init()
  ) throws -> ModelTree {
    try askAny(model) { try ModelTree(of: $0, direction: direction, filter: scope, in: $1) }
  }

  /// The tree of `model` in the formats of rows, or, without one, drawn for a terminal: written as it is
  /// read, however many models it has.
  package func writtenTree(
    of model: String,
    direction: ModelTree.Direction = .down,
    in scope: FamilyScope = .init(),
    isDrawn: Bool = false
  ) -> LateAnswer {
    LateAnswer { format, output in
      try askAny(model) { node, connection in
        guard node.kind == .model else {
          return try ModelTree(of: node, direction: direction, filter: scope, in: connection)
            .write(as: isDrawn ? .table : format, to: output)
        }
        let tree = try TreeAnswer(of: node, direction: direction, filter: scope, in: connection)
        try isDrawn ? tree.writeDrawing(to: output) : tree.write(as: format, to: output)
      }
    }
  }

  /// The family of `model` as it is drawn, over the edges of `scope`; of a large one more than is drawn
  /// first only where it is to be unfolded.
  package func picture(
    of model: String,
    direction: ModelTree.Direction = .down,
    in scope: FamilyScope = .init(),
    unfolding: Bool = false
  ) throws -> FamilyPicture {
    try ask(model) {
      try FamilyPicture(
        of: $0,
        direction: direction,
        filter: scope,
        most: unfolding ? FamilyPicture.mostUnfolding : FamilyPicture.mostHeld,
        holding: unfolding ? FamilyPicture.heldOfLarge : 0,
        in: $1
      )
    }
  }

  /// What the first drawing of the family of `model` shows; of a family of more than `most` models no more
  /// is read than that.
  package func sketch(
    of model: String,
    most: Int = FamilyPicture.mostServed
  ) throws -> FamilyPicture {
    try ask(model) { try FamilyPicture(of: $0, most: most, in: $1) }
  }

  /// What the first drawing of one branch of the family of `model` shows: of what hangs from `member`, but
  /// for its `first` largest branches.
  ///
  /// - Throws: `AnswerError` when `member` is no part of the family.
  package func sketch(
    of model: String,
    below member: String,
    from first: Int
  ) throws -> FamilyPicture {
    try ask(model) {
      try FamilyPicture(ofBranch: NamedNode(member, in: $1), from: first, inFamilyOf: $0, in: $1)
    }
  }

  /// A part of the nodes of a tree, in its order, with the edges that lead from them, and how many nodes
  /// it has.
  package func tree(
    of model: String,
    direction: ModelTree.Direction = .down,
    in scope: FamilyScope = .init(),
    from offset: Int,
    limit: Int
  ) throws -> (part: ModelTree, total: Int) {
    try askAny(model) { node, connection in
      guard node.kind == .model else {
        let tree = try ModelTree(of: node, direction: direction, filter: scope, in: connection)
        return (tree.part(from: offset, limit: limit), tree.nodes.count)
      }
      return try TreeReader(of: node, direction: direction, filter: scope, in: connection)
        .part(from: offset, limit: limit)
    }
  }

  /// A model or a ghost, how many nodes are below it and how many of them one step, and a part of them by
  /// distance and name.
  package func below(
    _ model: String,
    from offset: Int,
    limit: Int
  ) throws -> (root: ModelTree.Node, total: Int, direct: Int, nodes: [ModelTree.Node]) {
    try ask(model) { node, connection in
      let reader = try TreeReader(of: node, direction: .down, filter: .init(), in: connection)
      let (head, (part, total)) = (
        try reader.head(), try reader.part(from: offset + 1, limit: limit)
      )
      return (head.node, total - 1, head.direct, part.nodes)
    }
  }

  /// Everything that `model` was made from, over the edges of `scope`, and the roots among it.
  public func ancestors(of model: String, in scope: FamilyScope = .init()) throws -> Ancestors {
    try askAny(model) { try Ancestors(of: $0, filter: scope, in: $1) }
  }

  /// The models that share a parent with `model`.
  public func siblings(of model: String, in scope: FamilyScope = .init()) throws -> Siblings {
    try askAny(model) { try Siblings(of: $0, filter: scope, in: $1) }
  }

  /// A part of them, and how many there are.
  package func siblings(
    of model: String,
    in scope: FamilyScope,
    from offset: Int,
    limit: Int
  ) throws -> Siblings {
    try askAny(model) {
      try Siblings(of: $0, filter: scope, part: offset..<offset + limit, in: $1)
    }
  }

  /// The models that share a parent with `model`, written as they are read, however many there are; of
  /// thousands a terminal shows the first.
  package func writtenSiblings(of model: String, in scope: FamilyScope = .init()) -> LateAnswer {
    LateAnswer { format, output in
      try askAny(model) { node, connection in
        guard node.kind == .model else {
          return try Siblings(of: node, filter: scope, in: connection)
            .write(as: format, to: output)
        }
        try SiblingsAnswer(of: node, filter: scope, in: connection)
          .write(as: format, to: output)
      }
    }
  }

  /// How two models are related over the edges of `scope`, and what both were made from.
  ///
  /// - Throws: `AnswerError`, of code `unrelated` when they share no ancestor.
  public func path(
    from one: String,
    to other: String,
    in scope: FamilyScope = .init()
  ) throws -> KinshipPath {
    try askAny(one) { one, connection in
      let other = try NamedNode(ofAnyKind: other, in: connection)
      return try KinshipPath(from: one, to: other, filter: scope, in: connection)
    }
  }

  /// The largest families of the cache: models linked over parents or derivatives in any mix.
  ///
  /// With `owner`, those in which the owner, under any of its names, has a model.
  public func families(
    limit: Int = 20,
    in scope: FamilyScope = .init(),
    of owner: String? = nil
  ) throws -> Families {
    try ask { connection in
      let account = try owner.map { try OwnerAccount($0, in: connection) }
      return try Families(limit: limit, filter: scope, of: account, in: connection)
    }
  }

  /// The models that are made from each other or from themselves, if their cards are believed.
  public func cycles(in scope: FamilyScope = .init()) throws -> Cycles {
    try ask { try Cycles(filter: scope, in: $0) }
  }

  /// The licenses of everything that `model` was made from, and where a declared one is looser than
  /// inherited.
  ///
  /// It is no legal advice.
  public func licenses(of model: String, in scope: FamilyScope = .init()) throws -> LicensePath {
    try ask(model) { try LicensePath(of: $0, filter: scope, in: $1) }
  }

  /// The first step on the way to each descendant at which a declared license is looser than
  /// inherited, with counts by rule.
  ///
  /// It is no legal advice.
  public func looserLicenses(
    below model: String,
    in scope: FamilyScope = .init()
  ) throws -> LooserLicenses {
    try ask(model) { try LooserLicenses(below: $0, filter: scope, in: $1) }
  }

  /// Who loses what when something happens to a model, or to a dataset that is named as
  /// `datasets/ID` or by its address.
  ///
  /// Of licenses it is no legal advice.
  ///
  /// Of those who lose something the first `limit` are listed; all of them count.
  public func impact(
    of name: String,
    if event: Impact.Event = .gone,
    limit: Int = .max
  ) throws -> Impact {
    let kind = RepoName.kind(meantBy: name) == .dataset ? RepoKind.dataset : .model
    return try ask { connection in
      let node = try NamedNode(name, kind: kind, in: connection)
      return try Impact(of: node, askedAs: name, if: event, limit: limit, in: connection)
    }
  }

  /// How often derivatives change a trait, and which way, over all edges of the cache.
  public func changes(of trait: Trait, in scope: FamilyScope = .init()) throws -> TraitChanges {
    try ask { try TraitChanges(of: trait, filter: scope, in: $0) }
  }

  /// What happened on repositories, month by month, and what metrics say of it.
  ///
  /// What was not harvested with details is unknown.
  public func activity(_ question: ActivityQuestion) throws -> Activity {
    try ask { connection in
      let subject = try question.subject(in: connection)
      return try Activity(of: subject, filter: question.filter, in: connection)
    }
  }

  /// Who uses a dataset, as far as models say so in their cards and tags.
  public func reuse(_ question: ReuseQuestion) throws -> Reuse {
    try ask { try Reuse(question, in: $0) }
  }

  /// All that the cache holds on one repository.
  ///
  /// As of a date before any harvest met it, this is what imported snapshots tell: what they do not
  /// is null, and `source` says `import`.
  public func info(on name: String, kind: RepoKind = .model) throws -> RepoInfo {
    try cache.read { connection in
      do {
        try connection.requireHistory()
        return try RepoInfo(of: NamedNode(name, kind: kind, in: connection), in: connection)
      } catch let error as AnswerError where [.beforeHistory, .unknownName].contains(error.code) {
        guard let info = try RepoInfo(imported: name, kind: kind, in: connection) else {
          throw error
        }
        return info
      }
    }
  }

  /// What the counters of a repository were, harvested or imported, with the gaps between.
  public func counters(of name: String, kind: RepoKind = .model) throws -> CounterSeries {
    try cache.read { try CounterSeries(of: name, kind: kind, until: date, in: $0) }
  }

  /// What is cached, how fresh it is and what is missing.
  public func status() throws -> Status { try cache.read { try Status(in: $0) } }

  /// What changed between two harvests; the last two where they are not named.
  ///
  /// Of each event, the `top` most downloaded repositories are named.
  ///
  /// - Throws: `AnswerError` when there are none of these numbers.
  public func difference(
    from: Int64? = nil,
    to: Int64? = nil,
    naming top: Int = HarvestDiff.usualTop
  ) throws -> HarvestDiff {
    try cache.read { try HarvestDiff(from: from, to: to, naming: top, in: $0) }
  }

  /// The rows of a query of the user's own, which can change nothing and is stopped after `seconds`.
  ///
  /// A parameter `:name` takes its value from `parameters`.
  public func rows(
    of query: String,
    parameters: [String: String] = [:],
    within seconds: Double = 120
  ) throws -> QueryRows {
    try QueryRows(query, parameters: parameters, in: cache, within: seconds)
  }

  /// The rows of a named query, whose parameters take their values from `given`, else their own.
  package func rows(
    of query: NamedQuery,
    given: [String: String] = [:],
    within seconds: Double = 120
  ) throws -> QueryRows {
    try QueryRows(query, given: given, in: cache, within: seconds)
  }

  /// Lends the part of the family graph that `choice` means, to be read piece by piece.
  package func read(
    _ choice: FamilyChoice,
    in scope: FamilyScope = .init(),
    _ body: (any Family) throws -> Void
  ) throws {
    try ask { try body(try CachedFamily(choice, filter: scope, in: $0)) }
  }

  /// Asks about one model.
  private func ask<Answer>(
    _ model: String,
    _ answer: (NamedNode, Connection) throws -> Answer
  ) throws -> Answer {
    try ask { try answer(NamedNode(ofModel: model, in: $0), $0) }
  }

  /// Asks about one model, or about a dataset or a Space that is named as such.
  private func askAny<Answer>(
    _ name: String,
    _ answer: (NamedNode, Connection) throws -> Answer
  ) throws -> Answer {
    try ask { try answer(NamedNode(ofAnyKind: name, in: $0), $0) }
  }

  /// Asks what cannot be told of a time before the first harvest.
  func ask<Answer>(_ answer: (Connection) throws -> Answer) throws -> Answer {
    try cache.read { connection in
      try connection.requireHistory()
      return try answer(connection)
    }
  }
}

/// An answer that is read from the cache while it is written.
package struct LateAnswer: Writable {
  private let body: (TableFormat, OutputBuffer) throws -> Void

  fileprivate init(_ body: @escaping (TableFormat, OutputBuffer) throws -> Void) {
    self.body = body
  }

  /// Asks, and writes what comes.
  package func write(as format: TableFormat, to output: OutputBuffer) throws {
    try body(format, output)
  }
}

extension Answers {
  /// What every metric is.
  public static var metrics: [MetricDefinition] { MetricList.all.map(\.definition) }

  /// What one metric is.
  ///
  /// - Throws: `AnswerError` when there is none of that name.
  public static func metric(_ name: String) throws -> MetricDefinition {
    try MetricList.metric(named: name).definition
  }

  /// Measures one subject by one metric.
  ///
  /// - Parameters:
  ///   - metric: The metric's name.
  ///   - subject: A repository's id, an old name or address, or an owner's name; empty for the whole
  ///     cache.
  ///   - scope: What `subject` names; by default what the metric is first of, or the whole cache
  ///     when nothing is named.
  ///   - filter: What counts, for metrics of activity.
  /// - Returns: The measure, which may say why there is no number.
  /// - Throws: `AnswerError` when there is no such metric or subject, or nothing by that date.
  public func measure(
    _ metric: String,
    of subject: String,
    scope: MetricScope? = nil,
    filter: ActivityFilter = ActivityFilter()
  ) throws -> Measure {
    let metric = try MetricList.metric(named: metric)
    let scopes = metric.definition.scopes
    if subject.isEmpty, scope == nil, !scopes.contains(.cache) {
      throw AnswerError(
        .misuse,
        "\(metric.definition.name) needs a subject: the id of a \(scopes[0].rawValue)."
      )
    }
    let scope = scope ?? (subject.isEmpty ? .cache : scopes[0])
    return try cache.read { connection in
      do {
        try connection.requireHistory()
        let subject = try MetricSubject(subject, scope: scope, in: connection)
        return try metric.measured(subject, filter: filter, in: connection)
      } catch let error as AnswerError where [.unknownName, .beforeHistory].contains(error.code) {
        // Imported snapshots may tell what no harvest saw.
        guard metric is any HistoryMetric, let kind = scope.kind,
          let node = try NamedNode(imported: subject, kind: kind, in: connection),
          try AttentionHistory.isKnown(of: node, in: connection)
        else { throw error }
        return try metric.measured(.init(node), in: connection)
      }
    }
  }

  /// Measures the projects of a study by one metric.
  ///
  /// - Parameters:
  ///   - metric: The metric's name.
  ///   - study: The id of a study in the cache.
  ///   - project: The id or name of one of its projects; nil for all of them.
  ///   - filter: What counts, for metrics of activity.
  /// - Returns: A measure for each project, in the order of the study.
  /// - Throws: `AnswerError` when there is no such metric, study or project, when the metric is none
  ///   of projects, or nothing is known by that date.
  public func measures(
    _ metric: String,
    ofStudy study: String,
    project: String? = nil,
    filter: ActivityFilter = ActivityFilter()
  ) throws -> [Measure] {
    let metric = try MetricList.metric(named: metric)
    return try ask { connection in
      try MetricProject.all(of: study, named: project, in: connection).map {
        try metric.measured(.project($0), filter: filter, in: connection)
      }
    }
  }
}

extension Answers {
  /// Checks claims: as they are now, or as the date asked for saw them.
  ///
  /// A study whose file is in `studies` counts as its file says, whatever version of it the cache
  /// holds, if any. Nothing is written.
  ///
  /// `refuse` is called with what is wrong with each whose query cannot be run; unless it throws, that
  /// claim is left out.
  package func check(
    _ claims: [Claim],
    studies: StudyFolder? = nil,
    refuse: (ClaimError) throws -> Void = { throw $0 }
  ) throws -> ClaimChecks {
    try show(claims.map(\.study), from: studies)
    return try cache.read { try ClaimChecks(claims, in: $0, refuse: refuse) }
  }

  /// Claims, checked as ``check(_:studies:)`` does, with what earlier harvests said of them.
  package func pages(on claims: [Claim], studies: StudyFolder? = nil) throws -> [ClaimPage] {
    try check(claims, studies: studies).checks.map { check in
      ClaimPage(check, history: try history(of: check.claim))
    }
  }

  /// What earlier harvests said of a claim.
  package func history(of claim: Claim) throws -> VerdictHistory {
    try cache.read { try VerdictHistory(of: claim, in: $0) }
  }

  /// Shows studies as their files say; those without a file stay as the cache has them.
  private func show(_ studies: [String], from folder: StudyFolder?) throws {
    guard let folder else { return }
    let names = Set(folder.names)
    let files = try Set(studies).intersection(names).sorted().map(folder.study)
    _ = try cache.read { try StudyStage.show(files, on: $0) }
  }

  /// What was run for a study, for the methods section of a paper.
  public func methods(of study: String) throws -> StudyMethods {
    try cache.read { try StudyMethods(of: study, in: $0) }
  }

  /// All that the cache says about a study, for a report on it.
  ///
  /// - Parameters:
  ///   - study: The study's id.
  ///   - claims: The claims to check; those of other studies are left out.
  /// - Returns: The findings, as they are now or as the date asked for saw them.
  /// - Throws: `AnswerError` when the study is not in the cache, or nothing is known by that date.
  package func findings(of study: String, claims: [Claim]) throws -> StudyFindings {
    try ask { try StudyFindings(of: study, claims: claims, in: $0) }
  }

  /// The report on a study.
  ///
  /// A study whose file is in `studies` counts as its file says, as in ``check(_:studies:)``.
  ///
  /// - Parameters:
  ///   - study: The study's file, or its name in `studies`, or its id in the cache.
  ///   - studies: Where studies go by name.
  ///   - claims: Where the claims are; those of other studies are left out.
  /// - Returns: The report, and what its reader should know beside it, a sentence each.
  /// - Throws: `AnswerError` when the study is unknown, or nothing is known by that date.
  package func report(
    on study: String,
    studies: StudyFolder = .ofThisProcess,
    claims: ClaimFolder = .ofThisProcess
  ) throws -> (report: StudyReport, notices: [String]) {
    let file = try studies.holds(study) ? studies.study(study) : nil
    let shown = try cache.read { try StudyStage.show(file.map { [$0] } ?? [], on: $0) }
    let (claims, unreadable) = claims.readable()
    let findings = try findings(of: file?.study.id ?? study, claims: claims)
    let hints =
      shown.isEmpty
      ? []
      : [
        "The cache does not hold the study as its file says. "
          + "Run `stemma study load \(study)` so that the commands in the report give the same rows."
      ]
    return (
      StudyReport(findings, version: Version.text),
      (unreadable + findings.refused).map { "Claim not checked: \($0.sentence)" } + hints
    )
  }

  /// The model with the largest family among those of `owners`; nil when they have none.
  package func largestFamily(of owners: [String]) throws -> String? {
    try ask { try Families.largestRoot(of: owners, in: $0) }
  }

  /// Writes a part of the family graph over the edges of `scope`, and returns what was written.
  ///
  /// `drain` is called with each piece. Of a `picture` only what its first drawing shows is written.
  package func export(
    _ choice: FamilyChoice,
    as format: any FamilyExport,
    in scope: FamilyScope = .init(),
    showing picture: FamilyPicture? = nil,
    style: TableStyle = .init(),
    drain: @escaping ([UInt8]) throws -> Void
  ) throws -> ExportSummary {
    var length = TextLength()
    let buffer = OutputBuffer(style: style) { bytes in
      length.add(bytes)
      try drain(bytes)
    }
    let tally = FamilyTally()
    try ask { connection in
      let whole =
        try picture?.large.map {
          try CachedFamily(choice, only: $0.numbers, filter: scope, in: connection)
        } ?? CachedFamily(choice, filter: scope, in: connection)
      let family: any Family =
        try picture.map { try FoldedFamily(whole, showing: FamilyFold($0), of: $0) } ?? whole
      let tallied = TalliedFamily(family: family, tally: tally)
      guard let bill = format as? any MaterialsExport else {
        return try format.write(tallied, to: buffer)
      }
      let materials = try CachedMaterials(choice, filter: scope, in: connection)
      try bill.write(tallied, materials, to: buffer)
    }
    try buffer.flush()
    return ExportSummary(tally, as: format, by: scope.relationBasis, length: length.units)
  }
}
