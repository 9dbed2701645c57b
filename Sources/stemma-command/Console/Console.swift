import Foundation
import Stemma
import StemmaCore

/// Where a command talks: data on standard output, talk on standard error.
enum Console {
  /// Writes data.
  ///
  /// A reader that has gone away ends the process quietly, as it asked for; a full disk does not.
  static func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes an answer to a file, or to standard output; unless it is to be quiet, says what its
  /// readers may miss.
  static func write(
    _ answer: some Writable,
    as format: TableFormat,
    style: TableStyle = .init(),
    to path: String? = nil,
    isQuiet: Bool = false
  ) throws {
    let file = try OutputFile(path)
    let output = OutputBuffer(style: style, drain: file.write)
    do {
      try answer.write(as: format, to: output)
      try output.flush()
      try file.finish()
    } catch {
      file.discard()
      throw error
    }
    guard !output.lateColumns.isEmpty, !isQuiet else { return }
    say(
      "The first hundred lines have no value of \(output.lateColumns.joined(separator: ", ")): "
        + "have DuckDB read with sample_size=-1 and polars with infer_schema_length=None, or take csv."
    )
  }

  /// Writes data, as ``write(_:)``.
  static func write(_ bytes: [UInt8]) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      guard errno != EPIPE else { exit(0) }
      say("stemma: standard output cannot be written: \(FileReason.text(of: error)).")
      exit(2)
    }
  }

  /// Says one line; foreign text in it cannot act on the terminal.
  static func say(_ line: String) {
    let inert = line.split(separator: "\n", omittingEmptySubsequences: false)
      .map { TerminalText.inert(String($0)) }
      .joined(separator: "\n")
    try? FileHandle.standardError.write(contentsOf: Data((inert + "\n").utf8))
  }

  /// A pipeline that says on standard error what went wrong and did not stop it.
  static func pipeline(on cachePath: String) -> Pipeline {
    Pipeline(cachePath: cachePath) { line in
      if isTerminal { clearLine() }
      say("stemma: \(line)")
    }
  }

  /// Rewrites the last line of a terminal.
  static func show(_ line: String) {
    try? FileHandle.standardError.write(
      contentsOf: Data("\r\u{1B}[K\(TerminalText.inert(line))".utf8)
    )
  }

  /// Clears the line that ``show(_:)`` wrote.
  static func clearLine() {
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8))
  }

  /// Whether talk is read by a person at a terminal.
  static var isTerminal: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }
}
