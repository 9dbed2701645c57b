/// Why the cache could not be used, and what to do about it.
package struct CacheError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; for programs.
  package enum Code: Sendable, Equatable {
    case absent, notACache, otherLayout, unwritable, full, damaged, held, refused
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
