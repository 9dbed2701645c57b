internal import Dispatch
package import StemmaCache

extension Cache {
  /// Lends the connection for reading; what still runs after `seconds` is interrupted.
  package func read<Result>(
    within seconds: Double,
    _ body: (Connection) throws -> Result
  ) throws -> Result {
    guard seconds.isFinite else { return try read(body) }
    let timer = DispatchSource.makeTimerSource()
    timer.setEventHandler { self.interrupt() }
    timer.schedule(deadline: .now() + seconds)
    timer.resume()
    defer { timer.cancel() }
    return try read(body)
  }
}
