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
  private let process = Process()
  private let talk: URL

  fileprivate init(
    _ program: URL,
    _ statements: String,
    in folder: URL?
  ) throws(DuckDBError) {
    Self.surviveClosedPipes
    let (given, written) = (Pipe(), Pipe())
    (input, output) = (given.fileHandleForWriting, written.fileHandleForReading)
    talk = FileManager.default.temporaryDirectory
      .appending(path: "stemma-duckdb-\(getpid())-\(UUID().uuidString)")
    do {
      try Data().write(to: talk)
      process.executableURL = program
      process.arguments = ["-batch", "-no-init", "-bail", "-c", Self.settings + statements]
      process.currentDirectoryURL = folder ?? process.currentDirectoryURL
      process.standardInput = given
      process.standardOutput = written
      process.standardError = try FileHandle(forWritingTo: talk)
      try process.run()
    } catch {
      try? FileManager.default.removeItem(at: talk)
      throw DuckDBError("\(program.path) does not start: \(FileReason.text(of: error)).")
    }
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
    process.waitUntilExit()
    let words = (try? String(contentsOf: talk, encoding: .utf8)) ?? ""
    try? FileManager.default.removeItem(at: talk)
    guard process.terminationStatus != 0 else { return }
    let first = words.split(separator: "\n").first.map(String.init) ?? "it says no reason"
    throw DuckDBError("DuckDB failed: \(first)")
  }

  /// Ends it, whatever it does.
  package func abandon() {
    try? input.close()
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: talk)
  }
}

/// One run of DuckDB's program that reads several tables, one after another, each from a pipe with a name.
package final class DuckDBTables {
  private let folder: URL
  private var run: DuckDBRun?

  /// Makes a place for the pipes.
  package init() throws(DuckDBError) {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "stemma-pipes-\(getpid())-\(UUID().uuidString)")
    guard mkdir(folder.path, 0o700) == 0 else { throw Self.failed(folder.path) }
  }

  deinit {
    run?.abandon()
    try? FileManager.default.removeItem(at: folder)
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
