internal import CSQLite
internal import Foundation

/// What the process of the tests uses.
package enum OwnUse {
  /// How many descriptors it has open.
  package static var openDescriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }

  /// How much memory it holds, in bytes.
  package static var residentBytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(getpagesize())
  }

  /// How many steps SQLite's machine takes for `body`, on the connections that `body` opens.
  ///
  /// The same rows and questions give the same number on every machine, however busy. `body` stays on
  /// its thread.
  package static func steps(of body: () throws -> Void) rethrows -> Int {
    _ = isWatching
    StepCount.current = StepCount()
    defer { StepCount.current = nil }
    try body()
    return StepCount.current?.steps ?? 0
  }

  /// Each connection made from now on tells a counting thread of its statements.
  private static let isWatching: Bool = {
    let watch:
      @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?) -> Int32 =
        { connection, _, _ in
          guard StepCount.current != nil else { return SQLITE_OK }
          return sqlite3_trace_v2(
            connection,
            UInt32(SQLITE_TRACE_PROFILE),
            { _, _, statement, _ in
              let taken = sqlite3_stmt_status(
                OpaquePointer(statement),
                SQLITE_STMTSTATUS_VM_STEP,
                1
              )
              StepCount.current?.steps += Int(taken)
              return 0
            },
            nil
          )
        }
    return sqlite3_auto_extension(unsafeBitCast(watch, to: (@convention(c) () -> Void).self))
      == SQLITE_OK
  }()
}

/// The steps counted on one thread.
private final class StepCount {
  var steps = 0

  private static let key = "stemma.steps"

  static var current: StepCount? {
    get { Thread.current.threadDictionary[key] as? StepCount }
    set { Thread.current.threadDictionary[key] = newValue }
  }
}
