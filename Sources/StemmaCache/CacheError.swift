/// Why the cache could not be used, and what to do about it.
package struct CacheError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; for programs.
  package enum Code: Sendable, Equatable {
    case absent, notACache, tooNew, unwritable, full, damaged, held, refused
  }

  package let code: Code
  /// One sentence on what happened.
  package let message: String
  /// One sentence on what to do.
  package let hint: String

  package init(_ code: Code, _ message: String, hint: String) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  package var description: String { "\(message) \(hint)" }
}
