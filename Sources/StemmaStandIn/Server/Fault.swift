/// A misbehaviour to show instead of, or upon, the right answer.
package struct Fault: Sendable {
  /// What the caller gets.
  package enum Action: Sendable {
    /// The right answer.
    case none
    /// This reply instead; nothing is added to its headers but what HTTP needs.
    case reply(Reply)
    /// The right answer, cut after so many bytes of its body by closing the connection.
    case drop(after: Int)
    /// The right answer under a `Content-Length` that is wrong by so many bytes; the connection is
    /// closed behind it.
    case wrongLength(by: Int)
    /// The right answer compressed, its stream cut after so many bytes and sent as if whole.
    case truncatedGzip(keeping: Int)
    /// The right answer, so many bytes at a time with a pause between.
    case drip(bytes: Int, every: Duration)
    /// Zeros without end behind the head of the right answer.
    case endless
    /// This text in place of status line, headers and body; the connection is closed behind it.
    case raw(String)
    /// No answer at all.
    case hangUp
  }

  /// Waited before anything is sent.
  package var delay: Duration?
  package var action: Action

  package init(_ action: Action, delay: Duration? = nil) {
    self.action = action
    self.delay = delay
  }
}
