import StemmaAnswers
import StemmaCore
import Testing

/// Foreign text can neither act on a terminal nor be run by a spreadsheet or a page.
@Suite struct HostileText {
  private static let names = [
    "evil/\u{1B}[31mred\u{1B}]0;title\u{7}", "evil/\u{202E}gpj.exe", "evil/\u{2066}x\u{2069}",
    "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1+2", "a/\u{200B}b", "a\r\nb",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))", "a|b", "\u{9B}31m", "a\u{2028}b",
  ]

  private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A: false
    case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    default: false
    }
  }

  @Test(arguments: names, [TableFormat.table, .csv, .markdown])
  func isInertInATable(name: String, format: TableFormat) {
    let text = Table([name], rows: [[.text(name)]]).text(as: format)
    #expect(!text.unicodeScalars.contains(where: Self.isActive))
  }

  @Test(arguments: names)
  func isInertInADrawing(name: String) throws {
    let text = try Sketch(["l/base <- \(name)"]).tree("l/base").text
    #expect(!text.unicodeScalars.contains(where: Self.isActive))
    #expect(text.split(separator: "\n").count == 2)
  }

  @Test(arguments: names)
  func startsNoFormula(name: String) {
    let csv = Table(["id"], rows: [[.text(name)]]).text(as: .csv)
    let cell = csv.split(separator: "\n").dropFirst().first.map { $0.drop { $0 == "\"" } }
    #expect(cell.map { "=+-@".contains($0.first ?? "x") } == false)
  }

  @Test func marksOfMarkdownAreEscaped() {
    let table = Table(["id"], rows: [["[x](javascript:alert(1))"], ["<b>|`a`*_#&"]])
    #expect(
      table.text(as: .markdown) == ##"""
        | id |
        | --- |
        | \[x\](javascript:alert(1)) |
        | \<b\>\|\`a\`\*\_\#\& |

        """##
    )
  }
}
