internal import CSQLite

/// What the statements of a lent connection may do.
enum Permission {
  /// Whatever SQLite allows: to make a cache, and to begin and end transactions.
  case doAnything
  /// Read every table, and write temporary ones.
  case read
  /// Read, and nothing else: for the SQL of users.
  case ask
  /// Do what the laws of the stages allow.
  case work(Stage)
}

/// Checks what is asked of a connection, statement by statement, where SQLite prepares it.
///
/// SQLite prepares a statement again when the schema has changed since, in the middle of running it; so
/// each statement says what it may do whenever it is about to run.
final class Authorizer {
  private struct State {
    var permission = Permission.doAnything
    var isPreparing = false
    var refusal: CacheError?
    /// The tables that the SQL of a user reads, also by way of views; nil for other SQL.
    var readTables: Set<String>?
  }

  // A place in memory that the callback knows; it costs a statement one store.
  private let state: UnsafeMutablePointer<State>

  init(of connection: OpaquePointer) {
    state = .allocate(capacity: 1)
    state.initialize(to: State())
    sqlite3_set_authorizer(
      connection,
      { context, action, first, second, schema, _ in
        guard let state = context?.assumingMemoryBound(to: State.self) else { return SQLITE_DENY }
        let action = Action(action, first, second, schema, isPreparing: state.pointee.isPreparing)
        if state.pointee.readTables != nil, action.code == SQLITE_READ {
          state.pointee.readTables?.insert(action.subject)
        }
        guard let refusal = state.pointee.permission.refusal(of: action) else { return SQLITE_OK }
        state.pointee.refusal = refusal
        return SQLITE_DENY
      },
      state
    )
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Says what the statement may do that is about to run.
  @inline(__always) func permit(_ permission: Permission) { state.pointee.permission = permission }

  /// Says what the statement may do that `prepare` prepares.
  func preparing<Result>(_ permission: Permission, _ prepare: () -> Result) -> Result {
    state.pointee.permission = permission
    state.pointee.isPreparing = true
    state.pointee.refusal = nil
    if case .ask = permission {
      state.pointee.readTables = []
    } else {
      state.pointee.readTables = nil
    }
    defer { state.pointee.isPreparing = false }
    return prepare()
  }

  /// What the statement that was prepared last reads; asking forgets it.
  func takeReadTables() -> Set<String> {
    defer { state.pointee.readTables = nil }
    return state.pointee.readTables ?? []
  }

  /// Why a statement was refused last; asking forgets it.
  func takeRefusal() -> CacheError? {
    defer { state.pointee.refusal = nil }
    return state.pointee.refusal
  }
}

/// One thing that a statement would do.
private struct Action {
  let code: Int32
  private let first: UnsafePointer<CChar>?
  private let second: UnsafePointer<CChar>?
  private let schema: UnsafePointer<CChar>?
  /// Whether the statement itself asks for it, and not what SQLite does to run it.
  let isPreparing: Bool

  init(
    _ code: Int32,
    _ first: UnsafePointer<CChar>?,
    _ second: UnsafePointer<CChar>?,
    _ schema: UnsafePointer<CChar>?,
    isPreparing: Bool
  ) {
    // Of this one alone SQLite tells the schema first.
    let isAlteration = code == SQLITE_ALTER_TABLE
    self.code = code
    self.first = isAlteration ? second : first
    self.second = second
    self.schema = isAlteration ? first : schema
    self.isPreparing = isPreparing
  }

  /// The table, the pragma, or what is done to a transaction.
  var subject: String { first.map { String(cString: $0) } ?? "" }

  /// The table of an index; the column of an update; the function.
  var object: String { second.map { String(cString: $0) } ?? "" }

  var isOfMain: Bool { isIn("main") }
  // Where nothing but rows is counted, SQLite tells the schema only if it was written.
  var mayReadMain: Bool { schema == nil || isOfMain }
  var isOfTemp: Bool { isIn("temp") }

  private func isIn(_ name: StaticString) -> Bool {
    guard let schema else { return false }
    return name.withUTF8Buffer { name in
      for (place, byte) in name.enumerated() where schema[place] != CChar(byte) { return false }
      return schema[name.count] == 0
    }
  }

  /// SQLite's own list of tables and indexes: no statement may change it, and what makes a table is
  /// told besides.
  var isOfSchemaTable: Bool { ["sqlite_master", "sqlite_temp_master"].contains(subject) }

