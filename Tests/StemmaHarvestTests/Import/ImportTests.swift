import Foundation
@testable import Stemma
@testable import StemmaCore
import StemmaDuckDB
@testable import StemmaHarvest
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import Testing

/// Past snapshots as back history.
@Suite struct ImportTests {
  private static let now = 1_790_000_000.0  // 2026-09-21

  /// A cache of its own with files beside it.
  private struct Desk {
    let folder: URL
    var cache: String { folder.appending(path: "s.sqlite").path }

    func file(_ name: String, _ text: String) throws -> String {
      try file(name, Data(text.utf8))
    }

    func file(_ name: String, _ bytes: Data) throws -> String {
      let file = folder.appending(path: name)
      try bytes.write(to: file)
      return file.path
    }

    @discardableResult
    func load(
      _ files: String...,
      columns: [ImportField: String] = [:],
      format: ImportRequest.Format? = nil,
      dateFormat: ImportDateFormat? = nil,
      date: String? = nil
    ) throws -> [ImportSummary] {
      let request = ImportRequest(
        files: files,
        columns: columns,
        format: format,
        dateFormat: dateFormat,
        date: date
      )
      return try Pipeline(cachePath: cache).importHistory(request, at: ImportTests.now)
    }

    func rows(_ query: String) throws -> [String] {
      try Cache(path: cache, access: .read).read { connection in
        try connection.prepare(query).rows { row in
          (0..<row.columnCount).map { row.isNull($0) ? "-" : row.text($0) }
            .joined(separator: " | ")
        }
      }
    }
  }

  private func withDesk(_ body: (Desk) throws -> Void) throws {
    try withScratchFolder { try body(Desk(folder: $0)) }
  }

  private static let series = """
    id,as_of,downloads,likes,license,gated
    a/chat,2025-01-01,10,1,mit,False
    a/chat,2025-01-02,,2,mit,False
    a/chat,2025-01-06,30,,apache-2.0,auto
    b/other,2025-01-01,0,0,,
    """

