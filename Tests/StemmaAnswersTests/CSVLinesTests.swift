import StemmaCore
import StemmaTestSupport
import Testing

/// What is written of a table as CSV reads back as what was in it, whatever is in it.
@Suite struct CSVLinesTests {
  /// Marks of every format, and what makes a text take the long way.
  private static let pieces = [
    "a", "Z9", ",", "\"", "\n", "=", "+", "-", "@", " ", "é", "日", "|", "\\", "{", "'", "\u{301}",
  ]

  private static func rows(using random: inout SplitMix64) -> [[Table.Cell]] {
    (0..<Int.random(in: 0...6, using: &random)).map { _ in
      (0..<3).map { _ in
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .missing
        case 1: .integer(.random(in: -20...20_000_000, using: &random))
        default:
          .text(
            (0..<Int.random(in: 0...5, using: &random))
              .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
          )
        }
      }
    }
  }

  @Test func linesOfCSVReadBack() {
    for seed in seeds(200, of: "tables as CSV") {
      var random = SplitMix64(state: seed)
      let rows = Self.rows(using: &random)
      let csv = Table(["one", "two", "three"], rows: rows).text(as: .csv)
      let expected = rows.map { row in row.map(Self.disarmed) }
      #expect(Self.parsed(csv).dropFirst() == expected[...], "STEMMA_SEED=\(seed)")
      #expect(!csv.unicodeScalars.contains("\r"))
      let strict = Table(["one", "two", "three"], rows: rows)
        .text(as: .csv, style: TableStyle(endsLinesWithCRLF: true))
      #expect(Self.parsed(strict) == Self.parsed(csv), "STEMMA_SEED=\(seed)")
      #expect(strict.utf8.count { $0 == 0x0D } == rows.count + 1)
    }
  }

  /// What a cell holds for a spreadsheet.
  private static func disarmed(_ cell: Table.Cell) -> String {
    switch cell {
    case .text(let text):
      (text.unicodeScalars.first.map { "=+-@".unicodeScalars.contains($0) } ?? false ? "'" : "")
        + text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .missing: ""
    }
  }

  /// Reads CSV as RFC 4180 has it, scalar by scalar.
  private static func parsed(_ csv: String) -> [[String]] {
    var (rows, row, cell): ([[String]], [String], String.UnicodeScalarView) = ([], [], .init())
    var isQuoted = false
    var wasQuote = false
    for scalar in csv.unicodeScalars {
      switch scalar {
      case "\"" where isQuoted: (isQuoted, wasQuote) = (false, true)
      case "\"":
        // Twice inside quotation marks it stands for itself.
        if wasQuote { cell.append(scalar) }
        (isQuoted, wasQuote) = (true, false)
      case "," where !isQuoted:
        wasQuote = false
        row.append(String(cell))
        cell = .init()
      case "\r" where !isQuoted: break
      case "\n" where !isQuoted:
        rows.append(row + [String(cell)])
        (row, cell, wasQuote) = ([], .init(), false)
      default: cell.append(scalar)
      }
    }
    return rows
  }
}
