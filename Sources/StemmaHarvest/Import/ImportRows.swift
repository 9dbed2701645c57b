import StemmaCore

/// The rows of a file to import, each with the line it begins at.
package struct ImportRows {
  /// The fields that are read, each with its column.
  package let columns: [ImportField: String]

  private enum Reading {
    case csv(CSVHeader)
    case json(JSONColumns)
  }

  private let reading: Reading
  /// The day or time of all rows; nil where a column tells it.
  private let date: String?
  /// Of fields with two names the other one.
  private let others: [ImportField: String]
  private var records: RecordReader

  /// Opens `file`, and reads its header if it has one.
  ///
  /// - Throws: `ImportError` when the file lacks a column that was named, or its name or date.
  package init(_ request: ImportRequest, file: String) throws {
    let format = request.format(of: file)
    date = request.date
    switch format {
    case .csv:
      records = try RecordReader(TextSource(path: file), isCSV: true)
      let header = try Self.header(of: file, &records)
      columns = try Self.columns(of: request, among: header.names, in: file)
      (reading, others) = (.csv(header), [:])
    case .parquet:
      let table = try ParquetSource(path: file)
      columns = try Self.columns(of: request, among: table.columns, in: file)
      records = try RecordReader(table.rows(of: Set(columns.values)), isCSV: false)
      (reading, others) = (.json(JSONColumns()), [:])
    case .jsonl:
      records = try RecordReader(TextSource(path: file), isCSV: false)
      let names = ImportField.allCases.map { ($0, request.columns(of: $0)) }
      columns = Dictionary(
        uniqueKeysWithValues: names.compactMap { names in
          names.1.first.map { (names.0, $0) }
        }
      )
      others = Dictionary(
        uniqueKeysWithValues: names.compactMap { names in
          names.1.dropFirst().first.map { (names.0, $0) }
        }
      )
      reading = .json(JSONColumns())
    }
  }

  /// The column of each field among those that are there.
  private static func columns(
    of request: ImportRequest,
    among names: [String],
    in file: String
  ) throws -> [ImportField: String] {
    // A name with dots leads into a column.
    let there = { (column: String) in
      names.contains(column)
        || names.contains { column.hasPrefix($0 + ".") && request.format(of: file) != .csv }
    }
    var columns: [ImportField: String] = [:]
    for field in ImportField.allCases {
      let wanted = request.columns(of: field)
      columns[field] = wanted.first(where: there)
      guard columns[field] == nil, let column = wanted.first,
        request.columns[field] != nil || field == .id || field == .date
      else { continue }
      let hint = field == .date ? ", or give the day of all rows with --date" : ""
      throw ImportError(
        description: "\(file) has no column \(column) for \(field.rawValue). It has "
          + "\(names.prefix(40).joined(separator: ", ")): name one with "
          + "--map \(field.rawValue)=COLUMN\(hint)."
      )
    }
    return columns
  }

  /// The next row, or why it cannot be read; nil at the end.
  package mutating func next() throws -> (line: Int, row: Result<ImportCells, ImportOddity>)? {
    while let record = try records.next() {
      switch record {
      case .broken(let code, let line): return (line, .failure(ImportOddity(code, "left out")))
      case .text(let text, let line):
        guard !text.allSatisfy(\.isWhitespace) else { continue }
        return (line, cells(of: text))
      }
    }
    return nil
  }

  private func cells(of text: String) -> Result<ImportCells, ImportOddity> {
    do throws(ImportOddity) {
      let row =
        switch reading {
        case .csv(let header): try header.row(text)
        case .json(let json):
          try json.row(text, columns: Set(columns.values).union(others.values))
        }
      var cells: ImportCells = date.map { [.date: $0] } ?? [:]
      for (field, column) in columns {
        cells[field] = row[column] ?? others[field].flatMap { row[$0] }
      }
      return .success(cells)
    } catch {
      return .failure(error)
    }
  }

  private static func header(
    of file: String,
    _ records: inout RecordReader
  ) throws -> CSVHeader {
    guard let first = try records.next() else {
      throw ImportError(description: "\(file) is empty. Name a file with rows.")
    }
    guard case .text(let text, _) = first, let header = try? CSVHeader(text) else {
      throw ImportError(
        description: "\(file) has no readable header. Its first line must name the "
          + "columns; for JSON add --format jsonl."
      )
    }
    return header
  }
}
