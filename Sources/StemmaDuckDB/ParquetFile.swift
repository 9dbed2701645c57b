internal import Foundation
internal import StemmaCore

/// A column of a Parquet file.
package struct ParquetColumn: Sendable, Hashable {
  /// What its values are.
  package enum Kind: Sendable, Hashable {
    /// Whole numbers of 64 bits.
    case integer
    /// Numbers that may have a fraction.
    case real
    /// Texts.
    case text
    /// Yes or no, fed as 1 or 0.
    case truth
    /// Moments, fed as the cache writes them: `2025-02-04T06:25:07Z`; a day is its first second.
    case time
    /// Days, fed as `2025-02-04`.
    case day
    /// Lists of texts, fed with commas between.
    case list
  }

  /// Its name.
  package let name: String
  /// What its values are.
  package let kind: Kind

  package init(_ name: String, _ kind: Kind) { (self.name, self.kind) = (name, kind) }

  /// The type that DuckDB reads it as.
  fileprivate var readType: String {
    switch kind {
    case .integer: "BIGINT"
    case .real: "DOUBLE"
    case .text, .list: "VARCHAR"
    case .truth: "BOOLEAN"
    case .time: "TIMESTAMPTZ"
    case .day: "DATE"
    }
  }

  /// What is written of it.
  fileprivate var expression: String {
    let name = DuckDB.name(name)
    guard kind == .list else { return name }
    return
      "CASE WHEN \(name) = '' THEN []::VARCHAR[] ELSE string_split(\(name), ',') END AS \(name)"
  }
}

/// A Parquet file that appears whole or not at all, written by DuckDB row by row as it is fed.
package final class ParquetFile: RowFeed {
  private let path: String
  private let draft: String
  private let run: DuckDBRun

  /// Begins the file at `path`.
  ///
  /// - Throws: `DuckDBError` when its folder cannot be written or DuckDB does not start.
  package init(_ path: String, _ columns: [ParquetColumn], by engine: DuckDB) throws(DuckDBError) {
    self.path = path
    let draft = "\(path).\(getpid()).part"
    self.draft = draft
    let opened = Drafts.begin(draft) {
      open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    }
    guard opened >= 0 else {
      let number = errno
      Drafts.end(draft)
      throw Self.unwritable(path, FileReason.text(ofErrno: number))
    }
    close(opened)
    let run: DuckDBRun
    do {
      run = try engine.start(Self.statement(columns, to: draft))
    } catch {
      unlink(draft)
      Drafts.end(draft)
      throw error
    }
    self.run = run
    super.init(columns) { (bytes) throws(DuckDBError) in try run.feed(bytes) }
  }

  private static func unwritable(_ path: String, _ reason: String) -> DuckDBError {
    DuckDBError("\(path) cannot be written: \(reason). Name another place with -o.")
  }

  private static func statement(_ columns: [ParquetColumn], to file: String) -> String {
    """
    SET temp_directory = \(DuckDB.quoted(file + ".spill"));
    COPY (\(RowFeed.query(columns, from: "/dev/stdin")))
    TO \(DuckDB.quoted(file)) (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false);
    """
  }

  /// Closes the file and gives it its name.
  package func finish() throws(DuckDBError) {
    do {
      try end()
      try run.finish()
    } catch {
      unlink(draft)
      Drafts.end(draft)
      throw DuckDBError("\(path) cannot be written. \(error.description)")
    }
    let isNamed = rename(draft, path) == 0
    let number = errno
    Drafts.end(draft)
    guard !isNamed else { return }
    unlink(draft)
    throw Self.unwritable(path, FileReason.text(ofErrno: number))
  }

  /// Takes back what was written, after a failure.
  package func discard() {
    run.abandon()
    unlink(draft)
    Drafts.end(draft)
  }
}

