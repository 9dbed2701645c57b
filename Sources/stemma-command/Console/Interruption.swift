import Foundation
import StemmaCore

/// Ends the process within a second when the user, or the system, asks it to.
///
/// Whatever is under way: a wait, a transfer, a statement, a lock that another process has. A cache
/// survives the end of its process at any moment; what would lie half written beside it is taken back.
/// A harvest has most of the second to write what came.
enum Interruption {
  private struct State {
    var isAsked = false
    /// Whether somebody who was told ends the work by itself.
    var isHeeded = false
    /// Whether what had a bound came to its end.
    var isOver = false
  }

  private static let state = Locked(State())

  /// How long the work may take to end by itself.
  private static let grace = Duration.milliseconds(800)

  private static let numbers = [SIGINT, SIGTERM]

  /// The exit status of what was interrupted, by whichever signal.
  static let status: Int32 = 130

  /// Listens for signals from now on, on a thread that nothing else holds up.
  static func watch() {
    var ends: [Int32] = [-1, -1]
    // Without a pipe the system's own way stays: it ends the process as well.
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakingEnd = ends[1]
    let listeningEnd = ends[0]
    Thread.detachNewThread {
      // Whoever started this process may have blocked them for it.
      var signals = sigset_t()
      sigemptyset(&signals)
      for number in numbers { sigaddset(&signals, number) }
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      var byte: UInt8 = 0
      while read(listeningEnd, &byte, 1) != 1 {}
      end()
    }
    // A handler, not a block: a program that this process becomes has its signals as usual.
    for number in numbers { signal(number, wake) }
  }

  /// Whether a signal came.
  static var isAsked: Bool { state.withLock { $0.isAsked } }

  /// Lets `body` end by itself, shortly after ``isAsked`` becomes true.
  static func heeded<Result>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Result
  ) async rethrows -> Result {
    state.withLock { $0.isHeeded = true }
    defer { state.withLock { $0.isHeeded = false } }
    return try await body()
  }

  /// Ends the process with 2 when the work is not over a second after `seconds`.
  ///
  /// The time limit of a query is looked at between its steps, and one step may take for ever.
  static func endWork(after seconds: Double) {
    // A year is for ever, and can be slept.
    let time = min(max(0, seconds), 31_536_000) + 1
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: time)
      guard state.withLock({ !$0.isOver }) else { return }
      Console.say("stemma: The query took too long and was stopped. Narrow it, or allow more time.")
      Drafts.abandon(status: 2)
    }
  }

  /// Lifts the bound of ``endWork(after:)``.
  static func workIsOver() { state.withLock { $0.isOver = true } }

  private static func end() {
    let isHeeded = state.withLock { state in
      state.isAsked = true
      return state.isHeeded
    }
    if Console.isTerminal { Console.clearLine() }
    if isHeeded {
      Console.say("stemma: stopping; what came is kept, and the next run goes on from there")
      Thread.sleep(forTimeInterval: grace / .seconds(1))
    } else {
      Console.say("stemma: interrupted")
    }
    Drafts.abandon(status: status)
  }
}

// What a signal's handler may touch: one number, set before there is a handler.
private nonisolated(unsafe) var wakingEnd: Int32 = -1

private let wake: @convention(c) (Int32) -> Void = { _ in
  let code = errno
  var byte: UInt8 = 1
  _ = write(wakingEnd, &byte, 1)
  errno = code
}
