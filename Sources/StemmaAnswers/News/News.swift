/// What happened between two harvests to an owner, a repository or a study, and to what was made from
/// theirs; or to everything.
public struct News: Sendable, Hashable {
  /// What may happen to a repository.
  public enum Event: String, Sendable, CaseIterable {
    /// No harvest had met it before.
    case new
    /// It is deleted or private.
    case gone
    /// It has another name.
    case renamed
    /// Its card states another license.
    case relicensed
    /// Downloading asks for access, or does so no more.
    case gated
    /// It says that it was made from others than before.
    case reparented
    /// It names one of the datasets for the first time.
    case dataset
  }

  /// One thing that happened.
  public struct Item: Sendable, Hashable {
    /// What happened.
    public let event: Event
    /// `model`, `dataset` or `space`.
    public let kind: String
    /// The repository's current name.
    public let id: String
    /// Whether it is one of those asked about, and not one made from theirs.
    public let isOwn: Bool
    /// What held at the earlier harvest; nil where nothing did.
    public let before: String?
    /// What held at the later harvest: a name, a license, parents with commas between, a dataset.
    public let after: String?

    /// Makes one from its parts, without a cache.
    public init(
      event: Event,
      kind: String,
      id: String,
      isOwn: Bool,
      before: String? = nil,
      after: String? = nil
    ) {
      self.event = event
      self.kind = kind
      self.id = id
      self.isOwn = isOwn
      self.before = before
      self.after = after
    }
  }

  /// Whom it is about: an owner, a repository or a study, by its current name.
  public let subject: String
  /// `owner`, `study`, `model`, `dataset` or `space`; `everything` of all there is.
  public let subjectKind: String
  /// The numbers of the harvests.
  public let from, to: Int64
  /// The days on which these began.
  public let fromDay, toDay: String
  /// By event, one's own first, then by name; only the most downloaded of each event where not all were
  /// asked for.
  public let items: [Item]
  /// How often each event happened, also to those that ``items`` leaves out.
  public let counts: [Event: Int]
  /// The same of those asked about, and not of what was made from theirs.
  public let ownCounts: [Event: Int]

  /// Makes one from its parts, without a cache.
  public init(
    subject: String,
    subjectKind: String,
    from: Int64,
    to: Int64,
    fromDay: String = "",
    toDay: String = "",
    items: [Item] = [],
    counts: [Event: Int]? = nil,
    ownCounts: [Event: Int]? = nil
  ) {
    self.subject = subject
    self.subjectKind = subjectKind
    self.from = from
    self.to = to
    self.fromDay = fromDay
    self.toDay = toDay
    self.items = items
    self.counts = counts ?? items.counted { _ in true }
    self.ownCounts = ownCounts ?? items.counted(where: \.isOwn)
  }
}

extension News.Item {
  /// What happened, on one line.
  public var line: String {
    let (was, now) = (before ?? "none", after ?? "none")
    return switch event {
    case .new: after.map { "\(id) is new, made from \($0)" } ?? "\(id) is new"
    case .gone: "\(id) is deleted or private"
    case .renamed: "\(id) was \(was)"
    case .relicensed: "\(id) is under \(now), and was under \(was)"
    case .gated where now == "false": "\(id) asks for access no more, and did before (\(was))"
    case .gated where was == "false": "\(id) asks for access now (\(now))"
    case .gated: "\(id) asks for access otherwise: \(now), and before \(was)"
    case .reparented: "\(id) says it was made from \(now), and before from \(was)"
    case .dataset: "\(id) names the dataset \(now)"
    }
  }
}

extension [News.Item] {
  /// How many there are of each event, among those that are meant.
  fileprivate func counted(where isMeant: (News.Item) -> Bool) -> [News.Event: Int] {
    reduce(into: [:]) { if isMeant($1) { $0[$1.event, default: 0] += 1 } }
  }
}

extension News {
  /// Whether anything happened.
  public var isEmpty: Bool { counts.values.allSatisfy { $0 == 0 } }

  /// The news with at most `top` items of each event; the counts stay.
  public func prefix(_ top: Int) -> News {
    News(
      subject: subject,
      subjectKind: subjectKind,
      from: from,
      to: to,
      fromDay: fromDay,
      toDay: toDay,
      items: Event.allCases.flatMap { event in items.filter { $0.event == event }.prefix(top) },
      counts: counts,
      ownCounts: ownCounts
    )
  }
}
