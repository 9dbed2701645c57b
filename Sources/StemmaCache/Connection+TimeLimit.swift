internal import GRDBSQLite

extension Connection {
  /// Calls `body`, and stops the statement that still runs after `seconds`: it throws `CacheError` of
  /// code `refused`.
  ///
  /// A transaction around it goes on, unless the statement was writing. A limit inside another takes
  /// its place.
  package func within<Result>(_ seconds: Double, _ body: () throws -> Result) rethrows -> Result {
    guard seconds.isFinite else { return try body() }
    let limit = TimeLimit(end: .now + .seconds(seconds))
    let context = Unmanaged.passRetained(limit)
    defer { context.release() }
    // Asked every few milliseconds at most.
    sqlite3_progress_handler(
      handle,
      100_000,
      {
        $0.map { Unmanaged<TimeLimit>.fromOpaque($0).takeUnretainedValue().isOver } ?? false ? 1 : 0
      },
      context.toOpaque()
    )
    defer { sqlite3_progress_handler(handle, 0, nil, nil) }
    return try body()
  }
}

private final class TimeLimit: Sendable {
  private let end: ContinuousClock.Instant

  init(end: ContinuousClock.Instant) { self.end = end }

  var isOver: Bool { .now >= end }
}
