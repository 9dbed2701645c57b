import StemmaReports
import Testing

@Suite struct TableFormatTests {
  /// Seen with names that carry accents: as one character, a comma with an accent was no comma.
  @Test(
    arguments: [
      (TableFormat.csv, "a,\u{301}b", "name\r\n\"a,\u{301}b\"\r\n"),
      (.csv, "\"\u{301}", "name\r\n\"\"\"\u{301}\"\r\n"),
      (.csv, "=\u{301}1", "name\r\n'=\u{301}1\r\n"),
      (.csv, "\r\n=1", "name\r\n\"'\r\n=1\"\r\n"),
      (.csv, "nul\0", "name\r\nnul\u{2400}\r\n"),
      (.markdown, "|\u{301}", "| name |\n| --- |\n| \\|\u{301} |\n"),
    ]
  )
  func escapesMarksUnderAccents(format: TableFormat, name: String, text: String) {
    let written = Table(["name"], rows: [[.text(name)]]).text(as: format)
    #expect(Array(written.unicodeScalars) == Array(text.unicodeScalars))
  }
}
