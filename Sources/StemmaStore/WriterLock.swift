internal import Foundation

/// The right to write to a cache, held by one process at a time.
///
/// The kernel gives it back when the holder dies, however it dies. The lock file says who holds it.
package final class WriterLock: Sendable {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock for the cache at `cachePath`, which need not be there: of two that would make it
  /// one waits outside.
  ///
  /// - Throws: `CacheError` of code `held`, naming the holder's process and start, when another
  ///   process has it.
  package init(cachePath: String, startedAt: String) throws {
    path = cachePath + ".lock"
    try Cache.makeFolder(for: cachePath)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw CacheError(
        .unwritable,
        "The lock file \(path) cannot be opened.",
        hint: "Check the folder's permissions, or name another file with --cache."
      )
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.holder(at: path)
      close(descriptor)
      throw CacheError(
        .held,
        "Another process is writing to this cache (\(holder)).",
        hint: "Wait for it to end, or stop it; its work so far is kept."
      )
    }
    let holder = "process \(getpid()), since \(startedAt)\n"
    ftruncate(descriptor, 0)
    _ = holder.withCString { write(descriptor, $0, strlen($0)) }
  }

  deinit {
    ftruncate(descriptor, 0)
    close(descriptor)
  }

  private static func holder(at path: String) -> String {
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    let holder = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return holder.isEmpty ? "unknown process" : holder
  }
}
