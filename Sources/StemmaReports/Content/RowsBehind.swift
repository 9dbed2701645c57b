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
