import CMalloc

/// A stage that turns what the stages before it wrote into tables of its own.
///
/// A stage is a value without a connection: it is told what the one before changed, works on the
/// connection that it is lent, and tells the next one what it changed itself. What two stages tell each
/// other is the border between them, and a type.
package protocol PipelineStage<Change, Outcome>: Sendable {
  /// What the stage before tells.
  associatedtype Change
  /// What this one tells.
  associatedtype Outcome

  /// Writes all of its tables anew.
  ///
  /// - Throws: `CacheError` when the cache cannot be used.
  func run(on connection: Connection) throws -> Outcome

  /// Brings its tables up to `change`, and leaves the rows that a whole run would.
  ///
  /// - Throws: `CacheError` when the cache cannot be used.
  func update(after change: Change, on connection: Connection) throws -> Outcome
}

extension PipelineStage {
  /// This stage and then `next`, in the same transaction: what this one changed is told to the next one
  /// and kept nowhere.
  package func then<Next>(_ next: Next) -> StageChain<Self, Next> {
    StageChain(first: self, second: next)
  }
}

/// Two stages as one.
package struct StageChain<First: PipelineStage, Second: PipelineStage>: PipelineStage
where First.Outcome == Second.Change {
  let first: First
  let second: Second

  package func run(on connection: Connection) throws -> Second.Outcome {
    _ = try first.run(on: connection)
    // The stages want memory in other pieces.
    stemma_give_back_memory()
    return try second.run(on: connection)
  }

  package func update(after change: First.Change, on connection: Connection) throws
    -> Second.Outcome
  {
    let change = try first.update(after: change, on: connection)
    stemma_give_back_memory()
    return try second.update(after: change, on: connection)
  }
}

/// Stages one after another, each in a transaction of its own: what one wrote stays when a later one
/// fails or is stopped.
package struct Transactions<Change, Outcome> {
  /// Runs every stage.
  package let run: (Cache) throws -> Outcome
  /// Brings the tables of every stage up to a change.
  package let update: (Cache, Change) throws -> Outcome

  /// One stage in one transaction.
  package init<Stage: PipelineStage<Change, Outcome>>(_ stage: Stage) {
    run = { cache in try cache.write { try stage.run(on: $0) } }
    update = { cache, change in try cache.write { try stage.update(after: change, on: $0) } }
  }

  private init(
    run: @escaping (Cache) throws -> Outcome,
    update: @escaping (Cache, Change) throws -> Outcome
  ) {
    (self.run, self.update) = (run, update)
  }

  /// These and then `next`.
  package func then<Next>(_ next: Transactions<Outcome, Next>) -> Transactions<Change, Next> {
    Transactions<Change, Next>(
      run: { cache in
        _ = try run(cache)
        return try next.run(cache)
      },
      update: { try next.update($0, update($0, $1)) }
    )
  }
}

/// The studies in the cache whose projects were measured.
package struct MeasuredStudies: Sendable, Hashable {
  package let ids: Set<String>

  package init(ids: Set<String>) { self.ids = ids }
}
