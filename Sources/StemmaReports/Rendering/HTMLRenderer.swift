import Mustache
import StemmaCore

/// Writes a report as HTML: a page for each, that needs nothing beside itself.
struct HTMLRenderer: ReportRenderer {
  func files(of report: StudyReport) -> [ReportFile] {
    report.pages.map { page in
      ReportFile(
        path: page.path + ".html",
        text: ReportTemplates.html.text("page", of: HTMLPage(page, of: report))
      )
    }
  }
}

/// A page as its template takes it.
private struct HTMLPage {
  let title: String
  let subtitle: String
  let version: String
  let style = ReportTemplates.pageStyle
  /// The way back to the first page, from others.
  let home: String?
  let sections: [HTMLSection]

  init(_ page: ReportPage, of report: StudyReport) {
    title = page.title
    subtitle = page.subtitle
    version = report.version
    home = page.path == report.overview.path ? nil : page.wayUp + report.overview.path + ".html"
    sections = page.sections.map { HTMLSection($0, wayUp: page.wayUp) }
  }
}

private struct HTMLSection {
  let name: String
  let heading: String
  let blocks: [HTMLBlock]

  init(_ section: ReportPage.Section, wayUp: String) {
    name = section.name
    heading = section.title
    blocks = HTMLBlock.all(section.blocks, wayUp: wayUp)
  }
}

/// One block: the one of its parts that is there.
private struct HTMLBlock {
  var paragraph: String?
  var caution: String?
  var unknown: String?
  var figures: HTMLList<HTMLFigure>?
  var table: HTMLTable?
  var charts: HTMLList<HTMLChart>?
  var commands: HTMLList<String>?
  var entries: HTMLList<HTMLEntry>?
  var drawing: HTMLDrawing?

  /// Charts that follow each other stand side by side where there is room.
  static func all(_ blocks: [ReportPage.Block], wayUp: String) -> [HTMLBlock] {
    blocks.reduce(into: []) { parts, block in
      switch block {
      case .chart(let chart):
        let view = HTMLChart(chart)
        if let last = parts.last?.charts {
          parts[parts.count - 1].charts = HTMLList(items: last.items + [view])
        } else {
          parts.append(HTMLBlock(charts: HTMLList(items: [view])))
        }
      case .paragraph(let text): parts.append(HTMLBlock(paragraph: text))
      case .caution(let text): parts.append(HTMLBlock(caution: text))
      case .unknown(let text): parts.append(HTMLBlock(unknown: text))
      case .commands(let lines): parts.append(HTMLBlock(commands: HTMLList(items: lines)))
      case .figures(let figures):
        parts.append(HTMLBlock(figures: HTMLList(items: figures.map(HTMLFigure.init))))
      case .table(let table):
        let shown = table.withoutZeros
        parts.append(HTMLBlock(table: HTMLTable(shown.table, line: shown.line, wayUp: wayUp)))
      case .drawing(let figure): parts.append(HTMLBlock(drawing: HTMLDrawing(figure)))
      case .entries(let entries):
        parts.append(HTMLBlock(entries: HTMLList(items: entries.map(HTMLEntry.init))))
      }
    }
  }
}

private struct HTMLList<Item> {
  let items: [Item]
}

private struct HTMLFigure {
  let label: String
  let shown: String
  let measureUnit: String?
  let isUnknown: Bool
  let notes: [String]
  let behind: HTMLRows

  init(_ figure: Figure) {
    label = figure.label
    shown = figure.shown
    measureUnit = figure.shownUnit
    isUnknown = figure.value == nil
    notes = figure.notes
    behind = HTMLRows(figure.evidence.map { RowsBehind($0) })
  }
}

private struct HTMLChart {
  let title: String
  let svg: String
  let notes: [String]
  let values: HTMLTable

  init(_ chart: Chart) {
    title = chart.title
    svg = ChartDrawing(chart).svg
    notes = chart.notes
    values = HTMLTable(
      ReportTable(chart.name, title: chart.title, chart.table, behind: chart.behind),
      wayUp: ""
    )
  }
}

private struct HTMLDrawing {
  let title: String
  let svg: String
  /// The same for a phone.
  let narrow: String
  /// The same for paper.
  let pieces: String
  let lines: [FamilyPage.Line]
  let behind: HTMLRows

  init(_ figure: FamilyFigure) {
    let drawing = FamilyDrawing(figure.picture, name: figure.name)
    title = figure.title
    svg = drawing.svg
    pieces = drawing.pieces
    narrow = FamilyDrawing(figure.picture, name: figure.name + "n", sheet: .narrow).svg
    lines = drawing.outline.map(FamilyPage.Line.init)
    behind = HTMLRows([RowsBehind(figure.evidence)])
  }
}

private struct HTMLEntry {
  struct Field {
    let term: String
    let text: String
  }

  let title: String
  let mark: String
  /// The mark as a name of style.
  let kind: String
  let fields: [Field]
  let behind: HTMLRows

  init(_ entry: ReportPage.Entry) {
    var names = PageName()
    title = entry.title
    mark = entry.mark
    kind = names.unique(entry.mark)
    fields = entry.fields.map { Field(term: $0.name, text: $0.text) }
    behind = HTMLRows([RowsBehind(entry.evidence)])
  }
}

private struct HTMLTable {
  struct Column {
    let label: String
    let isNumeric: Bool
  }

  struct Row {
    let cells: [Cell]
  }

  struct Cell {
    let text: String
    let isNumeric: Bool
    /// Whether it is too short to be worth a second line.
    let isShort: Bool
    /// Whether it says what its row is of.
    let isHead: Bool
    let link: String?
  }

  let name: String
  let title: String
  let columns: [Column]
  let rows: [Row]
  let more: String?
  let notes: [String]
  let behind: HTMLRows

