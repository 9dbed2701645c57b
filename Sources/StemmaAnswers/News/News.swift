/// What happened between two harvests to an owner, a repository or a study, and to what was made from
/// theirs.
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
  /// `owner`, `study`, `model`, `dataset` or `space`.
  public let subjectKind: String
  /// The numbers of the harvests.
  public let from, to: Int64
  /// The days on which these began.
  public let fromDay, toDay: String
  /// By event, one's own first, then by name.
  public let items: [Item]

  /// Makes one from its parts, without a cache.
  public init(
    subject: String,
    subjectKind: String,
    from: Int64,
    to: Int64,
    fromDay: String = "",
    toDay: String = "",
    items: [Item] = []
  ) {
    self.subject = subject
    self.subjectKind = subjectKind
    self.from = from
    self.to = to
    self.fromDay = fromDay
    self.toDay = toDay
    self.items = items
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
    case .gated: "\(id) asks for access: \(now), and before: \(was)"
    case .reparented: "\(id) says it was made from \(now), and before from \(was)"
    case .dataset: "\(id) names the dataset \(now)"
    }
  }
}
