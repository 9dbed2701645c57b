package import StemmaCore

/// Whose word on how models were made is taken, where one alone is asked for.
public enum RelationBasis: String, Sendable, Hashable, CaseIterable {
  /// The Hub's: its tags and `baseModels`.
  case hub
  /// The card's.
  case declared
  /// Our own reading of files, tags, library and name.
  case own

  /// Those that are asked, in their order, for a basis that was chosen or none.
  public static func order(_ chosen: RelationBasis?) -> [RelationBasis] {
    chosen.map { [$0] } ?? allCases
  }

  /// The order in words, such as `the Hub, else the card, else our own reading`.
  public static func words(_ chosen: RelationBasis?) -> String {
    order(chosen).map(\.speaker).joined(separator: ", else ")
  }

  /// What an answer says of the basis of its relations.
  public static func sentence(_ chosen: RelationBasis?) -> String {
    "Relations by the word of \(words(chosen))."
  }

  /// The order as a list of names, as `relation_by` of JSON has it.
  package static func json(_ chosen: RelationBasis?) -> JSONValue {
    .array(order(chosen).map { .string($0.rawValue) })
  }

  private var speaker: String {
    switch self {
    case .hub: "the Hub"
    case .declared: "the card"
    case .own: "our own reading"
    }
  }
}

/// What each of the three says of how one model was made.
///
/// This is the one rule for relations. A model was made in one way, however many parents it has: the
/// Hub too gives each model one relation. It is the Hub's word, else the card's, else our own reading.
/// Where one of them says different things of several parents, the first place in the card decides,
/// and of one place the word that comes first by letters. Each edge that holds has the relation of its
/// child, so that whoever reads edges, in whatever order, reads the same.
package struct ModelRelation: Hashable, Sendable {
  package var hub: String?
  package var declared: String?
  package var own: String?

  package init(hub: String? = nil, declared: String? = nil, own: String? = nil) {
    (self.hub, self.declared, self.own) = (hub, declared, own)
  }

  /// Takes what is said beside one more parent, which has the place `position` in the card.
  ///
  /// Parents come in any order; `places` holds what was taken so far.
  package mutating func take(_ said: ModelRelation, at position: Int, _ places: inout Places) {
    if let word = said.hub, (position, word) < (places.hub, hub ?? "") {
      (hub, places.hub) = (word, position)
    }
    if let word = said.declared, (position, word) < (places.declared, declared ?? "") {
      (declared, places.declared) = (word, position)
    }
    own = own ?? said.own
  }

  /// The places in the card of the words taken so far.
  package struct Places {
    fileprivate var hub = Int.max
    fileprivate var declared = Int.max

    package init() {}
  }

  /// The relation by one of the three, or by the rule.
  package func told(by basis: RelationBasis? = nil) -> String? {
    switch basis {
    case nil: hub ?? declared ?? own
    case .hub: hub
    case .declared: declared
    case .own: own
    }
  }
}

extension ModelRelation {
  /// SQL for the relation of the model whose number the SQL `model` gives, by one of the three or by
  /// the rule.
  ///
  /// `ownReading` is SQL for the third, where a row at hand has it.
  ///
  /// - Complexity: two rows that are looked up.
  package static func sql(
    of model: String,
    ownReading: String? = nil,
    by basis: RelationBasis? = nil
  ) -> String {
    let own =
      ownReading ?? "(SELECT own_relation FROM repo AS maker WHERE maker.id = \(model))"
    switch basis {
    case nil:
      // All edges that hold have it.
      return """
        coalesce(
          (SELECT said.relation FROM edge AS said
            WHERE said.child = \(model) AND said.last_seen IS NULL LIMIT 1),
          \(own))
        """
    case .own: return own
    case .hub, .declared:
      let word = "said.\(basis?.rawValue ?? "")"
      return """
        (SELECT \(word) FROM edge AS said
          WHERE said.child = \(model) AND said.last_seen IS NULL AND \(word) IS NOT NULL
          ORDER BY said.position, \(word) LIMIT 1)
        """
    }
  }
}