  @Test func whatIsNotToldIsUnknownAndNotZero() throws {
    try withDesk { desk in
      let summary = try desk.load(
        try desk.file("s.csv", Self.series),
        columns: [.date: "as_of", .license: "license"]
      )
      #expect(summary[0].rows == 4)
      #expect(summary[0].observations == 4)
      #expect(summary[0].gaps == 1)
      #expect(summary[0].findings == 0)
      #expect(
        try desk.rows(
          "SELECT name, date, held_until, downloads, likes, source FROM counter_series ORDER BY 1, 2"
        ) == [
          "a/chat | 2025-01-01 | 2025-01-01 | 10 | 1 | import",
          "a/chat | 2025-01-02 | 2025-01-02 | - | 2 | import",
          "a/chat | 2025-01-06 | 2025-01-06 | 30 | - | import",
          "b/other | 2025-01-01 | 2025-01-01 | 0 | 0 | import",
        ]
      )
      #expect(
        try desk.rows("SELECT name, last_known, next_known, days FROM counter_gap")
          == ["a/chat | 2025-01-02 | 2025-01-06 | 3"]
      )
      #expect(
        try desk.rows(
          """
          SELECT field, value, first_observed, last_observed FROM imported_fact
          ORDER BY field, first_observed
          """
        ) == [
          "gated | false | 2025-01-01 | 2025-01-02", "gated | auto | 2025-01-06 | 2025-01-06",
          "license | mit | 2025-01-01 | 2025-01-02",
          "license | apache-2.0 | 2025-01-06 | 2025-01-06",
        ]
      )
    }
  }

  @Test func theSameFileTwiceChangesNothing() throws {
    try withDesk { desk in
      let file = try desk.file("s.csv", Self.series)
      try desk.load(file, columns: [.date: "as_of"])
      let before = try desk.rows("SELECT * FROM counter_series")
      let imports = try desk.rows("SELECT * FROM import")
      let again = try desk.load(file, columns: [.date: "as_of"])
      #expect(again[0].isKnown)
      #expect(try desk.rows("SELECT * FROM import") == imports)
      // Another file that says the same adds no observation.
      let copy = try desk.load(
        try desk.file("t.csv", Self.series + "\n"),
        columns: [.date: "as_of"]
      )
      #expect(copy[0].observations == 0)
      #expect(try desk.rows("SELECT * FROM counter_series") == before)
    }
  }

  @Test func jsonLinesSayWhatCSVSays() throws {
    let lines = """
      {"id": "a/chat", "date": "2025-01-01", "downloads": 10, "cardData": {"license": ["mit"]}}
      {"id": "a/chat", "date": "2025-01-02T05:06:07.000Z", "downloads": null, "likes": 4}
      {"id": "a/data", "date": "2025-01-02", "kind": "dataset", "downloads": 7.0, "gated": false}
      """
    try withDesk { desk in
      let summary = try desk.load(
        try desk.file("s.jsonl", lines),
        columns: [.license: "cardData.license"]
      )
      #expect(summary[0].findings == 0)
      #expect(
        try desk.rows(
          """
          SELECT kind, name, observed_at, downloads, likes
          FROM imported_counter JOIN imported_name ON id = imported_name ORDER BY 1, 2, 3
          """
        ) == [
          "dataset | a/data | 2025-01-02 | 7 | -", "model | a/chat | 2025-01-01 | 10 | -",
          "model | a/chat | 2025-01-02T05:06:07Z | - | 4",
        ]
      )
      #expect(
        try desk.rows("SELECT field, value FROM imported_fact ORDER BY 1")
          == ["gated | false", "license | mit"]
      )
    }
  }

  @Test func hostileRowsBecomeFindingsWithTheirLines() throws {
    var bytes = Data("id,date,downloads,likes\n".utf8)
    let rows: [(String, String)] = [
      ("a/ok,2025-01-01,1,1", ""), ("a/ragged,2025-01-01,1", "ragged-row"),
      ("a/ragged,2025-01-01,1,1,1", "ragged-row"), ("../etc,2025-01-01,1,1", "bad-name"),
      (",2025-01-01,1,1", "bad-name"), ("a/ok,2025-13-01,1,1", "bad-date"),
      ("a/ok,2025-02-30,1,1", "bad-date"), ("a/ok,yesterday,1,1", "bad-date"),
      ("a/ok,2027-01-01,1,1", "bad-date"), ("a/ok,2025-01-02,-5,1", "bad-number"),
      ("a/ok,2025-01-03,1e400,1", "bad-number"), ("a/ok,2025-01-04,17.2k,1", "bad-number"),
      ("a/ok,2025-01-05,,", "empty-row"), ("a/ok,2025-01-01,2,2", "clashing-row"),
      ("\"a/ok\"x,2025-01-06,1,1", "broken-quotes"), ("a/o\"k,2025-01-06,1,1", "open-quote"),
      ("a/nul\0,2025-01-01,1,1", "nul"), ("\"a/\"\"q\"\"\",2025-01-01,1,1", "bad-name"),
      ("a/last,2025-01-01,1,1", ""),
    ]
    for (row, _) in rows { bytes += Data((row + "\n").utf8) }
    bytes += Data([0x61, 0x2F, 0xFF, 0xFE]) + Data(",2025-01-01,1,1\n".utf8)
    bytes += Data(repeating: 0x78, count: 100 << 20) + Data(",2025-01-01,1,1\n".utf8)
    bytes += Data("a/after,2025-01-01,1,1".utf8)
    let expected =
      rows.enumerated().filter { $1.1 != "" }.map { "\($0 + 2) | \($1.1)" } + [
        "\(rows.count + 2) | invalid-utf8", "\(rows.count + 3) | long-line",
      ]
    try withDesk { desk in
      let summary = try desk.load(try desk.file("s.csv", bytes))
      let found = try desk.rows("SELECT line, code FROM import_finding ORDER BY line, id")
      #expect(found == expected)
      #expect(summary[0].findings == expected.count)
      let names = try desk.rows("SELECT DISTINCT name FROM counter_series ORDER BY 1")
      #expect(names == ["a/after", "a/last", "a/ok"])
      #expect(try desk.rows("SELECT stage, code FROM finding LIMIT 1") == ["import | ragged-row"])
    }
  }

  @Test func quotedCellsMayHoldLineBreaksAndCommas() throws {
    let text =
      "id,note,date,likes\r\n\"a/chat\",\"one,\ntwo \"\"x\"\"\",2025-01-01,1\r\n"
      + "a/next,,2025-01-01,2\r\n"
    try withDesk { desk in
      let summary = try desk.load(try desk.file("s.csv", "\u{FEFF}" + text))
      #expect(summary[0].findings == 0)
      #expect(
        try desk.rows("SELECT name, likes FROM counter_series ORDER BY 1")
          == ["a/chat | 1", "a/next | 2"]
      )
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func aLineMayEndInAnyOfThreeWays(end: String) throws {
    let lines = [
      "id,note,date,likes", "a/chat,\"one,\(end)two\",2025-01-01,1", "a/odd,,2025-01-01,x",
      "a/next,,2025-01-01,2", "",
    ]
    try withDesk { desk in
      let summary = try desk.load(try desk.file("s.csv", lines.joined(separator: end)))
      #expect(summary[0].rows == 3)
      #expect(
        try desk.rows("SELECT name, likes FROM counter_series ORDER BY 1")
          == ["a/chat | 1", "a/next | 2"]
      )
      #expect(try desk.rows("SELECT line, code FROM import_finding") == ["4 | bad-number"])
    }
  }

  @Test func cellsAreReadAsTheStandardWritesThem() throws {
    let header = try CSVHeader(#" id,"a ""b""", "c,d" ,,é "#)
    #expect(header.names == ["id", #"a "b""#, "c,d", "", "é "])
    #expect(
      try header.row(#"1,"",,x,"#) == ["id": "1", #"a "b""#: "", "c,d": "", "": "x", "é ": ""]
    )
    for broken in [#"a"b,c"#, #""a"b,c"#, #""a" "b""#, #""a"#] {
      #expect(throws: ImportOddity.self) { try CSVHeader(broken) }
    }
  }

  @Test func findingsWithoutEndAreCounted() throws {
    let text = "id,date,likes\na/ok,2025-01-01,1\n" + String(repeating: "x\n", count: 3000)
    try withDesk { desk in
      let summary = try desk.load(try desk.file("s.csv", text))
      #expect(summary[0].findings == 3000)
      #expect(
        try desk.rows("SELECT code, detail FROM import_finding ORDER BY id DESC LIMIT 1")
          == ["more-findings | 2000 more"]
      )
    }
  }

  @Test(
    arguments: [
      ("", [:], "is empty"), ("\"x\n", [:], "has no readable header"),
      ("name,date,likes\n", [:], "no column id"),
      ("id,day,likes\n", [:], "no column date"),
      ("id,date,likes\n", [.downloads: "dl"], "no column dl for downloads"),
    ] as [(String, [ImportField: String], String)]
  )
  func aFileWithoutWhatIsNeededIsRefused(
    text: String,
    columns: [ImportField: String],
    says: String
  ) throws {
    try withDesk { desk in
      let file = try desk.file("s.csv", text)
      #expect {
        try desk.load(file, columns: columns)
      } throws: { "\($0)".contains(says) }
      #expect(try desk.rows("SELECT count(*) FROM import") == ["0"])
    }
  }

  @Test(
    arguments: [
      ("2025-01-31", "2025-01-31"), ("2025-01-31T10:20", "2025-01-31T10:20:00Z"),
      ("2025-01-31T10:20Z", "2025-01-31T10:20:00Z"),
      ("2025-01-31 10:20:30", "2025-01-31T10:20:30Z"),
      ("2025-01-31T10:20:30.123Z", "2025-01-31T10:20:30Z"),
      ("2025-01-31T23:20:30+02:00", "2025-01-31T21:20:30Z"),
      ("2025-01-31T10:20:30+00:00", "2025-01-31T10:20:30Z"),
      // DuckDB's, PostgreSQL's in three of its styles.
      ("2024-10-30 10:00:00+00", "2024-10-30T10:00:00Z"),
      ("2024-10-30 10:00:00.123456+02", "2024-10-30T08:00:00Z"),
      ("Wed Oct 30 10:00:00 2024 UTC", "2024-10-30T10:00:00Z"),
      ("30/10/2024 10:00:00", "2024-10-30T10:00:00Z"),
      // Days.
      ("2025-1-31", "2025-01-31"), ("31.1.2025", "2025-01-31"), ("5.4.2025", "2025-04-05"),
      ("20250131", "2025-01-31"), ("2025/01/31", "2025-01-31"), ("30/10/2024", "2024-10-30"),
      ("10/30/2024", "2024-10-30"), ("5/5/2024", "2024-05-05"), ("30 Oct 2024", "2024-10-30"),
      ("October 30, 2024", "2024-10-30"), ("30-OCT-2024", "2024-10-30"),
      // Weeks as ISO 8601 counts them: the year of a week is not always that of its days.
      ("2024-W44-3", "2024-10-30"), ("2024W443", "2024-10-30"), ("2024-W44", "2024-10-28"),
      ("2020-W53-5", "2021-01-01"), ("2026-W01", "2025-12-29"),
      // Seconds, thousandths, millionths, milliardths.
      ("1730282400", "2024-10-30T10:00:00Z"), ("1730282400.75", "2024-10-30T10:00:00Z"),
      ("1730282400000", "2024-10-30T10:00:00Z"), ("1730282400000000", "2024-10-30T10:00:00Z"),
      ("1730282400000000000", "2024-10-30T10:00:00Z"),
      // What may be two days, and what is none.
      ("5/10/2024", nil), ("10/5/24", nil), ("30/30/2024", nil), ("30.2.2025", nil),
      ("2024-W54", nil), ("2023-W53", nil), ("2024-W44-8", nil), ("20251301", nil),
      ("2025-01-31T25:00:00Z", nil), ("30 Oct 24", nil), ("30 Oct Nov 2024", nil), ("12", nil),
      ("1e400", nil), ("99999999999999999999999", nil), ("yesterday", nil), ("", nil), ("/", nil),
    ] as [(String, String?)]
  )
  func datesAreReadWhereTheyCanBeToldAndKeptInOneForm(text: String, time: String?) {
    let read = try? ImportDate.reading(text).get()
    #expect(read == time)
  }

  @Test(
    arguments: [
      ("%d/%m/%Y", "05/10/2024", "2024-10-05"), ("%m/%d/%Y", "5/10/2024", "2024-05-10"),
      ("%Y%m%d%H%M%S", "20241030100501", "2024-10-30T10:05:01Z"),
      ("day %d. %m. %Y, %H h", "day 5. 4. 2024, 9 h", "2024-04-05T09:00:00Z"),
      ("%d/%m/%Y", "2024-10-05", nil), ("%d/%m/%Y", "05/13/2024", nil),
      ("%d/%m/%Y", "05/10/2024 10:00", nil), ("%Y%%%m%%%d", "2024%10%30", "2024-10-30"),
    ] as [(String, String, String?)]
  )
  func aFormOfDatesCanBeNamed(format: String, text: String, time: String?) throws {
    #expect(try ImportDateFormat(format).time(text) == time)
  }

  @Test(arguments: ["", "%Y", "%d/%m/%y", "%Y-%m-%d %", "%Y-%m-%d-%d", "%d/%b/%Y"])
  func aFormThatTellsNoDayIsRefused(format: String) {
    #expect(throws: ImportError.self) { try ImportDateFormat(format) }
  }

  @Test func datesThatMayBeTwoDaysAreLeftOutUnlessTheirFormIsNamed() throws {
    let text = "id,day,likes\na/chat,05/10/2024,1\na/chat,30/10/2024,2\n"
    try withDesk { desk in
      let file = try desk.file("s.csv", text)
      let unsure = try desk.load(file, columns: [.date: "day"])
      #expect(unsure[0].taken == 1)
      #expect(
        unsure[0].firstUnread
          == "line 2, column day: “05/10/2024” may be 2024-10-05 or 2024-05-10 (bad-date)"
      )
      let sure = try desk.load(
        file,
        columns: [.date: "day"],
        dateFormat: ImportDateFormat("%d/%m/%Y")
      )
      #expect(sure[0].taken == 2)
      #expect(!sure[0].isKnown)
      #expect(
        try desk.rows("SELECT DISTINCT observed_at FROM imported_counter ORDER BY 1")
          == ["2024-10-05", "2024-10-30"]
      )
    }
  }

  @Test func anImportThatTookNothingLeavesNothing() throws {
    try withDesk { desk in
      let file = try desk.file("s.csv", "id,date,likes\na/b,May,1\na/b,June,2\n")
      for _ in 1...2 {
        let summary = try desk.load(file)
        #expect(summary[0].tookNothing)
        #expect(summary[0].rows == 2)
        #expect(summary[0].firstUnread == "line 2, column date: “May” (bad-date)")
      }
      #expect(try desk.rows("SELECT * FROM import") == [])
      #expect(try desk.rows("SELECT * FROM import_finding") == [])
    }
  }

  /// Text before the first element, between two, and behind the last.
  @Test(arguments: [("[", ",", "]"), ("\u{FEFF} [\n  ", ",\n  ", "\n]\n"), ("[\n", "\n,", "")])
  func aFileMayBeOneArray(start: String, between: String, end: String) throws {
    let elements = [
      #"{"id": "a/chat", "date": "2025-01-01", "likes": 1, "note": "a ] and a , in \" quotes"}"#,
      "{\"id\": \"a/next\",\n \"date\": \"2025-01-01\",\n \"tags\": [[1], {}], \"likes\": 2}",
      "7",
      #"{"id": "a/long", "date": "2025-01-01", "x": "\#(String(repeating: "x", count: 3 << 20))"}"#,
      #"{"id": "a/last", "date": "2025-01-01", "likes": 3}"#,
    ]
    try withDesk { desk in
      let text = start + elements.joined(separator: between) + end
      let summary = try desk.load(try desk.file("s.json", text))
      #expect(summary[0].rows == 5)
      #expect(
        try desk.rows("SELECT name, likes FROM counter_series ORDER BY 1")
          == ["a/chat | 1", "a/last | 3", "a/next | 2"]
      )
      #expect(
        try desk.rows("SELECT code FROM import_finding ORDER BY line, id")
          == ["broken-record", "long-line"]
      )
    }
  }

  @Test(arguments: ["1e400", "NaN", "-Infinity"])
  func aNumberThatIsNoneCostsItsField(number: String) throws {
    try withDesk { desk in
      let rows = [
        #"{"id": "a/chat", "date": "2025-01-01", "likes": \#(number), "downloads": 7}"#,
        #"{"id": "a/next", "date": "2025-01-01", "likes": 2, "downloads": 8}"#,
      ]
      for text in [rows.joined(separator: "\n"), "[\(rows.joined(separator: ","))]"] {
        try desk.load(try desk.file("s.jsonl", text))
      }
      #expect(
        try desk.rows(
          "SELECT DISTINCT name, coalesce(likes, '-'), downloads FROM counter_series ORDER BY 1"
        )
          == ["a/chat | - | 7", "a/next | 2 | 8"]
      )
      // Tables of numbers write NaN for what is not known.
      #expect(
        try desk.rows("SELECT DISTINCT code FROM import_finding")
          == (number == "NaN" ? [] : ["bad-number"])
      )
    }
  }

  @Test(arguments: ["[]", "[\n]", "  [ ] x"])
  func anArrayOfNothingTakesNothing(text: String) throws {
    try withDesk { desk in
      let summaries = try desk.load(try desk.file("s.json", text))
      #expect(summaries.map(\.tookNothing) == [true])
    }
  }

  @Test func namesAreReadInTheFormsThatPeopleKeep() throws {
    let lines = """
      id,date,likes
      https://huggingface.co/a/chat,2025-01-01,1
      https://huggingface.co/a/chat/tree/main,2025-01-02,2
      models/a/chat,2025-01-03,3
      hf.co/a/chat,2025-01-04,4
      https://hf.co/datasets/a/data?x=1,2025-01-01,5
      datasets/a/data,2025-01-02,6
      spaces/a/room,2025-01-01,7
      gpt2,2025-01-01,8
      https://example.com/a/chat,2025-01-01,9
      """
    try withDesk { desk in
      try desk.load(try desk.file("s.csv", lines))
      #expect(
        try desk.rows(
          """
          SELECT kind, name, group_concat(likes) FROM
            (SELECT * FROM counter_series ORDER BY date) GROUP BY kind, name ORDER BY kind, name
          """
        ) == [
          "dataset | a/data | 5,6", "model | a/chat | 1,2,3,4", "model | gpt2 | 8",
          "space | a/room | 7",
        ]
      )
      #expect(try desk.rows("SELECT line, code FROM import_finding") == ["10 | bad-name"])
    }
  }

  /// A row as copies of the Hub's listings have it, under the Hub's own names, without a date.
  private static let listing = """
    {"_id": "621ffdc036468d709f17434d", "id": "a/chat", "createdAt": "2022-03-02T23:29:04.000Z", \
    "lastModified": "2024-02-19T11:06:12.000Z", "downloads": 10, "downloadsAllTime": 99, "likes": 3, \
    "trendingScore": 1.5, "library_name": "peft", "gated": "auto", "cardData": {"license": "mit"}}
    {"_id": "621ffdc036468d709f17434e", "id": "b/other", "createdAt": "2022-03-02T23:29:04.000Z", \
    "downloads": 0, "likes": null}

    """

  private func expectTheListing(_ desk: Desk) throws {
    #expect(
      try desk.rows(
        "SELECT name, date, downloads, downloads_all_time, likes, trending_score FROM counter_series"
      ) == ["a/chat | 2025-10-01 | 10 | 99 | 3 | 1.5", "b/other | 2025-10-01 | 0 | - | - | -"]
    )
    #expect(
      try desk.rows(
        """
        SELECT name, field, value FROM imported_fact
        JOIN imported_name ON imported_name.id = imported_name ORDER BY 1, 2
        """
      ) == [
        "a/chat | created_at | 2022-03-02T23:29:04Z", "a/chat | gated | auto",
        "a/chat | last_modified | 2024-02-19T11:06:12Z", "a/chat | library | peft",
        "a/chat | license | mit", "b/other | created_at | 2022-03-02T23:29:04Z",
      ]
    )
    #expect(
      try desk.rows("SELECT hub_id FROM imported_name ORDER BY id")
        == ["621ffdc036468d709f17434d", "621ffdc036468d709f17434e"]
    )
  }

  @Test func aCopyOfAListingIsReadUnderTheHubsNames() throws {
    try withDesk { desk in
      try desk.load(
        try desk.file("s.jsonl", Self.listing),
        columns: [.license: "cardData.license"],
        date: "2025-10-01"
      )
      try expectTheListing(desk)
    }
  }

  @Test(.enabled(if: (try? DuckDB()) != nil, "needs DuckDB's program"))
  func aParquetFileIsReadAsItsRows() throws {
    try withDesk { desk in
      let rows = try desk.file("s.jsonl", Self.listing)
      // A name that is a pattern of names elsewhere.
      let file = desk.folder.appending(path: "it's [1]*.parquet").path
      let run = try DuckDB().start(
        "COPY (SELECT * FROM read_json(\(DuckDB.quoted(rows)))) TO \(DuckDB.quoted(file))"
      )
      try run.finish()
      let columns: [ImportField: String] = [.license: "cardData.license"]
      try desk.load(file, columns: columns, date: "2025-10-01")
      try expectTheListing(desk)
      #expect {
        try desk.load(file)
      } throws: { "\($0)".contains("no column date") && "\($0)".contains("--date") }
      let broken = try desk.file("broken.parquet", "PAR1 and no more PAR1")
      #expect {
        try desk.load(broken)
      } throws: { "\($0)".contains("broken.parquet: DuckDB failed") }
    }
  }

  @Test(.enabled(if: Tool.isThere("zstd"), "needs zstd"))
  func whatZstdPackedIsUnpacked() async throws {
    try await withScratchFolder { folder in
      let desk = Desk(folder: folder)
      let plain = try desk.file("s.csv", Self.series)
      let packing = try await ChildProcess.start(
        URL(filePath: "/usr/bin/zstd"),
        ["-q", plain],
        in: folder
      ).ending()
      #expect(packing.status == 0)
      let summary = try desk.load(plain + ".zst", columns: [.date: "as_of"])
      #expect(summary[0].rows == 4 && summary[0].findings == 0)
      let bytes = try Data(contentsOf: URL(filePath: plain + ".zst"))
      let cut = try desk.file("cut.csv.zst", bytes.prefix(bytes.count - 5))
      #expect {
        try desk.load(cut, columns: [.date: "as_of"])
      } throws: { "\($0)".contains("damaged zstd file") }
    }
  }
}