  /// What it is, as people write it.
  var name: String {
    switch code {
    case SQLITE_INSERT where isOfSchemaTable, SQLITE_DELETE where isOfSchemaTable,
      SQLITE_UPDATE where isOfSchemaTable:
      "a change of the tables"
    case SQLITE_INSERT: "INSERT INTO \(subject)"
    case SQLITE_DELETE: "DELETE FROM \(subject)"
    case SQLITE_UPDATE: "UPDATE \(subject)"
    case SQLITE_READ: "SELECT FROM \(subject)"
    case SQLITE_TRANSACTION: subject
    case SQLITE_SAVEPOINT: "SAVEPOINT"
    case SQLITE_PRAGMA: "PRAGMA \(subject)"
    case SQLITE_ATTACH: "ATTACH"
    case SQLITE_DETACH: "DETACH"
    case SQLITE_FUNCTION: "\(object)()"
    case SQLITE_CREATE_INDEX: "CREATE INDEX \(subject)"
    case SQLITE_DROP_INDEX: "DROP INDEX \(subject)"
    case SQLITE_REINDEX: "REINDEX"
    case SQLITE_ANALYZE: "ANALYZE"
    default: "a change of the tables"
    }
  }
}

extension Permission {
  /// Why it may not be done; nil when it may.
  fileprivate func refusal(of action: Action) -> CacheError? {
    switch self {
    case .doAnything: nil
    case .ask:
      action.isAsking ? action.isBounded ? nil : .endless(action.name) : .notAQuery(action.name)
    case .read:
      action.isAsking || action.isTemporary || action.code == SQLITE_PRAGMA
        ? nil : Self.needsStage(action)
    case .work(let stage): stage.refusal(of: action)
    }
  }

  private static func needsStage(_ action: Action) -> CacheError {
    CacheError(
      .unlawful,
      "\(action.name): a connection that is lent to no stage may only read.",
      hint: "Lend it to the stage whose table it is, with `as`."
    )
  }
}

extension Stage {
  fileprivate func refusal(of action: Action) -> CacheError? {
    switch action.code {
    case SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE, SQLITE_PRAGMA, SQLITE_REINDEX: return nil
    case SQLITE_READ:
      guard action.mayReadMain else { return nil }
      return refusalToRead(action)
    case SQLITE_INSERT, SQLITE_DELETE, SQLITE_UPDATE:
      if action.isOfTemp || action.isOfSchemaTable { return nil }
      return action.isOfMain ? refusalToWrite(action.subject, action) : maintains(action)
    case SQLITE_CREATE_INDEX, SQLITE_DROP_INDEX:
      return action.isOfMain ? refusalToWrite(action.object, action) : maintains(action)
    default: return action.isTemporary ? nil : maintains(action)
    }
  }

  private func refusalToRead(_ action: Action) -> CacheError? {
    let table = action.subject
    // Views and SQLite's own tables are nobody's: what a view reads is asked for by itself.
    guard let owner = Schema.stage(of: table), !follows(owner), !reads.contains(table) else {
      return nil
    }
    return refusal(action, table, owner)
  }

  private func refusalToWrite(_ table: String, _ action: Action) -> CacheError? {
    let owner = Schema.stage(of: table)
    return owner == self ? nil : refusal(action, table, owner)
  }

  /// What changes the tables themselves, or another file.
  private func maintains(_ action: Action) -> CacheError? {
    guard self != .maintenance || action.isOfMain else { return nil }
    return refusal(action, action.subject, nil)
  }

  private func refusal(_ action: Action, _ table: String, _ owner: Stage?) -> CacheError {
    let whose = owner.map { "\(table) is of the stage \($0.rawValue)" } ?? "no stage may do that"
    return CacheError(
      .unlawful,
      "The stage \(rawValue) may not \(action.name): \(whose).",
      hint: "Let that stage do it, or give the table to this one in Schema."
    )
  }
}

extension Action {
  /// Whether it reads, and nothing else.
  var isAsking: Bool {
    switch code {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: true
    // A function that gives rows is declared as a table would be, when it is first used.
    case SQLITE_UPDATE: isOfSchemaTable
    // The second tells addresses in the process's memory.
    case SQLITE_FUNCTION: !["load_extension", "fts3_tokenizer"].contains(object.lowercased())
    // What the functions `pragma_table_info` and their like ask when they run.
    case SQLITE_PRAGMA: !isPreparing
    default: false
    }
  }

  /// Whether no single step of it reads the whole file, or takes time by the square of a value.
  var isBounded: Bool {
    switch code {
    case SQLITE_FUNCTION: object.lowercased() != "json_patch"
    case SQLITE_READ: subject.lowercased() != "dbstat"
    case SQLITE_PRAGMA:
      !["integrity_check", "quick_check", "foreign_key_check", "optimize"]
        .contains(subject.lowercased())
    default: true
    }
  }

  /// Whether it concerns temporary tables alone.
  var isTemporary: Bool {
    switch code {
    case SQLITE_INSERT, SQLITE_DELETE, SQLITE_UPDATE: isOfTemp
    case SQLITE_CREATE_TEMP_TABLE, SQLITE_CREATE_TEMP_INDEX, SQLITE_CREATE_TEMP_VIEW,
      SQLITE_DROP_TEMP_TABLE, SQLITE_DROP_TEMP_INDEX, SQLITE_DROP_TEMP_VIEW:
      true
    case SQLITE_CREATE_INDEX, SQLITE_DROP_INDEX, SQLITE_REINDEX: isOfTemp
    default: false
    }
  }
}
