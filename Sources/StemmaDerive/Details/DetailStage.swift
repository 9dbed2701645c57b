package import StemmaCore
package import StemmaHub
import StemmaStore

/// Writes what is read of one repository beside its record, and of accounts.
///
/// Every part of the details has a ``DetailTable`` of its own, made when it is first asked for. The
/// stage lends them what they share: accounts, declarations, marks and the repositories' numbers.
///
/// Applying the same replies again changes nothing but what says when they were last read. What
/// the Hub no longer shows is closed; a commit that a squashed history left out is not.
package final class DetailStage {
  let connection: Connection
  let declarations: DeclarationTable
  let accounts: AccountTable
  let marks: DetailMarks
  let walk: DetailWalk
  private let names: NameResolver
  private var tables: [ObjectIdentifier: any DetailTable] = [:]

  init(_ connection: Connection, declarations: DeclarationTable) throws {
    let connection = connection.as(.derive)
    self.connection = connection
    self.declarations = declarations
    accounts = try AccountTable(connection)
    marks = try DetailMarks(connection)
    walk = try DetailWalk(connection)
    names = NameResolver(connection)
  }

  /// The one writer of a part's tables.
  package func table<Table: DetailTable>(_ type: Table.Type) throws -> Table {
    if let table = tables[ObjectIdentifier(type)] as? Table { return table }
    let table = try Table(self)
    tables[ObjectIdentifier(type)] = table
    return table
  }

  /// The repository of a name, present or old, as `harvest` met it; nil when the cache does not
  /// know it.
  package func repo(_ kind: RepoKind, _ name: String, harvest: Int64) throws -> DetailedRepo? {
    let id = try names.repo(named: name, kind: kind)?.id
    return id.map { DetailedRepo(id: $0, name: name, harvest: harvest) }
  }

  /// Keeps that the Hub shows no such part: switched off, gated or missing.
  package func noteNone(of part: DetailPart, for repo: DetailedRepo) throws {
    try marks.set(part, of: repo, to: DetailMarks.none, count: nil)
  }

  /// Writes what the Hub tells of the account that was asked for, and says whether it is new.
  package func apply(_ overview: AccountOverview, to name: String, harvest: Int64) throws -> Bool {
    let isChanged = try changing {
      try accounts.apply(overview, to: name, harvest: harvest)
    }
    try noteAsked(name, harvest: harvest)
    return isChanged
  }

  /// Notes that the Hub was asked for an account, whatever it told.
  package func noteAsked(_ name: String, harvest: Int64) throws {
    try accounts.noteAsked(name, harvest: harvest)
  }

  /// Whether `body` changed a row.
  func changing(_ body: () throws -> Void) throws -> Bool {
    let before = try connection.count("SELECT total_changes()")
    try body()
    return try connection.count("SELECT total_changes()") > before
  }
}

/// A repository whose details came, in the harvest that brought them.
package struct DetailedRepo: Sendable, Hashable {
  let id: Int64
  /// The name it was asked for by.
  let name: String
  let harvest: Int64
}

/// The one writer of the tables of one part of the details.
///
/// The stage keeps it, so it keeps no stage: the cache's connection would never be closed.
package protocol DetailTable: AnyObject {
  /// Shares what `stage` holds with the writers of other parts.
  init(_ stage: DetailStage) throws
}

/// What applying a reply about details came to.
package struct DetailOutcome: Sendable {
  package var isChanged = false
  package var findings: [Finding] = []

  package init(
    isChanged: Bool = false,
    findings: [Finding] = []
  ) {
    self.isChanged = isChanged
    self.findings = findings
  }
}
