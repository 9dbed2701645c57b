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
