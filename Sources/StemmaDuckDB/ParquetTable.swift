package import StemmaCore

extension Table {
  /// Writes the rows as the Parquet file at `path`.
  ///
  /// A column's type is told from all of its values: whole numbers, numbers, days and moments in the
  /// cache's form, or texts. Of columns that share a name, whatever its case, the later ones are
  /// numbered.
  ///
  /// - Throws: `DuckDBError`.
  package func writeParquet(to path: String, by engine: DuckDB) throws(DuckDBError) {
    let file = try ParquetFile(path, parquetColumns, by: engine)
    do {
      for row in rows {
        for cell in row {
          switch cell {
          case .text(let text): file.add(text)
          case .integer(let number): file.add(number)
          case .number(let number): file.add(number)
          case .missing: file.addMissing()
          }
        }
        try file.endRow()
      }
    } catch {
      file.discard()
      throw error
    }
    try file.finish()
  }

  private var parquetColumns: [ParquetColumn] {
    var kinds: [ParquetColumn.Kind?] = headings.map { _ in nil }
    for row in rows {
      for (column, cell) in row.enumerated() {
        guard let kind = Self.kind(of: cell), kind != kinds[column] else { continue }
        kinds[column] = Self.kind(holding: kinds[column], kind)
      }
    }
    var taken: Set<String> = []
    return zip(headings, kinds).map { heading, kind in
      let base = heading.isEmpty ? "column" : heading
      var (name, number) = (base, 1)
      while !taken.insert(name.lowercased()).inserted {
        name = "\(base)_\(number)"
        number += 1
      }
      return ParquetColumn(name, kind ?? .text)
    }
  }

  private static func kind(of cell: Cell) -> ParquetColumn.Kind? {
    switch cell {
    case .missing: nil
    case .integer: .integer
    case .number: .real
    case .text(let text):
      ![10, 20].contains(text.utf8.count) || Timestamp.secondsSince1970(in: text) == nil
        ? .text : text.utf8.count == 10 ? .day : .time
    }
  }

  /// What holds values of two kinds: text holds any.
  private static func kind(
    holding one: ParquetColumn.Kind?,
    _ other: ParquetColumn.Kind
  ) -> ParquetColumn.Kind {
    guard let one else { return other }
    return [one, other].allSatisfy { [.integer, .real].contains($0) } ? .real : .text
  }
}
