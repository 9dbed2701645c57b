@_exported public import StemmaAnalysis
import StemmaCache

/// Questions to a cache.
///
/// Opens the cache for reading only. Each answer is of one moment: of now, or of the state that a
/// past date saw, which is then what the last harvest begun by that date was answered.
public struct Answers: Sendable {
  let cache: Cache
  /// The date whose state is asked for, such as `2025-11-18`; nil for now.
  public let date: String?

  /// Opens the cache at `cachePath`.
  ///
  /// - Throws: An error of one line when there is none, or when it is none of Stemma's.
  public init(cachePath: String, asOf date: String? = nil) throws {
    cache = try Cache(path: cachePath, access: .read)
    self.date = date
    if let date { try cache.recede(to: date) }
  }

  /// How many models were made from `model`, which may go by any name that ever led to it.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - relations: The relations whose edges are followed; empty for all.
  ///   - depth: The largest distance; nil for any.
  /// - Returns: The counts.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func derivatives(
    of model: String,
    relations: Set<String> = [],
    depth: Int? = nil
  ) throws -> Derivatives {
    try ask(model, relations, depth) { try Derivatives(of: $0, filter: $1, in: $2) }
  }

  /// The derivatives of `model`, grouped.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - key: What they are grouped by.
  ///   - relations: The relations whose edges are followed; empty for all.
  ///   - depth: The largest distance; nil for any.
  /// - Returns: The groups.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func derivatives(
    of model: String,
    by key: Breakdown.Key,
    relations: Set<String> = [],
    depth: Int? = nil
  ) throws -> Breakdown {
    try ask(model, relations, depth) { try Breakdown(of: $0, by: key, filter: $1, in: $2) }
  }

  /// A model with all that was made from it, or all that it was made from.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - direction: Which way the tree goes.
  ///   - relations: The relations whose edges are followed; empty for all.
  ///   - depth: The largest distance; nil for any.
  /// - Returns: The tree.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func tree(
    of model: String,
    direction: ModelTree.Direction = .down,
    relations: Set<String> = [],
    depth: Int? = nil
  ) throws -> ModelTree {
    try ask(model, relations, depth) {
      try ModelTree(of: $0, direction: direction, filter: $1, in: $2)
    }
  }

  /// Everything that `model` was made from.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - relations: The relations whose edges are followed; empty for all.
  /// - Returns: The ancestors and the roots among them.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func ancestors(of model: String, relations: Set<String> = []) throws -> Ancestors {
    try ask(model, relations, nil) { try Ancestors(of: $0, filter: $1, in: $2) }
  }

  /// How two models are related.
  ///
  /// - Parameters:
  ///   - one: An id, an old name or an address on the Hub.
  ///   - other: Another.
  ///   - relations: The relations whose edges are followed; empty for all.
  /// - Returns: The shortest way between them over a common ancestor.
  /// - Throws: `AnswerError`, of code `unrelated` when there is none.
  public func path(
    from one: String,
    to other: String,
    relations: Set<String> = []
  ) throws -> KinshipPath {
    try ask(one, relations, nil) { node, filter, connection in
      let other = try NamedNode(other, in: connection).named(at: filter.moment, in: connection)
      return try KinshipPath(from: node, to: other, filter: filter, in: connection)
    }
  }

  /// The licences of everything that `model` was made from, and where a declared one is looser than
  /// inherited.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - relations: The relations whose edges are followed; empty for all.
  /// - Returns: The ancestors and the model with their licences. It is no legal advice.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func licenses(of model: String, relations: Set<String> = []) throws -> LicensePath {
    try ask(model, relations, nil) { try LicensePath(of: $0, filter: $1, in: $2) }
  }

  /// The first step on the way to each descendant at which a declared licence is looser than
  /// inherited.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - relations: The relations whose edges are followed; empty for all.
  ///   - depth: The largest distance; nil for any.
  /// - Returns: The steps, each once, with counts by rule. It is no legal advice.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func looserLicenses(
    below model: String,
    relations: Set<String> = [],
    depth: Int? = nil
  ) throws -> LooserLicenses {
    try ask(model, relations, depth) { try LooserLicenses(below: $0, filter: $1, in: $2) }
  }

  /// How often derivatives change a trait, and which way, over all edges of the cache.
  ///
  /// - Parameters:
  ///   - trait: Licence, language or task.
  ///   - relations: The relations whose edges are followed; empty for all.
  /// - Returns: Mutation rates by relation, and the drift.
  /// - Throws: `AnswerError` when nothing is known by the date asked for.
  public func changes(of trait: Trait, relations: Set<String> = []) throws -> TraitChanges {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      let filter = FamilyFilter(relations: relations, moment: moment)
      return try TraitChanges(of: trait, filter: filter, in: connection)
    }
  }

  /// Lends the part of the family graph that `choice` means, to be read piece by piece.
  package func read(
    _ choice: FamilyChoice,
    relations: Set<String> = [],
    _ body: (any Family) throws -> Void
  ) throws {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      let filter = FamilyFilter(relations: relations, moment: moment)
      try body(try CachedFamily(choice, filter: filter, in: connection))
    }
  }

  /// What is cached and how fresh it is.
  package func status() throws -> Status { try cache.read { try Status(in: $0) } }

  /// The rows of a query of the user's own, which can change nothing and is stopped after `seconds`.
  package func rows(
    of query: String,
    parameters: [String: String] = [:],
    within seconds: Double
  ) throws -> QueryRows {
    try QueryRows(query, parameters: parameters, in: cache, within: seconds)
  }

  /// Lends the cache to an answer of another file.
  func read<Answer>(_ answer: (Connection) throws -> Answer) throws -> Answer {
    try cache.read(answer)
  }

  private func ask<Answer>(
    _ model: String,
    _ relations: Set<String>,
    _ depth: Int?,
    _ answer: (NamedNode, FamilyFilter, Connection) throws -> Answer
  ) throws -> Answer {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      let node = try NamedNode(model, in: connection).named(at: moment, in: connection)
      let filter = FamilyFilter(depth: depth, relations: relations, moment: moment)
      return try answer(node, filter, connection)
    }
  }
}
