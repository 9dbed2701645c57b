package import Foundation
internal import StemmaCore

/// DuckDB's program, which writes and reads Parquet for Stemma.
///
/// It is fed and read through pipes, so that neither side holds more than a piece of a table.
package struct DuckDB: Sendable {
  /// The program's file.
  package let program: URL

  /// Finds the program: the one that `STEMMA_DUCKDB` names, else `duckdb` on the PATH.
  ///
  /// - Throws: `DuckDBError` when there is none.
  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(DuckDBError) {
    if let named = environment["STEMMA_DUCKDB"], !named.isEmpty {
      guard Self.isProgram(named) else {
        throw DuckDBError("STEMMA_DUCKDB names \(named), which is no program.")
      }
      program = URL(filePath: named)
      return
    }
    let found = (environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/duckdb" }.first(where: Self.isProgram)
    guard let found else {
      throw DuckDBError(
        "Parquet needs DuckDB's program, which is not on the PATH. Install it, with "
          + "`Scripts/setup --with-duckdb` or from duckdb.org, or name it in STEMMA_DUCKDB."
      )
    }
    program = URL(filePath: found)
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  /// Starts it on statements that read what is written to the run's ``DuckDBRun/input``, or write to its
  /// ``DuckDBRun/output``; names of files are looked up in `folder`, if one is given.
  package func start(
    _ statements: String,
    in folder: URL? = nil
  ) throws(DuckDBError) -> DuckDBRun {
    try DuckDBRun(program, statements, in: folder)
  }

  /// Runs statements that need no input, and returns what they write to `/dev/stdout`.
  package func answer(to statements: String, in folder: URL) throws(DuckDBError) -> Data {
    let run = try start(statements, in: folder)
    let output = (try? run.output.readToEnd()) ?? Data()
    try run.finish()
    return output
  }

  /// A text as SQL has it.
  package static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }

  /// A name as SQL has it.
  package static func name(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// Why DuckDB's program did not do what it was asked for.
package struct DuckDBError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One line or two, with what to do.
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// One run of DuckDB's program.
package final class DuckDBRun {
  /// Where it reads `/dev/stdin`.
  package let input: FileHandle
  /// What it writes to `/dev/stdout`.
  package let output: FileHandle
  private let process: BoundProcess
  /// What it says when it fails: a file without a name, which nobody has to remove.
  private let talk: FileHandle

  fileprivate init(
    _ program: URL,
    _ statements: String,
    in folder: URL?
  ) throws(DuckDBError) {
    Self.surviveClosedPipes
    talk = try Self.namelessFile()
    do throws(BoundProcess.Errno) {
      let (given, written) = try (BoundProcess.pipe(), BoundProcess.pipe())
      input = FileHandle(fileDescriptor: given.writing, closeOnDealloc: true)
      output = FileHandle(fileDescriptor: written.reading, closeOnDealloc: true)
      defer { for end in [given.reading, written.writing] { close(end) } }
      process = try BoundProcess(
        program.path,
        ["-batch", "-no-init", "-bail", "-c", Self.settings + statements],
        in: folder?.path,
        files: [given.reading, written.writing, talk.fileDescriptor]
      )
    } catch {
      let reason = FileReason.text(ofErrno: error.number)
      throw DuckDBError("\(program.path) does not start: \(reason).")
    }
  }

  /// Makes a file and takes its name away at once.
  private static func namelessFile() throws(DuckDBError) -> FileHandle {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "stemma-duckdb-\(UUID().uuidString)").path
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw DuckDBError("\(path) cannot be made: \(FileReason.text(ofErrno: errno)).")
    }
    unlink(path)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// One thread keeps the order of the rows, and the memory bearable: it is fed no faster than it writes.
  private static let settings = """
    SET threads = 1; SET memory_limit = '300MB'; SET preserve_insertion_order = true;
    SET enable_progress_bar = false; SET TimeZone = 'UTC';
    """

  /// A run that ends early is told by its status, not by a signal that ends us.
  private static let surviveClosedPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

  /// Writes a piece to its standard input.
  ///
  /// - Throws: `DuckDBError` with its own words when it has ended.
  package func feed(_ bytes: [UInt8]) throws(DuckDBError) {
    do {
      try input.write(contentsOf: bytes)
    } catch {
      try finish()
      throw DuckDBError("DuckDB stopped reading before the end.")
    }
  }

  /// Whether it goes on.
  fileprivate var isRunning: Bool { process.isRunning }

  /// Ends its input, and waits for it.
  ///
  /// - Throws: `DuckDBError` with its own words when it failed.
  package func finish() throws(DuckDBError) {
    try? input.close()
    guard let signal = process.failure() else { return }
    try? talk.seek(toOffset: 0)
    let words = String(decoding: (try? talk.readToEnd()) ?? Data(), as: UTF8.self)
    let silent = signal == 0 ? "it says no reason" : "signal \(signal) ended it"
    let first = words.split(separator: "\n").first.map(String.init) ?? silent
    // It has no number for that: it says what the system says.
    guard !first.contains(String(cString: strerror(ENOSPC))) else {
      throw DuckDBError("The disk is full. Free some room and run the command again.")
    }
    throw DuckDBError("DuckDB failed: \(first)")
  }

  /// Ends it, whatever it does.
  package func abandon() {
    try? input.close()
    process.end()
  }
}

/// One run of DuckDB's program that reads several tables, one after another, each from a pipe with a name.
package final class DuckDBTables {
  private let folder: URL
  /// Held while the folder is in use: the kernel lets go of it, however the process ends.
  private let lock: Int32
  private var run: DuckDBRun?

  /// Makes a place for the pipes in `parent`, and removes those of runs that were killed.
  package init(
    in parent: URL = FileManager.default.temporaryDirectory
  ) throws(DuckDBError) {
    Self.removeLeftovers(in: parent)
    while true {
      let folder = parent.appending(path: Self.prefix + UUID().uuidString)
      guard mkdir(folder.path, 0o700) == 0 else { throw Self.failed(folder.path) }
      // Another run may have taken it for a leftover before it was locked.
      guard let lock = Self.lock(folder.path) else { continue }
      guard access(folder.path, F_OK) == 0 else {
        close(lock)
        continue
      }
      (self.folder, self.lock) = (folder, lock)
      return
    }
  }

  deinit {
    run?.abandon()
    try? FileManager.default.removeItem(at: folder)
    close(lock)
  }

  private static let prefix = "stemma-pipes-"

  /// Nil when another process holds it, or it is not there.
  private static func lock(_ folder: String) -> Int32? {
    let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
    close(descriptor)
    return nil
  }

  private static func removeLeftovers(in parent: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let leftover = parent.appending(path: name)
      guard let lock = lock(leftover.path) else { continue }
      try? FileManager.default.removeItem(at: leftover)
      close(lock)
    }
  }

  private static func failed(_ path: String) -> DuckDBError {
    DuckDBError("\(path) cannot be made: \(FileReason.text(ofErrno: errno)).")
  }

  /// Makes a pipe of that name, and returns its path.
  package func pipe(_ name: String) throws(DuckDBError) -> String {
    let path = folder.appending(path: name).path
    guard mkfifo(path, 0o600) == 0 else { throw Self.failed(path) }
    return path
  }

  /// Starts statements that read the pipes, each once, in the order in which they will be fed.
  package func start(
    _ statements: String,
    by engine: DuckDB,
    in place: URL
  ) throws(DuckDBError) {
    run = try engine.start(statements, in: place)
  }

  /// Feeds the next pipe, and ends it.
  ///
  /// - Throws: `DuckDBError` with the program's own words when it has ended, and what `body` does.
  package func feed(
    _ path: String,
    _ columns: [ParquetColumn],
    _ body: (RowFeed) throws -> Void
  ) throws -> RowFeed {
    guard let run else { throw DuckDBError("DuckDB is not started.") }
    let pipe = FileHandle(fileDescriptor: try open(path, of: run), closeOnDealloc: true)
    let feed = RowFeed(columns) { (bytes) throws(DuckDBError) in
      do {
        try pipe.write(contentsOf: bytes)
      } catch {
        throw Self.ended(run)
      }
    }
    try body(feed)
    try feed.end()
    try? pipe.close()
    return feed
  }

  /// Opens a pipe when the program reads it: it may be busy with the one before.
  private func open(_ path: String, of run: DuckDBRun) throws(DuckDBError) -> Int32 {
    while true {
      let descriptor = Foundation.open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFL, 0)
        return descriptor
      }
      guard errno == ENXIO || errno == EINTR else { throw Self.failed(path) }
      guard run.isRunning else { throw Self.ended(run) }
      usleep(1000)
    }
  }

  private static func ended(_ run: DuckDBRun) -> DuckDBError {
    do {
      try run.finish()
      return DuckDBError("DuckDB stopped reading before the end.")
    } catch {
      return error
    }
  }

  /// Waits for the end, and returns what was written to `/dev/stdout`.
  package func finish() throws(DuckDBError) -> String {
    guard let run else { return "" }
    let output = (try? run.output.readToEnd()) ?? Data()
    self.run = nil
    try run.finish()
    return String(decoding: output, as: UTF8.self)
  }
}
