public import StemmaAnswers
public import StemmaGraph
import StemmaLink
import StemmaStore

extension Answers {
  /// How many models were made from `model`, over the edges of `scope`.
  ///
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func derivatives(of model: String, in scope: FamilyScope) throws -> Derivatives {
    try ask(model, scope) { try Derivatives(of: $0, filter: $1, in: $2) }
  }

  /// The derivatives of `model` over the edges of `scope`, grouped.
  ///
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func derivatives(
    of model: String,
    by key: Breakdown.Key,
    in scope: FamilyScope
  ) throws -> Breakdown {
    try ask(model, scope) { try Breakdown(of: $0, by: key, filter: $1, in: $2) }
  }

  /// What `study` knows to be made from `model` and no card declares, beside what the edges of
  /// `scope` say.
  ///
  /// - Throws: `AnswerError` when the cache does not know the model or the study gave no edges.
  public func curatedDerivatives(
    of model: String,
    study: String,
    in scope: FamilyScope = .init()
  ) throws -> CuratedDerivatives {
    try ask(model, scope) { try CuratedDerivatives(below: $0, study: study, filter: $1, in: $2) }
  }

  /// How soon `model` was built on, and how long a generation takes below it.
  ///
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func timing(below model: String, in scope: FamilyScope = .init()) throws -> FamilyTiming {
    try ask(model, scope) { try FamilyTiming(of: $0, filter: $1, in: $2) }
  }

  /// A model with all that was made from it, or all that it was made from, over the edges of
  /// `scope`.
  ///
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func tree(
    of model: String,
    direction: ModelTree.Direction = .down,
    in scope: FamilyScope
  ) throws -> ModelTree {
    try ask(model, scope) { try ModelTree(of: $0, direction: direction, filter: $1, in: $2) }
  }

  /// Everything that `model` was made from, over the edges of `scope`.
  ///
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func ancestors(of model: String, in scope: FamilyScope) throws -> Ancestors {
    try ask(model, scope) { try Ancestors(of: $0, filter: $1, in: $2) }
  }

  /// The models that share a parent with `model`.
  ///
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func siblings(of model: String, in scope: FamilyScope = .init()) throws -> Siblings {
    try ask(model, scope) { try Siblings(of: $0, filter: $1, in: $2) }
  }

  /// How two models are related over the edges of `scope`, and what both were made from.
  ///
  /// - Throws: `AnswerError`, of code `unrelated` when they share no ancestor.
  public func path(
    from one: String,
    to other: String,
    in scope: FamilyScope
  ) throws -> KinshipPath {
    try ask(one, scope) { node, filter, connection in
      let other = try NamedNode(other, in: connection).named(at: filter.moment, in: connection)
      return try KinshipPath(from: node, to: other, filter: filter, in: connection)
    }
  }

  /// The largest families of the cache: models linked over parents or derivatives in any mix.
  ///
  /// - Throws: `AnswerError` when nothing is known by the date asked for.
  public func families(limit: Int = 20, in scope: FamilyScope = .init()) throws -> Families {
    try ask(scope) { try Families(limit: limit, filter: $0, in: $1) }
  }

  /// The models that are made from each other or from themselves, if their cards are believed.
  ///
  /// - Throws: `AnswerError` when nothing is known by the date asked for.
  public func cycles(in scope: FamilyScope = .init()) throws -> Cycles {
    try ask(scope) { try Cycles(filter: $0, in: $1) }
  }

  /// Lends the part of the family graph that `choice` means, to be read piece by piece.
  package func read(
    _ choice: FamilyChoice,
    in scope: FamilyScope,
    _ body: (any Family) throws -> Void
  ) throws {
    try ask(scope) { try body(try CachedFamily(choice, filter: $0, in: $1)) }
  }

  private func ask<Answer>(
    _ model: String,
    _ scope: FamilyScope,
    _ answer: (NamedNode, FamilyFilter, Connection) throws -> Answer
  ) throws -> Answer {
    try ask(scope) { filter, connection in
      let node = try NamedNode(model, in: connection).named(at: filter.moment, in: connection)
      return try answer(node, filter, connection)
    }
  }

  private func ask<Answer>(
    _ scope: FamilyScope,
    _ answer: (FamilyFilter, Connection) throws -> Answer
  ) throws -> Answer {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      return try answer(FamilyFilter(scope, moment: moment), connection)
    }
  }
}
