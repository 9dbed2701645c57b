import StemmaCore

/// Writes every table of a report as a file of CSV, and one that tells what is behind them.
struct CSVRenderer: ReportRenderer {
  func files(of report: StudyReport) -> [ReportFile] {
    report.pages.flatMap { page in
      (page.tables + [("rows-behind", Self.evidence(of: page))]).map { name, table in
        ReportFile(path: "\(page.path)/\(name).csv", text: table.text(as: .csv))
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
