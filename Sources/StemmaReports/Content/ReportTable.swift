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
