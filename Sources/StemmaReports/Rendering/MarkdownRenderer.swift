import StemmaCore

/// Writes a report as Markdown, with its drawings beside it as files of SVG.
struct MarkdownRenderer: ReportRenderer {
  func files(of report: StudyReport) -> [ReportFile] {
    report.pages.flatMap { page in
      [
        ReportFile(
          path: page.path + ".md",
          text: ReportTemplates.markdown.text("page", of: MarkdownPage(page, of: report))
        )
      ]
        + page.charts.map { chart in
          ReportFile(
            path: "\(page.path)/\(chart.name).svg",
            text: ChartDrawing(chart, isStandalone: true).svg + "\n"
          )
        }
        + page.drawings.map { figure in
          ReportFile(
            path: "\(page.path)/\(figure.name).svg",
            text: FamilyDrawing(figure.picture, isStandalone: true).svg + "\n"
          )
        }
    }
  }
}

extension ReportPage {
  fileprivate var charts: [Chart] {
    sections.flatMap(\.blocks).compactMap { if case .chart(let chart) = $0 { chart } else { nil } }
  }

  fileprivate var drawings: [FamilyFigure] {
    sections.flatMap(\.blocks).compactMap {
      if case .drawing(let figure) = $0 { figure } else { nil }
    }
  }
}

private struct MarkdownPage {
  let title: String
  let subtitle: String
  let version: String
  let home: String?
  let sections: [MarkdownSection]

  init(_ page: ReportPage, of report: StudyReport) {
    let folder = page.path.split(separator: "/").last.map(String.init) ?? page.path
    title = page.title
    subtitle = page.subtitle
    version = report.version
    home = page.path == report.overview.path ? nil : page.wayUp + report.overview.path + ".md"
    sections = page.sections.map { section in
      MarkdownSection(
        heading: section.title,
        blocks: section.blocks.map { MarkdownBlock($0, folder: folder, wayUp: page.wayUp) }
      )
    }
  }
}

private struct MarkdownSection {
  let heading: String
  let blocks: [MarkdownBlock]
}

/// One block; what is Markdown already is not escaped again.
private struct MarkdownBlock {
  struct Entry {
    let title: String
    let mark: String
    let body: String
  }

  var paragraph: String?
  var caution: String?
  var unknown: String?
  /// The title of a table or a drawing.
  var caption: String?
  var image: String?
  var body: String?
  var notes: [String] = []
  var code: String?
  var entries: [Entry] = []

  init(_ block: ReportPage.Block, folder: String, wayUp: String) {
    switch block {
    case .paragraph(let text): paragraph = text
    case .caution(let text): caution = text
    case .unknown(let text): unknown = text
    case .commands(let lines): code = Self.fenced(lines)
    case .figures(let figures):
      let table = Figure.table(of: figures)
      body =
        Table(
          Array(table.headings.dropLast()),
          rows: table.rows.map { Array($0.dropLast()) }
        ).shown
      code = Self.fenced(figures.flatMap(\.evidence).map(\.shell))
    case .table(let table):
      caption = table.title
      let shown = table.withoutZeros
      body = shown.table.markdown(wayUp: wayUp)
      notes = (shown.line.map { [$0] } ?? []) + table.notes
      code = Self.rows(behind: table.behind)
    case .chart(let chart):
      caption = chart.title
      image = "\(folder)/\(chart.name).svg"
      body = chart.table.shown
      notes = chart.notes
      code = Self.rows(behind: chart.behind)
    case .drawing(let figure):
      caption = figure.title
      image = "\(folder)/\(figure.name).svg"
      notes = [FamilyDrawing(figure.picture).summary]
      code = Self.fenced([figure.evidence.shell])
    case .entries(let all):
      entries = all.map { entry in
        let rows = entry.fields.map { [Table.Cell.text($0.name), .text($0.text)] }
        return Entry(
          title: entry.title,
          mark: entry.mark,
          body: Table(["", ""], rows: rows).text(as: .markdown) + "\n"
            + Self.fenced([entry.evidence.shell])
        )
      }
    }
  }

  /// What is behind all numbers, and folded up what is behind those of each row.
  private static func rows(behind: [RowsBehind]) -> String {
    let ofAll = behind.ofAll.map(\.evidence.shell)
    let byRow = behind.byRow.flatMap { row, behind in
      ["# " + TerminalText.inert(row)] + behind.map(\.evidence.shell)
    }
    guard !byRow.isEmpty else { return fenced(ofAll) }
    return (ofAll.isEmpty ? "" : fenced(ofAll) + "\n")
      + "<details><summary>The rows behind each row</summary>\n\n\(fenced(byRow))\n</details>\n"
  }

  /// Lines of code, each once, between fences that nothing in them can close.
  private static func fenced(_ lines: [String]) -> String {
    var seen: Set<String> = []
    let text = lines.filter { seen.insert($0).inserted }
      .map { TerminalText.inert($0, keeping: ["\n"]) }
      .joined(separator: "\n")
    var longest = 0
    var run = 0
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)sh\n\(text)\n\(fence)\n"
  }
}

extension Table {
  /// The rows a page shows, and how many more there are.
  fileprivate var shown: String {
    guard rows.count > ShownRows.limit else { return text(as: .markdown) }
    return Table(headings, rows: Array(rows.prefix(ShownRows.limit))).text(as: .markdown)
      + "\nand \(rows.count - ShownRows.limit) more rows.\n"
  }
}

extension ReportTable {
  /// The table with its rows' pages as links.
  fileprivate func markdown(wayUp: String) -> String {
    let lines = table.shown.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().map { place, line in
      let row = place - 2
      guard row >= 0, row < min(pages.count, table.rows.count), let page = pages[row],
        let end = line.dropFirst(2).firstRange(of: " | ")
      else { return String(line) }
      let name = line[line.index(line.startIndex, offsetBy: 2)..<end.lowerBound]
      return "| [\(name)](\(wayUp)\(page).md)\(line[end.lowerBound...])"
    }.joined(separator: "\n")
  }
}
