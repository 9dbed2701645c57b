import Dispatch
import Foundation

/// Notices that the user, or the system, asks the process to stop.
///
/// The first signal lets what is under way finish. A later one ends the process at once, which the
/// cache survives; within a second it counts as the same, since a terminal and a wrapper such as
/// timeout may both send one.
final class Interruption {
  private let sources: [any DispatchSourceSignal]
  private let flag: Flag

  private final class Flag: @unchecked Sendable {
    // Guards `raisedAt`, which signals' queues write and any thread reads.
    private let lock = NSLock()
    private var raisedAt: ContinuousClock.Instant?

    /// Raises the flag, and returns how long it has been up.
    func raise() -> Duration? {
      lock.withLock {
        defer { raisedAt = raisedAt ?? .now }
        return raisedAt?.duration(to: .now)
      }
    }

    var isUp: Bool { lock.withLock { raisedAt != nil } }
  }

  init() {
    let flag = Flag()
    self.flag = flag
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if let time = flag.raise() {
          if time > .seconds(1) { _exit(130) }
          return
        }
        Console.say("stemma: finishing the current page; press Ctrl-C again to stop at once")
      }
      source.resume()
      return source
    }
  }

  /// Whether a signal came.
  var isAsked: Bool { flag.isUp }

  /// ``isAsked``, for other threads.
  var question: @Sendable () -> Bool { { [flag] in flag.isUp } }
}
