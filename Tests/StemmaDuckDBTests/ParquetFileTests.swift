import Foundation
import StemmaCore
import StemmaDuckDB
import StemmaTestSupport
import Testing

/// Parquet as DuckDB's program writes it, and as others read it.
@Suite(.enabled(if: (try? DuckDB()) != nil, "needs DuckDB's program"))
struct ParquetFileTests {
  private static let columns: [ParquetColumn] = [
    .init("number", .integer), .init("share", .real), .init("say \"it\"", .text),
    .init("is_so", .truth), .init("at", .time), .init("on", .day), .init("tags", .list),
  ]

  /// Texts that a writer of CSV may get wrong, and values at their bounds.
  private static let texts: [String?] = [
    "plain", "", nil, "a \"quoted\" word", "two\nlines\r\nand, a comma", "NULL", "\\N",
    "nul \0 in it",
    "ひとつ 🪶", "' OR 1=1; --", String(repeating: "long \"line\"\n", count: 200_000),
  ]

  private static func write(to path: String) throws {
    let file = try ParquetFile(path, columns, by: try DuckDB())
    for (row, text) in texts.enumerated() {
      file.add(row == 0 ? Int64.min : Int64.max - Int64(row))
      row == 1 ? file.addMissing() : file.add(0.1 * Double(row))
      text.map { file.add($0) } ?? file.addMissing()
      file.add(Int64(row % 2))
      row == 2 ? file.addMissing() : file.add("2025-02-04T06:25:0\(row % 10)Z")
      row == 3 ? file.addMissing() : file.add("2024-02-29")
      file.add(["en,fr", "", "de"][row % 3])
      try file.endRow()
    }
    try file.finish()
  }

