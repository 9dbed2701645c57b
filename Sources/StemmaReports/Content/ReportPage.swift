package import StemmaCore
import StemmaMetrics

/// A page of a report: a heading and sections.
package struct ReportPage: Sendable, Hashable {
  /// A part of a page.
  package struct Section: Sendable, Hashable {
    /// A short name of small letters, digits and `-`, unique on its page.
    package let name: String
    package let title: String
    package let blocks: [Block]

    package init(_ name: String, _ title: String, _ blocks: [Block]) {
      self.name = name
      self.title = title
      self.blocks = blocks
    }
  }

  /// A piece of a section.
  package enum Block: Sendable, Hashable {
    case paragraph(String)
    /// Something a reader must know before using the numbers.
    case caution(String)
    /// What is not known or cannot be computed, and why.
    case unknown(String)
    case figures([Figure])
    case table(ReportTable)
    case chart(Chart)
    case drawing(FamilyFigure)
    /// Lines to type into a shell.
    case commands([String])
    case entries([Entry])
  }

  /// Something with a mark and a list of what is said of it, such as a claim with its verdict.
  package struct Entry: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
      package let name: String
      package let text: String
    }

    package let title: String
    package let mark: String
    package let fields: [Field]
    package let evidence: Evidence
  }

  /// Where it stands below the report's folder, without an ending, such as `projects/llama`.
  package let path: String
  package let title: String
  /// What stands below the title.
  package let subtitle: String
  package let sections: [Section]

  package init(path: String, title: String, subtitle: String, sections: [Section]) {
    self.path = path
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
  }

  /// What leads from its folder back to the report's: `../` for each folder it stands in.
  package var wayUp: String {
    String(repeating: "../", count: path.split(separator: "/").count - 1)
  }

  /// Every table of it, those of its charts and of its figures included, by their names.
  package var tables: [(name: String, table: Table)] {
    sections.flatMap { section in
      section.blocks.enumerated().compactMap { place, block in
        switch block {
        case .table(let table): (table.name, table.table)
        case .chart(let chart): (chart.name, chart.table)
        case .figures(let figures): ("\(section.name)-figures-\(place)", Figure.table(of: figures))
        case .drawing(let figure): (figure.name, figure.table)
        case .paragraph, .caution, .unknown, .commands, .entries: nil
        }
      }
    }
  }
}

extension Figure {
  /// Figures as rows.
  static func table(of figures: [Figure]) -> Table {
    Table(
      ["figure", "value", "unit", "note", "rows"],
      rows: figures.map { figure in
        [
          .text(figure.label), Table.Cell(measured: figure.value), .text(figure.unit),
          Table.Cell(figure.notes.isEmpty ? nil : figure.notes.joined(separator: " ")),
          .text(figure.evidence.map(\.shell).joined(separator: "; ")),
        ]
      }
    )
  }
}

extension ReportPage {
  /// The same page with other evidence behind its numbers.
  package func withEvidence(_ other: (Evidence) -> Evidence) -> ReportPage {
    ReportPage(
      path: path,
      title: title,
      subtitle: subtitle,
      sections: sections.map { section in
        Section(section.name, section.title, section.blocks.map { $0.withEvidence(other) })
      }
    )
  }
}

extension ReportPage.Block {
  fileprivate func withEvidence(_ other: (Evidence) -> Evidence) -> ReportPage.Block {
    switch self {
    case .paragraph, .caution, .unknown, .commands: self
    case .figures(let figures): .figures(figures.map { $0.withEvidence(other) })
    case .table(let table): .table(table.withEvidence(other))
    case .chart(let chart): .chart(chart.withEvidence(other))
    case .drawing(let figure): .drawing(figure.withEvidence(other))
    case .entries(let entries): .entries(entries.map { $0.withEvidence(other) })
    }
  }
}

extension Figure {
  fileprivate func withEvidence(_ other: (Evidence) -> Evidence) -> Figure {
    Figure(label, value, unit: unit, notes: notes, evidence: evidence.map(other))
  }
}

extension ReportTable {
  fileprivate func withEvidence(_ other: (Evidence) -> Evidence) -> ReportTable {
    ReportTable(
      name,
      title: title,
      table,
      pages: pages,
      notes: notes,
      behind: behind.map { $0.withEvidence(other) }
    )
  }
}

extension Chart {
  fileprivate func withEvidence(_ other: (Evidence) -> Evidence) -> Chart {
    Chart(
      name,
      title: title,
      form: form,
      axis: axis,
      series: series,
      notes: notes,
      behind: behind.map { $0.withEvidence(other) }
    )
  }
}

extension ReportPage.Entry {
  fileprivate func withEvidence(_ other: (Evidence) -> Evidence) -> ReportPage.Entry {
    ReportPage.Entry(title: title, mark: mark, fields: fields, evidence: other(evidence))
  }
}

/// Names of pages, tables and charts that file systems and addresses take as they are.
struct PageName {
  private var taken: Set<String> = []

  /// Small letters, digits and `-` made of `text`, told from those given before by a number.
  mutating func unique(_ text: String) -> String {
    let stem = Self.plain(text)
    var name = stem
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(stem)-\(number)"
      number += 1
    }
    return name
  }

  private static func plain(_ text: String) -> String {
    let letters = text.lowercased().utf8.prefix(80).map { byte -> Character in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        Character(Unicode.Scalar(byte))
      default: "-"
      }
    }
    let name = letters.split(separator: "-").map { String($0) }.joined(separator: "-")
    return name.isEmpty ? "unnamed" : name
  }
}
