import StemmaStore

/// What tells a node of the family graph from all others, under whatever name.
package enum FamilyKey: Sendable, Hashable {
  /// A repository, by the Hub's own identity for it: foreign text.
  case model(String)
  /// A name that is declared but not on the Hub, by its place among the cache's ghosts.
  case ghost(Int64)

  /// The key as one word of ASCII letters, digits and underscores, which every format takes as it
  /// is; different keys stay different, and a repository's never equals a ghost's.
  package var text: String {
    switch self {
    case .model(let identity): identity.utf8.reduce(into: "m") { $0 += Self.letters(for: $1) }
    case .ghost(let number): "g\(number)"
    }
  }

  private static func letters(for byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      String(Unicode.Scalar(byte))
    default: "_\(byte)_"
    }
  }
}

/// A model or a ghost with the facts that exports carry.
package struct FamilyNode: Sendable, Hashable {
  package var key: FamilyKey
  /// The name at the moment asked for.
  package var name: String
  /// The owner's name; nil for ghosts and old repositories without one.
  package var owner: String?
  /// How it was made, by the first parent of its card; nil when nobody says.
  package var relation: String?
  /// Why it is not on the Hub, or nil when it is.
  package var ghost: String?
  /// When the repository was made: ISO 8601; not the day of release.
  package var createdAt: String?
  /// The license as its card states it.
  package var license: String?
  /// What its card calls a license that has no id on the Hub, and where it stands.
  package var licenseName, licenseLink: String?
  /// Downloads of the last 30 days.
  package var downloads: Int64?
  package var likes: Int64?
  /// The commit that its files stood at.
  package var sha: String?

  package init(_ key: FamilyKey, _ name: String) {
    self.key = key
    self.name = name
  }
}

/// One step from a child to a parent with who says what about it.
package struct FamilyEdge: Sendable, Hashable {
  /// One end of an edge.
  package struct End: Sendable, Hashable {
    package var key: FamilyKey
    package var name: String
    package var createdAt: String?

    package init(_ key: FamilyKey, _ name: String, createdAt: String? = nil) {
      self.key = key
      self.name = name
      self.createdAt = createdAt
    }
  }

  package var child: End
  package var parent: End
  /// How the child was made, in the order declared, the Hub's, our own reading.
  package var relation: String?
  /// The relation the card states.
  package var declared: String?
  /// The relation the Hub gives.
  package var hub: String?
  /// The relation the child's marks point to, in our own reading.
  package var own: String?
  /// Who names the parent: `card`, `readme`, `tag`, `hub`.
  package var sources: [String] = []

  package init(child: End, parent: End) {
    self.child = child
    self.parent = parent
  }

  /// Whether the child names itself as its parent.
  package var isLoop: Bool { child.key == parent.key }

  /// When both ends were there; nil when neither end says.
  package var createdAt: String? {
    [child.createdAt, parent.createdAt].compactMap { $0 }.max()
  }
}

/// The places of ghosts in the order of their names.
///
/// Their numbers in the cache tell also in which order they were met, which no answer should.
final class GhostPlaces {
  private let connection: Connection
  private var places: [Int64: Int64] = [:]

  init(in connection: Connection) { self.connection = connection }

  /// The place of the ghost of number `id`, from 1.
  ///
  /// - Complexity: O(*g* log *g*) for *g* ghosts when first called, then O(1).
  func place(of id: Int64) throws -> Int64 {
    if places.isEmpty {
      let ghosts = try connection.rows(
        "SELECT id FROM ghost WHERE kind = 'model' ORDER BY lower(name)"
      ) { $0.integer(0) }
      places = Dictionary(uniqueKeysWithValues: zip(ghosts, 1...))
    }
    return places[id] ?? id
  }
}
