public import StemmaCore
import StemmaMetrics
package import StemmaStore

/// Repositories and owners whose names are like a text.
///
/// Every name is found by its beginning, or by that of its part behind the slash, also where one letter is
/// missing, added, wrong or in its neighbor's place. Models that have derivatives, their owners and datasets
/// that models declare are found by any part of the name as well, and by names that share at least half of
/// the text's runs of three letters. Whoever gives a whole id mistook no letter of it, and is shown what
/// begins so alone.
public struct NameSearch: Sendable, Hashable {
  /// What was found.
  public struct Hit: Sendable, Hashable {
    /// `model`, `dataset`, `space` or `owner`.
    public let kind: String
    /// Its name.
    public let name: String
    /// What of it is like the text.
    public let match: Match
    /// Its derivatives, or the models that declare it; nil for an owner.
    public let uses: Int?

    /// Makes one from its parts, without a cache.
    public init(kind: String, name: String, match: Match, uses: Int? = nil) {
      (self.kind, self.name, self.match, self.uses) = (kind, name, match, uses)
    }
  }

  /// How near a name is to a text, the nearest first.
  public enum Match: String, Sendable, Comparable, CaseIterable {
    /// The name, in any letter case.
    case name
    /// A name that it had before.
    case formerName = "former name"
    /// The beginning of the id, or of its part behind the slash.
    case beginning
    /// A part of the name.
    case part
    /// A name that begins with the text but for one letter, or shares at least half of its runs of three.
    case similar

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    /// Whether a match is nearer than another.
    public static func < (one: Match, other: Match) -> Bool { one.rank < other.rank }
  }

  /// What was looked for.
  public let sought: String
  /// The nearest first; of those as near the most used.
  public let hits: [Hit]

  /// Makes one from its parts, without a cache.
  public init(sought: String, hits: [Hit] = []) { (self.sought, self.hits) = (sought, hits) }

  /// Looks for a name.
  ///
  /// - Complexity: O(log *n*) for the whole id of one of *n* repositories. Else O(*l* log *n*) for a text of
  ///   *l* letters and the beginnings of names, one letter in it mistaken or none; for parts of names O(*b*) over the *b* bytes of the names of models that have
  ///   derivatives, of owners and of datasets that are used.
  package init(_ text: String, limit: Int = 20, in connection: Connection) throws {
    sought = text
    var finder = try NameFinder(RepoName.meant(by: text), in: connection)
    try finder.lookUp()
    if !finder.isWholeID {
      try finder.lookNear()
      try finder.lookThrough()
    }
    hits = Array(try finder.ranked().prefix(max(0, limit)))
  }
}

extension NameSearch: LongReport {
  /// The members of the JSON before the list.
  public var head: [JSONValue.Member] { [.init("text", .string(sought))] }
  /// The name of the member that holds the list.
  public static let listName = "hits"
  /// What is listed.
  public var list: [Hit] { hits }
  /// The names of the members that each element has.
  public static let members = ["kind", "name", "match", "uses"]

  /// The values of an element's members.
  public static func values(of hit: Hit) -> [JSONValue] {
    [
      .string(hit.kind), .string(hit.name), .string(hit.match.rawValue),
      hit.uses.map { .count($0) } ?? .null,
    ]
  }

  /// The names of the columns.
  public var headings: [String] { Self.members }

  /// An element as a row.
  public static func row(of hit: Hit) -> [Table.Cell] {
    [.text(hit.kind), .text(hit.name), .text(hit.match.rawValue), Table.Cell(hit.uses)]
  }
}
