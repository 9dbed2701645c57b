/// Why the cache could not be used, and what to do about it.
package struct CacheError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; for programs.
  package enum Code: Sendable, Equatable {
    case absent, notACache, otherLayout, unwritable, full, damaged, held, refused
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

  /// There is more than one statement where one was meant.
  static let severalStatements = CacheError(
    .refused,
    "Only one statement is allowed, and more text follows the first.",
    hint: "Run one after the other."
  )
}
