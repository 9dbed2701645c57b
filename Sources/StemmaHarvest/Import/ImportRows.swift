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
  private var records: RecordReader

  /// Opens `file`, and reads its header if it has one.
  ///
  /// - Throws: `ImportError` when the file lacks a column that was named, or its name or date.
  package init(_ request: ImportRequest, file: String) throws {
    let format = request.format(of: file)
    records = try RecordReader(path: file, isCSV: format == .csv)
    let wanted = ImportField.allCases.compactMap { field in
      request.column(of: field).map { (field, $0) }
    }
    guard format == .csv else {
      columns = Dictionary(uniqueKeysWithValues: wanted)
      reading = .json(JSONColumns())
      return
    }
    let header = try Self.header(of: file, &records)
    let there = Set(header.names)
    for (field, column) in wanted where !there.contains(column) {
      guard request.columns[field] != nil || field == .id || field == .date else { continue }
      throw ImportError(
        description: "\(file) has no column \(column) for \(field.rawValue). It has "
          + "\(header.names.prefix(40).joined(separator: ", ")): name one with "
          + "--map \(field.rawValue)=COLUMN."
      )
    }
    columns = Dictionary(uniqueKeysWithValues: wanted.filter { there.contains($0.1) })
    reading = .csv(header)
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
        case .json(let json): try json.row(text, columns: Set(columns.values))
        }
      return .success(columns.compactMapValues { row[$0] })
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