/// Rows that DuckDB's program reads as CSV, given value by value and sent a piece at a time.
package class RowFeed {
  /// Values that are no moments or days although their column holds such; they are missing in the table.
  package private(set) var oddTimes = 0
  /// The rows so far.
  package private(set) var rows = 0

  private let columns: [ParquetColumn]
  private let send: ([UInt8]) throws(DuckDBError) -> Void
  private var buffer: [UInt8] = []
  private var column = 0

  /// Begins a table, whose bytes go to `send`.
  init(_ columns: [ParquetColumn], to send: @escaping ([UInt8]) throws(DuckDBError) -> Void) {
    (self.columns, self.send) = (columns, send)
    buffer.reserveCapacity(Self.piece + 4096)
  }

  private static let piece = 1 << 17

  /// A query for the rows that come out of the pipe at `path`.
  package static func query(_ columns: [ParquetColumn], from path: String) -> String {
    // A line of nothing would be no row: a lone column has another beside it.
    let lone = columns.count == 1 ? [ParquetColumn(columns[0].name + "_", .integer)] : []
    let types = (columns + lone).map { "\(DuckDB.quoted($0.name)): '\($0.readType)'" }
    return """
      SELECT \(columns.map(\.expression).joined(separator: ", "))
      FROM read_csv(\(DuckDB.quoted(path)), auto_detect = false, header = false, delim = ',',
        quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, new_line = '\\n',
        parallel = false, strict_mode = true, buffer_size = 16777216, max_line_size = 8388608,
        columns = {\(types.joined(separator: ", "))})
      """
  }

  /// Sends what is left.
  func end() throws(DuckDBError) {
    try send(buffer)
    buffer.removeAll()
  }
}

extension RowFeed {
  /// Ends a row, all of whose columns were given in order.
  package func endRow() throws(DuckDBError) {
    precondition(column == columns.count, "A row has a value for each column.")
    if columns.count == 1 { buffer += [UInt8(ascii: ","), UInt8(ascii: "0")] }
    buffer.append(Self.lineEnd)
    (column, rows) = (0, rows + 1)
    guard buffer.count >= Self.piece else { return }
    try send(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// The next column's value: none.
  package func addMissing() { next() }

  /// The next column's value.
  package func add(_ number: Int64) {
    next()
    JSONValue.integer(number).write(to: &buffer)
  }

  /// The next column's value.
  package func add(_ number: Double) {
    next()
    buffer += String(number).utf8
  }

  /// The next column's value.
  package func add(text: UnsafeBufferPointer<UInt8>) {
    let kind = columns[column].kind
    next()
    switch kind {
    case .time, .day:
      guard isTime(text, kind) else {
        oddTimes += 1
        return
      }
      buffer += text
    default:
      buffer.append(Self.quote)
      // Hardly any text has one.
      if text.contains(Self.quote) {
        for byte in text {
          if byte == Self.quote { buffer.append(Self.quote) }
          buffer.append(byte)
        }
      } else {
        buffer += text
      }
      buffer.append(Self.quote)
    }
  }

  /// The next column's value.
  package func add(_ text: String) {
    var text = text
    text.withUTF8 { add(text: $0) }
  }

  private func next() {
    precondition(column < columns.count, "A row has a value for each column.")
    if column > 0 { buffer.append(UInt8(ascii: ",")) }
    column += 1
  }

  private func isTime(_ text: UnsafeBufferPointer<UInt8>, _ kind: ParquetColumn.Kind) -> Bool {
    guard kind == .time || text.count == 10 else { return false }
    return Self.isPlainTime(text)
      || Timestamp.secondsSince1970(in: String(decoding: text, as: UTF8.self)) != nil
  }

  /// Whether a text is surely a time, told without looking at calendars: a day up to the 28th, and a time
  /// of day if it goes on.
  private static func isPlainTime(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let form: StaticString = "0000-00-00T00:00:00Z"
    guard text.count == 10 || text.count == 20 else { return false }
    for (place, byte) in text.enumerated() {
      let expected = form.utf8Start[place]
      guard expected == zero ? (zero...zero + 9).contains(byte) : byte == expected else {
        return false
      }
    }
    func number(at place: Int) -> UInt8 { (text[place] - zero) * 10 + text[place + 1] - zero }
    guard (1...12).contains(number(at: 5)), (1...28).contains(number(at: 8)) else { return false }
    return text.count == 10 || number(at: 11) < 24 && number(at: 14) < 60 && number(at: 17) < 60
  }

  private static let zero = UInt8(ascii: "0")

  private static let quote = UInt8(ascii: "\"")
  private static let lineEnd = UInt8(ascii: "\n")
}
