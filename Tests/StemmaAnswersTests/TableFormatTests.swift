import StemmaCore
import Testing

/// One table in each format, whole.
@Suite struct TableFormats {
  private let table = Table(
    ["id", "count", "share", "note"],
    rows: [
      ["a/b", 7, .number(0.5), "x"], ["a/long-name", 1200, .missing, .missing],
      ["漢字", .missing, .number(12), #"say "hi", all"#], ["l|ine", 0, .number(-1.25), "two\nlines"],
    ]
  )

  @Test(arguments: zip(TableFormat.allCases, expected))
  func isWhole(format: TableFormat, expected: String) {
    #expect(table.text(as: format) == expected)
  }

  private static let expected = [
    #"""
    ID           COUNT  SHARE  NOTE
    a/b              7    0.5  x
    a/long-name   1200      -  -
    漢字             -   12.0  say "hi", all
    l|ine            0  -1.25  two\nlines

    """#,
    #"""
    [{"id":"a/b","count":7,"share":0.5,"note":"x"},
     {"id":"a/long-name","count":1200,"share":null,"note":null},
     {"id":"漢字","count":null,"share":12,"note":"say \"hi\", all"},
     {"id":"l|ine","count":0,"share":-1.25,"note":"two\nlines"}]

    """#,
    #"""
    {"id":"a/b","count":7,"share":0.5,"note":"x"}
    {"id":"a/long-name","count":1200,"share":null,"note":null}
    {"id":"漢字","count":null,"share":12.0,"note":"say \"hi\", all"}
    {"id":"l|ine","count":0,"share":-1.25,"note":"two\nlines"}

    """#,
    "\"id\",\"count\",\"share\",\"note\"\r\na/b,7,0.5,x\r\na/long-name,1200,,\r\n"
      + "漢字,,12.0,\"say \"\"hi\"\", all\"\r\nl|ine,0,-1.25,\"two\nlines\"\r\n",
    #"""
    | id | count | share | note |
    | --- | --- | --- | --- |
    | a/b | 7 | 0.5 | x |
    | a/long-name | 1200 |  |  |
    | 漢字 |  | 12.0 | say "hi", all |
    | l\|ine | 0 | -1.25 | two\\nlines |

    """#,
  ]

  @Test(arguments: TableFormat.allCases)
  func anEmptyTableIsSound(format: TableFormat) {
    let empty = Table(["id", "count"])
    let expected: [TableFormat: String] = [
      .table: "ID  COUNT\n", .json: "[]\n", .jsonl: "", .csv: "\"id\",\"count\"\r\n",
      .markdown: "| id | count |\n| --- | --- |\n",
    ]
    #expect(empty.text(as: format) == expected[format])
  }

  /// DuckDB rounds a real to the whole numbers that it saw first, polars stops at it.
  @Test func aColumnThatHoldsARealHoldsRealsAlone() {
    let table = Table(["n"], rows: [[1], [.missing], [.number(2.5)]])
    #expect(table.text(as: .csv) == "\"n\"\r\n1.0\r\n\r\n2.5\r\n")
    #expect(table.text(as: .jsonl) == "{\"n\":1.0}\n{\"n\":null}\n{\"n\":2.5}\n")
    #expect(table.text(as: .json) == "[{\"n\":1},\n {\"n\":null},\n {\"n\":2.5}]\n")
  }

  @Test func aHeadingIsQuotedWhateverItHolds() {
    let table = Table(["a,b", "say \"x\"", "=1"], rows: [["x", "y", "z"]])
    #expect(table.text(as: .csv) == "\"a,b\",\"say \"\"x\"\"\",\"'=1\"\r\nx,y,z\r\n")
  }

  /// polars looks at a hundred lines of JSON, and loses or refuses what a column holds behind them.
  @Test(arguments: [(99, []), (100, ["late"]), (5000, ["late"])])
  func aColumnWithoutAValueInAHundredLinesIsTold(empty: Int, late: [String]) throws {
    let rows = (0...empty).map { [.integer(Int64($0)), $0 == empty ? "x" : Table.Cell.missing] }
    let output = OutputBuffer { _ in }
    try Table(["n", "late"], rows: rows).write(as: .jsonl, to: output)
    #expect(output.lateColumns == late)
    try Table(["n", "late"], rows: rows).write(as: .csv, to: OutputBuffer { _ in })
  }

  /// Seen with names that carry accents: as one character, a comma with an accent was no comma.
  @Test(
    arguments: [
      (TableFormat.csv, "a,\u{301}b", "\"name\"\r\n\"a,\u{301}b\"\r\n"),
      (.csv, "\"\u{301}", "\"name\"\r\n\"\"\"\u{301}\"\r\n"),
      (.csv, "=\u{301}1", "\"name\"\r\n'=\u{301}1\r\n"),
      (.markdown, "|\u{301}", "| name |\n| --- |\n| \\|\u{301} |\n"),
    ]
  )
  func escapesMarksUnderAccents(format: TableFormat, name: String, text: String) {
    let written = Table(["name"], rows: [[.text(name)]]).text(as: format)
    #expect(Array(written.unicodeScalars) == Array(text.unicodeScalars))
  }
}
