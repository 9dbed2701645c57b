import Foundation

/// Threads that work off what is handed to them, in order.
///
/// What may take long has a lane of its own, so that nobody waits behind it who asks for little.
// Unchecked: `jobs` and `isClosed` are reached between lock and unlock of `condition` alone.
final class Lane<Tool>: @unchecked Sendable {
  typealias Job = (Tool) -> Void

  private let condition = NSCondition()
  private let mostWaiting: Int
  private let finished = DispatchGroup()
  private var jobs: [Job] = []
  private var isClosed = false

  /// Each thread has a tool of its own.
  init(threads: Int, mostWaiting: Int, tool: @escaping @Sendable () -> Tool) {
    self.mostWaiting = mostWaiting
    for _ in 0..<threads {
      finished.enter()
      let thread = Thread { [self] in
        let tool = tool()
        while let job = next() { job(tool) }
        finished.leave()
      }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// Hands over a job; false when too many wait.
  func submit(_ job: @escaping @Sendable (Tool) -> Void) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    guard !isClosed, jobs.count < mostWaiting else { return false }
    jobs.append(job)
    condition.signal()
    return true
  }

  /// Takes no more, and returns when all that was handed over is done.
  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
    finished.wait()
  }

  private func next() -> Job? {
    condition.lock()
    defer { condition.unlock() }
    while jobs.isEmpty {
      if isClosed { return nil }
      condition.wait()
    }
    return jobs.removeFirst()
  }
}
