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
        table.evidence.map { [.text(table.name), .text(table.title), .text($0.shell)] }
      case .chart(let chart):
        [[.text(chart.name), .text(chart.title), .text(chart.evidence.shell)]]
      case .paragraph, .caution, .unknown, .figures, .commands, .entries: []
      }
    }
    return Table(["table", "title", "rows"], rows: rows)
  }
}