  init(_ table: ReportTable, line: String? = nil, wayUp: String) {
    let content = table.table
    let isNumeric = content.headings.indices.map { column in
      !content.rows.isEmpty
        && content.rows.allSatisfy { $0[column].isNumber || $0[column] == .missing }
    }
    name = table.name
    title = table.title
    columns = zip(content.headings, isNumeric).enumerated().map { place, column in
      Column(label: column.0, isNumeric: place > 0 && column.1)
    }
    rows = content.rows.prefix(ShownRows.limit).enumerated().map { place, row in
      let page = place < table.pages.count ? table.pages[place] : nil
      return Row(
        cells: row.enumerated().map { column, cell in
          Cell(
            text: cell.pageText,
            isNumeric: isNumeric[column],
            isShort: cell.pageText.unicodeScalars.count <= 20,
            isHead: column == 0,
            link: column == 0 ? page.map { wayUp + $0 + ".html" } : nil
          )
        }
      )
    }
    let rest = content.rows.count - rows.count
    more = rest > 0 ? "and \(rest) more rows." : nil
    notes = (line.map { [$0] } ?? []) + table.notes
    behind = HTMLRows(table.behind)
  }
}

extension Table.Cell {
  fileprivate var isNumber: Bool {
    switch self {
    case .integer, .number: true
    case .text, .missing: false
    }
  }

  /// The cell as a page shows it; a dash for what is missing.
  var pageText: String {
    switch self {
    case .text(let text): text
    case .integer(let number): NumberText.text(number)
    case .number(let number): NumberText.text(number)
    case .missing: "–"
    }
  }
}

/// What is behind numbers, as the template of a page takes it: lines to type, and folded up those of
/// each row.
struct HTMLRows {
  struct Line {
    /// The headings of the numbers that it is of.
    let heads: String?
    let command: String
  }

  struct Group {
    let row: String
    let commands: [Line]
  }

  let lines: [Line]
  let groups: [Group]

  init(_ behind: [RowsBehind]) {
    lines = behind.ofAll.map(Self.line)
    groups = behind.byRow.map { Group(row: $0.row, commands: $0.behind.map(Self.line)) }
  }

  private static func line(_ behind: RowsBehind) -> Line {
    Line(
      heads: behind.columns.isEmpty ? nil : behind.columns.joined(separator: "; "),
      command: behind.evidence.shell
    )
  }
}

/// Text between tags and in quoted attributes of HTML.
///
/// Looks at scalars: a quotation mark that a mark combines with still ends an attribute. What would
/// act invisibly, such as a direction mark, is shown escaped.
struct InertHTML: MustacheContentType {
  static let name = "INERT-HTML"

  func escapeText(_ text: String) -> String {
    TerminalText.inert(text, keeping: ["\n"]).unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "`": escaped += "&#96;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}

/// Text in paragraphs, headings and tables of Markdown: no mark means anything, no line breaks.
struct InertMarkdown: MustacheContentType {
  static let name = "INERT-MARKDOWN"

  func escapeText(_ text: String) -> String { Table.Cell.markdownText(text) }
}

/// The templates of pages, one for each part, and what they bring along.
enum ReportTemplates {
  /// Templates of HTML by their names.
  static let html = library(
    of: [
      ("page", PackageResources.page_html_mustache),
      ("section", PackageResources.section_html_mustache),
      ("block", PackageResources.block_html_mustache),
      ("figures", PackageResources.figures_html_mustache),
      ("table", PackageResources.table_html_mustache),
      ("cell", PackageResources.cell_html_mustache),
      ("chart", PackageResources.chart_html_mustache),
      ("entries", PackageResources.entries_html_mustache),
      ("rows", PackageResources.rows_html_mustache),
      ("line", PackageResources.line_html_mustache),
      ("tree", PackageResources.tree_html_mustache),
      ("drawing", PackageResources.drawing_html_mustache),
    ],
    escapedBy: InertHTML.name
  )

  /// Templates of Markdown by their names.
  static let markdown = library(
    of: [
      ("page", PackageResources.page_markdown_mustache),
      ("block", PackageResources.block_markdown_mustache),
    ],
    escapedBy: InertMarkdown.name
  )

  /// The style of a page.
  static let pageStyle =
    String(decoding: PackageResources.page_css, as: UTF8.self) + chartStyle + treeStyle

  /// The style of a drawing, in a page or in a file of its own.
  static let chartStyle = String(decoding: PackageResources.chart_css, as: UTF8.self)

  /// The style of a drawing of a family, and the program that unfolds it in a page.
  static let treeStyle = String(decoding: PackageResources.tree_css, as: UTF8.self)
  static let treeScript = String(decoding: PackageResources.tree_js, as: UTF8.self)

  /// Each template says by itself how text is escaped: a part does not take it over from its page.
  private static func library(of files: [(String, [UInt8])], escapedBy name: String)
    -> MustacheLibrary
  {
    MustacheContentTypes.register(InertHTML(), named: InertHTML.name)
    MustacheContentTypes.register(InertMarkdown(), named: InertMarkdown.name)
    var library = MustacheLibrary()
    for (part, bytes) in files {
      let text = "{{% CONTENT_TYPE: \(name)}}\n" + String(decoding: bytes, as: UTF8.self)
      do {
        try library.register(text, named: part)
      } catch {
        preconditionFailure("the template \(part) cannot be read: \(error)")
      }
    }
    return library
  }
}

extension MustacheLibrary {
  /// What a template of ours makes of a value.
  func text(_ part: String, of value: Any) -> String {
    guard let text = render(value, withTemplate: part) else {
      preconditionFailure("there is no template \(part)")
    }
    return text
  }
}
