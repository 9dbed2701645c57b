package import StemmaCore

/// Writes every table of a report as a file of CSV, and one that tells what is behind them.
struct CSVRenderer: ReportRenderer {
  var style = TableStyle()

  func files(of report: StudyReport) -> [ReportFile] {
    report.pages.flatMap { page in
      (page.tables + [("rows-behind", Self.evidence(of: page))]).map { name, table in
        ReportFile(path: "\(page.path)/\(name).csv", text: table.text(as: .csv, style: style))
      }
    }
  }

  private static func evidence(of page: ReportPage) -> Table {
    let rows = page.sections.flatMap(\.blocks).flatMap { block -> [[Table.Cell]] in
      switch block {
      case .table(let table):
        lines(behind: table.behind, of: table.name, table.title)
      case .chart(let chart):
        lines(behind: chart.behind, of: chart.name, chart.title)
      case .drawing(let figure):
        lines(behind: [RowsBehind(figure.evidence)], of: figure.name, figure.title)
      case .paragraph, .caution, .unknown, .figures, .commands, .entries: []
      }
    }
    return Table(["table", "title", "row", "columns", "rows"], rows: rows)
  }

  private static func lines(
    behind: [RowsBehind],
    of name: String,
    _ title: String
  ) -> [[Table.Cell]] {
    behind.map { behind in
      [
        .text(name), .text(title), Table.Cell(behind.row),
        Table.Cell(behind.columns.isEmpty ? nil : behind.columns.joined(separator: "; ")),
        .text(behind.evidence.shell),
      ]
    }
  }
}

/// The ways a report on a study can be written.
package enum ReportFormat: String, CaseIterable, Sendable {
  case html, markdown, csv, json

  /// Every file of the report in this format; `style` is that of CSV.
  package func files(of report: StudyReport, style: TableStyle = .init()) -> [ReportFile] {
    switch self {
    case .html: HTMLRenderer().files(of: report)
    case .markdown: MarkdownRenderer().files(of: report)
    case .csv: CSVRenderer(style: style).files(of: report)
    case .json: JSONRenderer().files(of: report)
    }
  }
}

/// A file of a report, before it is written.
package struct ReportFile: Sendable, Hashable {
  /// Where it belongs below the report's folder: small letters, digits, `-`, `.` and `/`.
  package let path: String
  package let text: String

  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

/// Makes files of a report; each format has one.
protocol ReportRenderer {
  func files(of report: StudyReport) -> [ReportFile]
}

/// How many rows of a table are shown on a page; files have all of them.
enum ShownRows {
  static let limit = 50
}
