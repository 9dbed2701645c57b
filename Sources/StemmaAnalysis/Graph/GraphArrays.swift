import StemmaCache
import StemmaLineage

// What holds of every GraphArrays:
//
//  1. `ids` are the nodes with an edge, declared or inferred, by their numbers in the cache. Behind
//     each stand those it is the first parent of, with all that stand behind them: so a family is
//     read without most of the rest. Otherwise the lower number comes first.
//  2. `declared` and `inferred` have a row of children for each node that has one; rows are strictly
//     ascending. A node that is declared to be made from itself stands in its own row.
//  3. `heads` are the nodes that have a child, by number; `headPlaces` are their places in `ids`.
//  4. Every array that is not said to be of something else has one element a node.
//  5. They follow from the tables `edge`, `inferred_edge`, `repo`, `owner` and `ghost` alone, but for
//     the numbers of texts, which tell in which order these were met.

/// The family graph and what is known of its nodes, laid out as the analyze stage keeps it.
struct GraphArrays: Equatable {
  /// The edges of one kind, by parent.
  struct Edges: Equatable {
    /// Which nodes have a row: a bit each, the lowest of the first word for the first node.
    var parents = BitRanks.Words()
    /// Where each row starts, and, last, where the last one ends.
    var starts: [Int32] = [0]
    /// Children, as places in `ids`.
    var children: [Int32] = []
    /// How the child was made: a text of the book `relation`, or -1.
    var relations: [Int32] = []
    /// 1 where the parent is the first that the child's card names, or the surest.
    var isFirst: [UInt8] = []
    /// How sure an inferred edge is, in ten thousandths; none for declared ones.
    var confidences: [UInt16] = []
  }

  var ids: [Int32] = []
  var heads: [Int32] = []
  var headPlaces: [Int32] = []
  var declared = Edges()
  var inferred = Edges()
  /// 1 where the Hub lists the model.
  var isListed: [UInt8] = []
  var owners = GraphOwners()
  /// How the model was made, in the Hub's word, else its card's: a text of the book, or -1.
  var relations: [Int32] = []
  /// How it was made by the surest inferred edge that tells: a text of the book, or -1; and how sure
  /// that is, in ten thousandths.
  var inferredRelations: [Int32] = []
  var inferredConfidences: [UInt16] = []
  /// The month in which it was made, the licence and the languages that its card states: texts of
  /// their books, or -1.
  var months: [Int32] = []
  var licenses: [Int32] = []
  var languages: [Int32] = []
  /// When it was made, in seconds since 1970; ``unborn`` where that is not known.
  var births: [Int64] = []

  /// Stands for a time that is not known.
  static let unborn = Int64.min
}

/// What a node is known by, beside its edges.
struct GraphFacts {
  var isListed = false
  /// The publisher's number in the cache, or -1.
  var owner: Int32 = -1
  var relation: Int32 = -1
  var inferredRelation: Int32 = -1
  var inferredConfidence: UInt16 = 0
  var month: Int32 = -1
  var license: Int32 = -1
  var languages: Int32 = -1
  var birth = GraphArrays.unborn
}

extension GraphArrays {
  /// What is known of the node at `place`.
  func facts(at place: Int32) -> GraphFacts {
    GraphFacts(
      isListed: isListed[place] == 1,
      owner: owners.id(ofNode: place),
      relation: relations[place],
      inferredRelation: inferredRelations[place],
      inferredConfidence: inferredConfidences[place],
      month: months[place],
      license: licenses[place],
      languages: languages[place],
      birth: births[place]
    )
  }

  /// Makes room for what is known of each node, but for its publisher: nothing yet.
  mutating func makeRoom() {
    isListed = Array(repeating: 0, count: ids.count)
    let none = [Int32](repeating: -1, count: ids.count)
    (relations, inferredRelations, months, licenses, languages) = (none, none, none, none, none)
    inferredConfidences = Array(repeating: 0, count: ids.count)
    births = Array(repeating: Self.unborn, count: ids.count)
  }

  /// Takes what is known of the node at `place`, but for its publisher.
  mutating func set(_ facts: GraphFacts, at place: Int32) {
    isListed[place] = facts.isListed ? 1 : 0
    relations[place] = facts.relation
    inferredRelations[place] = facts.inferredRelation
    inferredConfidences[place] = facts.inferredConfidence
    months[place] = facts.month
    licenses[place] = facts.license
    languages[place] = facts.languages
    births[place] = facts.birth
  }
}
