package import StemmaStore

/// The end of the derive stage: its tables are as the replies say, and its indexes are there.
///
/// Replies are derived one by one while they come in (``DeriveStage/apply(_:harvest:)``); what is put
/// off until the last of them is done here.
package struct DerivedTables: PipelineStage {
  package init() {}

  /// Builds the indexes that were put off.
  ///
  /// - Returns: How far the tables reach.
  /// - Complexity: O(*n* log *n*) for *n* repositories the first time, then O(1).
  package func run(on connection: Connection) throws -> DeclarationMark {
    try connection.buildNameIndexes()
    return try DeclarationMark(endOf: connection.as(.derive))
  }

  package func update(after _: Void, on connection: Connection) throws -> DeclarationMark {
    try run(on: connection)
  }
}

/// A place in what the derive stage wrote: all declarations that were there when it was taken.
package struct DeclarationMark: Sendable, Hashable {
  /// The last row of `change`.
  package let change: Int64
  /// The last row of `repo`.
  package let repo: Int64

  package init(change: Int64, repo: Int64) {
    (self.change, self.repo) = (change, repo)
  }

  /// Where the tables end.
  package init(endOf connection: Connection) throws {
    change = Int64(try connection.count("SELECT max(id) FROM change"))
    repo = Int64(try connection.count("SELECT max(id) FROM repo"))
  }
}
