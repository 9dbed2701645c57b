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
    "\"id\",\"count\",\"share\",\"note\"\na/b,7,0.5,x\na/long-name,1200,,\n"
      + "漢字,,12.0,\"say \"\"hi\"\", all\"\nl|ine,0,-1.25,\"two\nlines\"\n",
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
      .table: "ID  COUNT\n", .json: "[]\n", .jsonl: "", .csv: "\"id\",\"count\"\n",
      .markdown: "| id | count |\n| --- | --- |\n",
    ]
    #expect(empty.text(as: format) == expected[format])
  }

  @Test func aStyleEndsLinesAndLeavesHeadingsOut() {
    let table = Table(["id", "n"], rows: [["a/b", 7], ["c", .missing]])
    let strict = TableStyle(endsLinesWithCRLF: true)
    #expect(table.text(as: .csv, style: strict) == "\"id\",\"n\"\r\na/b,7\r\nc,\r\n")
    let bare = TableStyle(showsHeadings: false)
    let expected: [TableFormat: String] = [
      .table: "a/b  7\nc    -\n", .csv: "a/b,7\nc,\n", .markdown: "| a/b | 7 |\n| c |  |\n",
      .json: table.text(as: .json), .jsonl: table.text(as: .jsonl),
    ]
    for format in TableFormat.allCases {
      #expect(table.text(as: format, style: bare) == expected[format])
    }
  }

  /// DuckDB rounds a real to the whole numbers that it saw first, polars stops at it.
  @Test func aColumnThatHoldsARealHoldsRealsAlone() {
    let table = Table(["n"], rows: [[1], [.missing], [.number(2.5)]])
    #expect(table.text(as: .csv) == "\"n\"\n1.0\n\n2.5\n")
    #expect(table.text(as: .jsonl) == "{\"n\":1.0}\n{\"n\":null}\n{\"n\":2.5}\n")
    #expect(table.text(as: .json) == "[{\"n\":1},\n {\"n\":null},\n {\"n\":2.5}]\n")
  }

  @Test func aHeadingIsQuotedWhateverItHolds() {
    let table = Table(["a,b", "say \"x\"", "=1"], rows: [["x", "y", "z"]])
    #expect(table.text(as: .csv) == "\"a,b\",\"say \"\"x\"\"\",\"'=1\"\nx,y,z\n")
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
      (TableFormat.csv, "a,\u{301}b", "\"name\"\n\"a,\u{301}b\"\n"),
      (.csv, "\"\u{301}", "\"name\"\n\"\"\"\u{301}\"\n"),
      (.csv, "=\u{301}1", "\"name\"\n'=\u{301}1\n"),
      (.markdown, "|\u{301}", "| name |\n| --- |\n| \\|\u{301} |\n"),
    ]
  )
  func escapesMarksUnderAccents(format: TableFormat, name: String, text: String) {
    let written = Table(["name"], rows: [[.text(name)]]).text(as: format)
    #expect(Array(written.unicodeScalars) == Array(text.unicodeScalars))
  }
}
