import StemmaCore
public import StemmaLink
package import StemmaStore

/// Whose activity is asked for, and what of it counts.
public struct ActivityQuestion: Sendable, Hashable {
  /// The id of a repository, `datasets/…` and `spaces/…` for those, the name of a study's project,
  /// or an owner's name; several repositories are taken as one project.
  public var subjects: [String]
  /// What the one subject names; nil to tell it from its text.
  public var scope: MetricScope?
  /// The study whose project is meant; nil when only one has it.
  public var study: String?
  /// What counts.
  public var filter = ActivityFilter()

  /// Asks for one subject, or for several as a project.
  public init(of subjects: [String], scope: MetricScope? = nil) {
    (self.subjects, self.scope) = (subjects, scope)
  }

  /// Finds the subject in the cache.
  ///
  /// - Throws: `AnswerError` of code `unknownName`, or `misuse` for several of which one is no
  ///   repository.
  package func subject(in connection: Connection) throws -> MetricSubject {
    guard let first = subjects.first else {
      throw AnswerError(.misuse, "Name a repository, an owner, or several repositories.")
    }
    guard subjects.count > 1 else { return try one(first, in: connection) }
    let nodes = try subjects.map { try Self.node($0, in: connection) }
    return .project(
      MetricProject(
        name: nodes.map(\.name).joined(separator: " "),
        roots: nodes.filter { $0.kind == .model },
        datasets: nodes.filter { $0.kind == .dataset },
        spaces: nodes.filter { $0.kind == .space }
      )
    )
  }

  /// A name that no repository has means a project, and then an owner.
  private func one(_ text: String, in connection: Connection) throws -> MetricSubject {
    if let study {
      let found = try MetricProject.all(of: study, named: text, in: connection)
      if let project = found.first { return .project(project) }
    }
    if let scope { return try MetricSubject(text, scope: scope, in: connection) }
    do {
      let node = try Self.node(text, in: connection)
      return switch node.kind {
      case .model: .model(node)
      case .dataset: .dataset(node)
      case .space: .space(node)
      }
    } catch let error as AnswerError {
      guard error.code == .unknownName else { throw error }
      if let project = try MetricProject.found(text, in: connection) {
        return .project(project)
      }
      guard let owner = try? NamedOwner(text, in: connection) else { throw error }
      return .owner(owner)
    }
  }

  private static func node(_ text: String, in connection: Connection) throws -> NamedNode {
    let segments = text.split(separator: "/").dropLast()
    let kind = RepoKind.allCases.first { kind in segments.contains { $0 == kind.apiSegment } }
    return try NamedNode(text, kind: kind ?? .model, in: connection)
  }
}

/// What of the activity on repositories, and of the models made from them, counts.
public struct ActivityFilter: Sendable, Hashable {
  /// Whether accounts that act by themselves count.
  public var includesBots = false
  /// Whether pull requests that are drafts count.
  public var includesDrafts = false
  /// Whether publishers of very many models count.
  public var includesMassPublishers = false
  /// Whether derivatives that are told to be mass uploads count, for metrics of derivatives.
  public var includesMassUploads = true
  /// Whose word on relations is taken; nil for the first known of the Hub's, the card's and ours.
  public var relationBasis: RelationBasis?
  /// The first day that counts, such as `2024-06-01`; nil for all.
  public var since: String?
  /// The last day of creation that counts, for metrics of derivatives; nil for all.
  public var until: String?

  /// Leaves out bots, drafts and mass publishers of activity, and no derivative.
  public init() {}

  /// So many models of the cache make their owner a mass publisher.
  ///
  /// Our own choice: in a sample of 5,670 publishers of derivatives the first hundred made some 130
  /// models each; the first of the Hub made 70,800.
  package static let massPublisherModels = 500

  /// The time of the first day that counts; nil for all.
  ///
  /// - Throws: `AnswerError` of code `misuse` when it is no date.
  package func start() throws -> Int64? {
    guard let since else { return nil }
    guard let start = Timestamp.secondsSince1970(in: since) else {
      throw AnswerError(.misuse, "\(since) is not a date. Write it as 2024-06-01.")
    }
    return start
  }
}

/// What of the activity was left out, and why.
struct ActivityLeftOut: Sendable, Hashable {
  /// Contributions by kind.
  var ofBots: [Contribution.Kind: Int] = [:]
  var ofMassPublishers: [Contribution.Kind: Int] = [:]
  var drafts = 0
  /// Repositories of mass publishers in a family.
  var massRepos = 0
  /// Contributions without a date.
  var undated = 0
  /// Contributions dated after the harvest that brought them.
  var fromTheFuture = 0
  /// The names of bots that were met, with how much each did.
  var bots: [String: Int] = [:]

  /// One sentence for each reason.
  var notes: [String] {
    var notes: [String] = []
    if !ofBots.isEmpty {
      let names = bots.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map(\.key)
      notes.append(
        "Left out: \(Self.listed(ofBots)) of bots (\(names.joined(separator: ", "))"
          + "\(bots.count > 3 ? " and others" : "")); --include-bots counts them."
      )
    }
    if drafts > 0 {
      let noun = drafts == 1 ? "draft pull request" : "draft pull requests"
      notes.append("Left out: \(drafts) \(noun); --include-drafts counts them.")
    }
    if !ofMassPublishers.isEmpty || massRepos > 0 {
      let parts = [
        massRepos > 0 ? massRepos.counted("repository") : "",
        Self.listed(ofMassPublishers),
      ]
      notes.append(
        "Left out: \(parts.filter { !$0.isEmpty }.joined(separator: " and ")) of mass publishers, "
          + "owners of \(ActivityFilter.massPublisherModels) or more models of the cache; "
          + "--include-mass-publishers counts them."
      )
    }
    if undated > 0 { notes.append("\(undated) contributions have no date and are not counted.") }
    if fromTheFuture > 0 {
      notes.append("\(fromTheFuture) contributions are dated after the harvest and not counted.")
    }
    return notes
  }

  private static func listed(_ counts: [Contribution.Kind: Int]) -> String {
    Contribution.Kind.allCases.compactMap { kind in
      counts[kind].map { "\($0) \(kind.rawValue)\($0 == 1 ? "" : "s")" }
    }.joined(separator: ", ")
  }
}
