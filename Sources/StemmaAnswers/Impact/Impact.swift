/// Who would lose what if one model or dataset were withdrawn, gated or put under another license.
public struct Impact: Sendable, Hashable {
  /// What happens to it.
  public enum Event: Sendable, Hashable {
    /// It is not on the Hub any more.
    case gone
    /// Who downloads it has to ask for access.
    case gated
    /// It is under this license from now on, as a card states one.
    case relicensed(String)

    /// The event as the command line names it.
    public var name: String {
      switch self {
      case .gone: "gone"
      case .gated: "gated"
      case .relicensed(let license): "relicensed=\(license)"
      }
    }

    /// The event in a sentence about the repository, such as `under the license mit`.
    var words: String {
      switch self {
      case .gone, .gated: name
      case .relicensed(let license): "under the license \(license)"
      }
    }
  }

  /// What somebody loses by it.
  public enum Loss: String, Sendable, CaseIterable {
    /// Every way up to a root leads over it.
    case root
    /// The model stands under no license of its own and had this one's, or states one that the new
    /// license does not allow.
    case license
    /// No other dataset is named, by the model or by what it was made from.
    case dataset
    /// The Space names no other model.
    case space
  }

  /// One that loses something.
  public struct Affected: Sendable, Hashable {
    /// Its name.
    public let id: String
    /// `model`, `dataset` or `space`.
    public let kind: String
    /// Its publisher; nil for one without.
    public let publisher: String?
    /// The smallest number of edges to what happens.
    public let distance: Int
    /// Downloads of the last 30 days; nil where they are not known.
    public let downloads: Int64?
    /// What it loses, in the order of ``Loss``.
    public let losses: [Loss]
    /// The rules of licenses that it would not keep, by their short names.
    public let rules: [String]

    /// Makes one from its parts, without a cache.
    public init(
      id: String,
      kind: String,
      publisher: String? = nil,
      distance: Int,
      downloads: Int64? = nil,
      losses: [Loss] = [],
      rules: [String] = []
    ) {
      self.id = id
      self.kind = kind
      self.publisher = publisher
      self.distance = distance
      self.downloads = downloads
      self.losses = losses
      self.rules = rules
    }
  }

  /// One publisher with what is affected of it.
  public struct Publisher: Sendable, Hashable {
    /// Its name; nil for repositories without one.
    public let name: String?
    /// How many of its repositories are affected.
    public let repositories: Int
    /// The downloads of these together.
    public let downloads: Int64

    /// Makes one from its parts, without a cache.
    public init(name: String?, repositories: Int, downloads: Int64) {
      self.name = name
      self.repositories = repositories
      self.downloads = downloads
    }
  }

  /// What takes its place.
  public struct Replacement: Sendable, Hashable {
    /// The name of the other.
    public let id: String
    /// `redirect`, `new_version`, `mirror` or `duplicate`.
    public let basis: String
    /// Whether it is on the Hub.
    public let isListed: Bool

    /// Makes one from its parts, without a cache.
    public init(id: String, basis: String, isListed: Bool) {
      self.id = id
      self.basis = basis
      self.isListed = isListed
    }
  }

  /// The current name of what happens something to.
  public let id: String
  /// `model` or `dataset`.
  public let kind: String
  /// What happens.
  public let event: Event
  /// Whether it is so already; the answer is then who lost what by it.
  public let isSoAlready: Bool
  /// The models below that are reached over models on the Hub alone; of a dataset, those that name it.
  public let descendants: Int
  /// The Spaces that name it.
  public let spaces: Int
  /// By downloads, then by name; the first of them, where so many were asked for.
  public let affected: [Affected]
  /// By downloads, then by repositories and name.
  public let publishers: [Publisher]
  /// The surest first.
  public let replacements: [Replacement]
  /// All that lose something, whether ``affected`` lists them or not.
  public let total: Int
  /// The downloads of all that lose something, together.
  public let downloads: Int64
  private let counts: [Loss: Int]

  /// Makes one from its parts, without a cache.
  public init(
    id: String,
    kind: String,
    event: Event,
    isSoAlready: Bool = false,
    descendants: Int = 0,
    spaces: Int = 0,
    affected: [Affected] = [],
    publishers: [Publisher] = [],
    replacements: [Replacement] = []
  ) {
    let counts = Loss.allCases.map { loss in
      (loss, affected.count { $0.losses.contains(loss) })
    }
    self.init(
      id: id,
      kind: kind,
      event: event,
      isSoAlready: isSoAlready,
      descendants: descendants,
      spaces: spaces,
      losers: Losers(
        first: affected,
        total: affected.count,
        downloads: affected.reduce(0) { $0 &+ ($1.downloads ?? 0) },
        counts: Dictionary(uniqueKeysWithValues: counts),
        publishers: publishers
      ),
      replacements: replacements
    )
  }

  /// Those that lose something: the first of them one by one.
  struct Losers {
    var first: [Affected] = []
    var total = 0
    var downloads: Int64 = 0
    var counts: [Loss: Int] = [:]
    var publishers: [Publisher] = []
  }

  init(
    id: String,
    kind: String,
    event: Event,
    isSoAlready: Bool,
    descendants: Int,
    spaces: Int,
    losers: Losers,
    replacements: [Replacement]
  ) {
    self.id = id
    self.kind = kind
    self.event = event
    self.isSoAlready = isSoAlready
    self.descendants = descendants
    self.spaces = spaces
    affected = losers.first
    total = losers.total
    downloads = losers.downloads
    counts = losers.counts
    publishers = losers.publishers
    self.replacements = replacements
  }

  /// The same without the first `offset` of those that are listed, and of their publishers no more than
  /// `limit`, from the same place on.
  ///
  /// There is no publisher that has nothing on the list: whoever turns all pages meets all of both.
  package func part(from offset: Int, limit: Int) -> Impact {
    Impact(
      id: id,
      kind: kind,
      event: event,
      isSoAlready: isSoAlready,
      descendants: descendants,
      spaces: spaces,
      losers: Losers(
        first: Array(affected.dropFirst(offset).prefix(limit)),
        total: total,
        downloads: downloads,
        counts: counts,
        publishers: Array(publishers.dropFirst(offset).prefix(limit))
      ),
      replacements: replacements
    )
  }

  /// How many lose something of a kind.
  public func count(of loss: Loss) -> Int { counts[loss] ?? 0 }
}
