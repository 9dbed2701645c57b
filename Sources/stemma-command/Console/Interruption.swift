import Dispatch
import Foundation
import Stemma

/// Notices that the user, or the system, asks the process to stop.
///
/// The first signal lets what is under way finish; the second ends the process at once, which the
/// cache survives.
final class Interruption {
  private let sources: [any DispatchSourceSignal]
  private let flag: Flag

  /// Set once, from the signals' queue, and read from any thread.
  private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var isRaised = false

    /// Raises the flag, and says whether it was raised before.
    func raise() -> Bool {
      lock.withLock {
        defer { isRaised = true }
        return isRaised
      }
    }

    var value: Bool { lock.withLock { isRaised } }
  }

  init() {
    let flag = Flag()
    self.flag = flag
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if flag.raise() { _exit(130) }
        Console.say("stemma: finishing the page under way; once more to stop at once")
      }
      source.resume()
      return source
    }
  }

  /// Whether a signal came.
  var isAsked: Bool { flag.value }

  /// ``isAsked``, for other threads.
  var question: @Sendable () -> Bool { { [flag] in flag.value } }
}
