package import StemmaCore

/// A table of a report, with what stands behind its numbers.
package struct ReportTable: Sendable, Hashable {
  /// A short name of small letters, digits and `-`, unique on its page.
  package let name: String
  package let title: String
  package let table: Table
  /// The path of a page that each row leads to; empty when none does.
  package let pages: [String?]
  package let notes: [String]
  package let behind: [RowsBehind]

  package init(
    _ name: String,
    title: String,
    _ table: Table,
    pages: [String?] = [],
    notes: [String] = [],
    behind: [RowsBehind]
  ) {
    self.name = name
    self.title = title
    self.table = table
    self.pages = pages
    self.notes = notes
    self.behind = behind
  }

  /// A table with `evidence` behind all of it.
  package init(
    _ name: String,
    title: String,
    _ table: Table,
    pages: [String?] = [],
    notes: [String] = [],
    evidence: [Evidence]
  ) {
    self.init(
      name,
      title: title,
      table,
      pages: pages,
      notes: notes,
      behind: evidence.map { RowsBehind($0) }
    )
  }
}

extension ReportTable {
  /// How many rows of zeros a page shows; more of them become one line.
  private static let shownZeros = 3

  /// The table as a page shows it, without rows that count nothing, and a line that names these.
  ///
  /// A row counts nothing when all that its table counts is zero or missing in it. What programs read
  /// has every row.
  var withoutZeros: (table: ReportTable, line: String?) {
    let counting = table.headings.indices.dropFirst().filter { column in
      table.rows.contains { $0[column].isCounted }
        && table.rows.allSatisfy { $0[column].isCounted || $0[column] == .missing }
    }
    let zeros = table.rows.indices.filter { row in
      !counting.isEmpty && counting.allSatisfy { !table.rows[row][$0].countsSomething }
    }
    guard zeros.count > Self.shownZeros else { return (self, nil) }
    let isZero = Set(zeros)
    let kept = table.rows.indices.filter { !isZero.contains($0) }
    let names = zeros.prefix(5).map { table.rows[$0].first?.pageText ?? "" }
    let others = zeros.count - names.count
    let shown = ReportTable(
      name,
      title: title,
      Table(table.headings, rows: kept.map { table.rows[$0] }),
      pages: pages.isEmpty ? [] : kept.map { $0 < pages.count ? pages[$0] : nil },
      notes: notes,
      behind: behind
    )
    return (
      shown,
      "\(zeros.count) more rows count nothing: \(names.joined(separator: ", "))"
        + (others > 0 ? " and \(others) others." : ".")
    )
  }
}

extension Table.Cell {
  fileprivate var isCounted: Bool {
    switch self {
    case .integer, .number: true
    case .text, .missing: false
    }
  }

  fileprivate var countsSomething: Bool {
    switch self {
    case .integer(let number): number != 0
    case .number(let number): number != 0
    case .text, .missing: false
    }
  }
}

/// What is behind the numbers of a table or a drawing: all of them, those of a row, or one.
package struct RowsBehind: Sendable, Hashable {
  /// The row, the line or the bars that it is of, by their name; nil for all.
  package let row: String?
  /// The headings of the numbers that it is of; none for all of a row.
  package let columns: [String]
  package let evidence: Evidence

  package init(_ evidence: Evidence, row: String? = nil, columns: [String] = []) {
    (self.evidence, self.row, self.columns) = (evidence, row, columns)
  }

  func withEvidence(_ other: (Evidence) -> Evidence) -> RowsBehind {
    RowsBehind(other(evidence), row: row, columns: columns)
  }
}

extension [RowsBehind] {
  /// What is behind all of the numbers.
  var ofAll: [RowsBehind] { filter { $0.row == nil } }

  /// What is behind those of each row, once, in the order in which rows come first.
  var byRow: [(row: String, behind: [RowsBehind])] {
    var rows: [String] = []
    var groups: [String: [RowsBehind]] = [:]
    var seen: Set<RowsBehind> = []
    for behind in self where seen.insert(behind).inserted {
      guard let row = behind.row else { continue }
      if groups[row] == nil { rows.append(row) }
      groups[row, default: []].append(behind)
    }
    return rows.map { ($0, groups[$0] ?? []) }
  }
}

/// How a reader sees the rows behind a number.
package enum Evidence: Sendable, Hashable {
  /// Arguments of `stemma`, such as `claims`, `show`, `P1`.
  case command([String])
  /// A query of the cache, and options of `stemma sql`.
  case query(String, options: [String] = [])

  /// What to type into a shell; foreign text in it is quoted.
  package var shell: String {
    switch self {
    case .command(let words): "stemma " + words.map(Self.quoted).joined(separator: " ")
    case .query(let sql, let options):
      "stemma sql " + ([sql] + options).map(Self.quoted).joined(separator: " ")
    }
  }

  /// The same, asked as of a past date; what a study's file says has none.
  func asked(asOf date: String) -> Evidence {
    switch self {
    case .command(let words):
      words.starts(with: ["study", "show"]) ? self : .command(words + ["--as-of", date])
    case .query(let sql, let options): .query(sql, options: options + ["--as-of", date])
    }
  }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./:=+,@".utf8.contains(byte)
        }
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

/// Numbers as a page shows them.
enum NumberText {
  /// Whole numbers with thin blanks between thousands, others to three significant places after
  /// the point.
  static func text(_ number: Double) -> String {
    guard let whole = Int64(exactly: number) else {
      guard number.isFinite else { return "unknown" }
      let places: Double = abs(number) < 1 ? 1000 : abs(number) < 100 ? 100 : 10
      let rounded = (number * places).rounded() / places
      return Int64(exactly: rounded).map { text($0) } ?? String(rounded)
    }
    return text(whole)
  }

  /// A number with its unit, a plural: `1 model`, `2 models`.
  static func text(_ number: Double, _ unit: String) -> String {
    guard number == 1, unit.hasSuffix("s") else { return "\(text(number)) \(unit)" }
    return unit.hasSuffix("ies")
      ? "1 \(unit.dropLast(3))y" : "1 \(unit.dropLast())"
  }

  /// A whole number with blanks between thousands, from 10,000 on.
  static func text(_ number: Int64) -> String {
    let digits = String(number.magnitude)
    guard digits.count > 4 else { return String(number) }
    var grouped = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { grouped += "\u{A0}" }
      grouped.append(digit)
    }
    return (number < 0 ? "-" : "") + grouped
  }
}
