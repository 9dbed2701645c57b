import Foundation
import StemmaCore

/// One call of a tool while it is under way: what ends it before its time.
final class AgentCall: Sendable {
  enum Stop { case cancelled, tooLong }

  private struct State {
    var stop: Stop?
    var isOver = false
    var interrupt: (@Sendable () -> Void)?
  }

  private let state = Locked(State())

  /// Why it was stopped; nil while it was not.
  var stopped: Stop? { state.withLock { $0.stop } }

  /// Sets what interrupts it.
  ///
  /// - Throws: `CancellationError` when it was stopped before.
  func begin(_ interrupt: @escaping @Sendable () -> Void) throws {
    let stop = state.withLock { state in
      state.interrupt = interrupt
      return state.stop
    }
    if stop != nil { throw CancellationError() }
  }

  /// Notes that there is nothing left to stop.
  func end() {
    state.withLock { state in
      (state.isOver, state.interrupt) = (true, nil)
    }
  }

  /// Stops it, unless it is over: interrupts every statement until none is left.
  func stop(_ reason: Stop) {
    state.withLock { $0.stop = $0.stop ?? reason }
    interrupt()
  }

  private func interrupt() {
    let (isOver, interrupt) = state.withLock { ($0.isOver, $0.interrupt) }
    guard !isOver else { return }
    interrupt?()
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(20)) { [self] in
      self.interrupt()
    }
  }

  /// Stops it after so many seconds.
  func stop(after seconds: Int) {
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { [weak self] in
      self?.stop(.tooLong)
    }
  }
}
