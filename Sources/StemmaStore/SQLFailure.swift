internal import CSQLite
import Foundation

/// What SQLite said, before it is told to a person.
struct SQLFailure: Error {
  let code: Int32
  let message: String
  let sql: String?
  /// Where in `sql` the fault is, in bytes; nil when SQLite does not tell.
  let offset: Int?
  /// Whether the system had no room, by what it told SQLite.
  let isOutOfRoom: Bool

  /// What SQLite says of the last call on a connection.
  init(code: Int32, on connection: OpaquePointer, sql: String? = nil) {
    self.code = code
    message = String(cString: sqlite3_errmsg(connection))
    self.sql = sql
    let offset = Int(sqlite3_error_offset(connection))
    self.offset = offset < 0 ? nil : offset
    // The file that its processes share cannot grow: SQLite calls that an error of input or output.
    isOutOfRoom =
      code & 0xff == SQLITE_IOERR
      && [ENOSPC, EDQUOT].contains(sqlite3_system_errno(connection))
  }

  /// A failure without a connection that could tell more.
  init(code: Int32, message: String? = nil) {
    self.code = code
    self.message = message ?? String(cString: sqlite3_errstr(code))
    (sql, offset, isOutOfRoom) = (nil, nil, false)
  }

  /// A statement as it is shown: what was wrong with it was said before.
  private static func shortened(_ sql: String) -> String {
    sql.count > 400 ? sql.prefix(400) + "…" : sql
  }

  var cacheError: CacheError {
    switch isOutOfRoom ? SQLITE_FULL : code & 0xff {
    case SQLITE_FULL:
      CacheError(.full, "The disk is full.", hint: "Free some room and run the command again.")
    case SQLITE_NOTADB:
      CacheError(
        .notACache,
        "The file is not a Stemma cache.",
        hint: "Name another one with --cache, or move this file away."
      )
    case SQLITE_CORRUPT:
      CacheError(
        .damaged,
        "The cache is damaged (\(message)).",
        hint: "Restore a backup, or rebuild it from its archive with `stemma harvest --replay`."
      )
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_IOERR:
      CacheError(
        .unwritable,
        "The cache cannot be opened or written (\(message)).",
        hint: "Check the folder's permissions, or name another file with --cache."
      )
    case SQLITE_BUSY, SQLITE_LOCKED:
      CacheError(
        .held,
        "Another program is writing to the cache.",
        hint: "Wait for it and try again."
      )
    case SQLITE_INTERRUPT:
      CacheError(
        .refused,
        "The query took too long and was stopped.",
        hint: "Narrow it, or allow more time."
      )
    case SQLITE_TOOBIG:
      CacheError(
        .refused,
        "The query makes a value longer than 4 MB.",
        hint: "Make shorter ones: substr() cuts, and group_concat() joins what is left."
      )
    default:
      CacheError(
        .refused,
        "SQLite refused: \(message).",
        hint: sql.map { "The statement was: \(Self.shortened($0))" }
          ?? "Keep the cache on a local disk, or choose another file with --cache.",
        offset: offset
      )
    }
  }
}

/// Why a question could not be answered, and what to do about it.
public struct AnswerError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; for programs.
  public enum Code: Sendable {
    /// No repository or ghost has that name.
    case unknownName
    /// No harvest had ended by the date asked for.
    case beforeHistory
    /// The two models have no path between them.
    case unrelated
    /// The arguments do not make a question.
    case misuse
    /// What the last analysis wrote is not whole.
    case damagedCache
  }

  /// What went wrong.
  public let code: Code
  /// What happened and what to do, in one line.
  public let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}

/// Why the cache could not be used, and what to do about it.
package struct CacheError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; for programs.
  package enum Code: Sendable, Equatable {
    case absent, notACache, otherLayout, newerLayout, unwritable, full, damaged, held, refused
    /// What was given is no path of a file.
    case misnamed
    /// The SQL of a user would do something else than read.
    case notAQuery
    /// A fault of this program: a stage reached for what is not its own.
    case unlawful
  }

  package let code: Code
  /// One sentence on what happened.
  package let message: String
  /// One sentence on what to do.
  package let hint: String
  /// Where in a statement SQLite found fault, in bytes from its start; nil when it does not tell.
  package let offset: Int?

  package init(_ code: Code, _ message: String, hint: String, offset: Int? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.offset = offset
  }

  package var description: String { "\(message) \(hint)" }
}

extension CacheError {
  /// The SQL of a user would do what `action` says.
  static func notAQuery(_ action: String) -> CacheError {
    CacheError(.notAQuery, "\(action) is refused", hint: "A query may only read.")
  }

  /// The SQL of a user would do in one step what nobody can stop.
  static func endless(_ action: String) -> CacheError {
    CacheError(
      .refused,
      "\(action) is refused: it may take for ever, and could not be stopped.",
      hint: "Ask for it in the sqlite3 shell, on a copy of the cache."
    )
  }

  /// What the names in the SQL of a user stand for is more than can be read.
  static let tooLarge = CacheError(
    .refused,
    "The query joins the names of its WITH clause so often that it could not be read in a second.",
    hint: "Let fewer names use others twice."
  )

  /// There is more than one statement where one was meant.
  static let severalStatements = CacheError(
    .refused,
    "Only one statement is allowed, and more text follows the first.",
    hint: "Run one after the other."
  )
}
