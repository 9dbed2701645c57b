/// Why a stand-in cannot serve.
package struct StandInError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong.
  package enum Code: Sendable, Hashable {
    /// The world file cannot be read.
    case unreadableFile
    /// A line of the world breaks the format.
    case brokenLine(Int)
    /// No port could be opened.
    case cannotListen
  }

  package let code: Code
  /// The facts, and what to do.
  package let detail: String

  package init(_ code: Code, _ detail: String) {
    self.code = code
    self.detail = detail
  }

  package var description: String {
    switch code {
    case .brokenLine(let number): "line \(number): \(detail)"
    case .unreadableFile, .cannotListen: detail
    }
  }
}
