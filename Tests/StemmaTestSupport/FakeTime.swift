package import Foundation

/// The library that gives a program another clock.
package enum FakeTime {
  /// Nil where it is not installed.
  package static let library: String? =
    ["x86_64-linux-gnu", "aarch64-linux-gnu"].map { "/usr/lib/\($0)/faketime/libfaketime.so.1" }
    .first { FileManager.default.fileExists(atPath: $0) }

  /// Starts a program by the clock of `time`, such as `2026-03-01 03:17:00` in UTC.
  ///
  /// Whoever kills it calls ``forget(_:)``.
  package static func start(
    _ program: URL,
    _ arguments: [String],
    by library: String,
    at time: String,
    in folder: URL
  ) throws -> ChildProcess {
    // The first program behind the library sees no arguments: the shell gives its place away.
    try .start(
      URL(filePath: "/usr/bin/env"),
      [
        "LD_PRELOAD=\(library)", "FAKETIME=@\(time)", "TZ=UTC", "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "/bin/bash", "-c", #"exec "$0" "$@""#, program.path,
      ] + arguments,
      in: folder
    )
  }

  /// Removes what the library leaves behind when its program is killed.
  package static func forget(_ id: pid_t) {
    for name in ["faketime_shm_\(id)", "sem.faketime_sem_\(id)"] { unlink("/dev/shm/" + name) }
  }
}
