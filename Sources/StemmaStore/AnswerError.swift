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
