#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Files of this process that are worth nothing without it: half written, or unpacked for a while.
///
/// Whoever makes one removes it. Only where the process is ended from outside, nobody else does.
package enum Drafts {
  private static let paths = Locked<Set<String>>([])

  /// Takes note of a file that `make` makes, which nothing may come between.
  package static func begin<Result>(_ path: String, _ make: () -> Result) -> Result {
    paths.withLock { paths in
      paths.insert(path)
      return make()
    }
  }

  /// Takes note of a file that is about to be made.
  package static func begin(_ path: String) { begin(path) {} }

  /// Forgets a file that has got its name, or is gone.
  package static func end(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Removes them all and ends the process at once, before anybody makes another.
  package static func abandon(status: Int32) -> Never {
    paths.withLock { paths in
      for path in paths {
        for ending in ["", "-journal", "-wal", "-shm"] { unlink(path + ending) }
      }
      _exit(status)
    }
  }
}