  @Test(
    .enabled(if: Python.canImport("pyarrow, polars, pandas, duckdb"), "needs readers of Parquet")
  )
  func everyReaderSeesTheSameTypesAndRows() async throws {
    try await withScratchFolder { folder in
      let path = folder.appending(path: "it's.parquet").path
      try Self.write(to: path)
      let copy = folder.appending(path: "copy.parquet").path
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      let lines = try await Python.run("read_parquet.py", [copy], in: folder)
        .split(separator: "\n").map { try JSONDecoder().decode(Seen.self, from: Data($0.utf8)) }
      #expect(lines.count == 4)
      let expected: [String: [String]] = [
        "pyarrow": [
          "int64", "double", "string", "bool", "timestamp[us, tz=UTC]", "date32[day]",
          "list<element: string>",
        ],
        "polars": [
          "Int64", "Float64", "String", "Boolean",
          "Datetime(time_unit='us', time_zone='UTC')", "Date", "List(String)",
        ],
        "duckdb": [
          "BIGINT", "DOUBLE", "VARCHAR", "BOOLEAN", "TIMESTAMP WITH TIME ZONE", "DATE", "VARCHAR[]",
        ],
        "pandas": [
          "int64[pyarrow]", "double[pyarrow]", "string[pyarrow]", "bool[pyarrow]",
          "timestamp[us, tz=UTC][pyarrow]", "date32[day][pyarrow]",
          "list<element: string>[pyarrow]",
        ],
      ]
      for seen in lines {
        #expect(seen.types == expected[seen.reader], "\(seen.reader)")
        #expect(seen.rows.map { $0[2] } == Self.texts, "\(seen.reader)")
        #expect(
          seen.rows[0].enumerated().filter { $0.offset != 2 }.map(\.element) == [
            "-9223372036854775808", "0.0", "False", "2025-02-04T06:25:00Z", "2024-02-29", "en,fr",
          ],
          "\(seen.reader)"
        )
        #expect(seen.rows[1][1] == nil && seen.rows[2][4] == nil && seen.rows[3][5] == nil)
        #expect(seen.rows[1][6] == "", "an empty list")
      }
    }
  }

  private struct Seen: Decodable {
    var reader: String
    var types: [String]
    var rows: [[String?]]
  }

  @Test func theSameRowsGiveTheSameBytes() throws {
    try withScratchFolder { folder in
      let paths = ["one.parquet", "two.parquet"].map { folder.appending(path: $0).path }
      for path in paths { try Self.write(to: path) }
      let files = try paths.map { try Data(contentsOf: URL(filePath: $0)) }
      #expect(files[0] == files[1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }
  }

  @Test func aLoneColumnMayBeMissingAndATableEmpty() throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "lone.parquet").path
      try Table(["x"], rows: [[.missing], [.text("")], [.text("a")], [.missing]])
        .writeParquet(to: path, by: try DuckDB())
      let count = "SELECT count(*), count(x) FROM read_parquet(\(DuckDB.quoted(path)))"
      #expect(try Self.answer(to: count) == "4,2")
      try Table(["x", "X", ""], rows: []).writeParquet(to: path, by: try DuckDB())
      #expect(
        try Self.answer(to: "SELECT string_agg(column_name, ' ') FROM (DESCRIBE FROM '\(path)')")
          == "x X_1 column"
      )
    }
  }

  private static func answer(to query: String) throws -> String {
    let run = try DuckDB().start("COPY (\(query)) TO '/dev/stdout' (FORMAT csv, HEADER false)")
    let text = try run.output.readToEnd() ?? Data()
    try run.finish()
    return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
      .replacing("\"", with: "")
  }

  @Test func aTypeHoldsEveryValueOfItsColumn() throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "kinds.parquet").path
      try Table(
        ["whole", "mixed", "day", "both", "word"],
        rows: [
          [.integer(1), .integer(1), .text("2025-01-01"), .text("2025-01-01"), .integer(1)],
          [.missing, .number(0.5), .missing, .text("2025-01-01T00:00:00Z"), .text("a")],
        ]
      ).writeParquet(to: path, by: try DuckDB())
      #expect(
        try Self.answer(to: "SELECT string_agg(column_type, ' ') FROM (DESCRIBE FROM '\(path)')")
          == "BIGINT DOUBLE DATE VARCHAR VARCHAR"
      )
    }
  }

  @Test func whatFailsLeavesNothingAndSaysWhy() throws {
    try withScratchFolder { folder in
      let absent = folder.appending(path: "no/such/a.parquet").path
      #expect(throws: DuckDBError.self) {
        try Table(["x"]).writeParquet(to: absent, by: try DuckDB())
      }
      // A number that is none stops DuckDB in the middle.
      let path = folder.appending(path: "a.parquet").path
      let file = try ParquetFile(path, [.init("n", .integer)], by: try DuckDB())
      let error = #expect(throws: DuckDBError.self) {
        for _ in 0..<200_000 {
          file.add("no number at all")
          try file.endRow()
        }
        try file.finish()
      }
      #expect(error?.description.contains("DuckDB failed") == true)
      file.discard()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }
}

/// Where DuckDB's program is looked for.
@Suite struct DuckDBTests {
  @Test func aProgramThatIsNotThereIsSaid() {
    let none = #expect(throws: DuckDBError.self) { try DuckDB(environment: ["PATH": "/nowhere"]) }
    #expect(none?.description.contains("STEMMA_DUCKDB") == true)
    let folder = #expect(throws: DuckDBError.self) {
      try DuckDB(environment: ["STEMMA_DUCKDB": "/", "PATH": "/nowhere"])
    }
    #expect(folder?.description.contains("names /") == true)
  }
}

/// Where tables are handed to DuckDB's program.
@Suite struct DuckDBTablesTests {
  @Test func whatAKilledRunLeftIsRemovedByTheNextAndWhatIsInUseIsKept() throws {
    try withScratchFolder { folder in
      func there() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      }
      let left = folder.appending(path: "stemma-pipes-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: left, withIntermediateDirectories: false)
      mkfifo(left.appending(path: "model").path, 0o600)
      try Data().write(to: folder.appending(path: "other"))
      let first = try DuckDBTables(in: folder)
      let pipe = try first.pipe("model")
      #expect(!FileManager.default.fileExists(atPath: left.path))
      let second = try DuckDBTables(in: folder)
      #expect(FileManager.default.fileExists(atPath: pipe))
      #expect(try there().count == 3)
      withExtendedLifetime((first, second)) {}
    }
  }
}
