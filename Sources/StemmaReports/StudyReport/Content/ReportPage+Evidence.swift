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
