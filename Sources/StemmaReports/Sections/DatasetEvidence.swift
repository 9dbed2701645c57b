import StemmaMetrics

extension ProjectFindings.Dataset {
  /// How many models name it.
  var uses: Int { reuse?.models.count ?? 0 }

  /// The models that one of its numbers counts; `rows` is that number's name.
  func evidence(rows: String) -> Evidence { .command(words + ["--rows", rows]) }

  /// The same for the numbers under `columns` in its row of a table.
  func behind(_ rows: String, _ columns: String...) -> RowsBehind {
    RowsBehind(evidence(rows: rows), row: name, columns: columns)
  }

  /// What is behind its row of the summary with windows of `days`.
  func behindSummary(_ days: [Int]) -> [RowsBehind] {
    [
      RowsBehind(.command(words), row: name, columns: ["first day"]),
      behind("declared_by", "declared by"),
      behind("external", "by others", "publishers, others"),
      behind("trained", "trained"),
      behind("inherited", "descend from users"),
    ] + days.map { behind("\($0)d.external", "\($0) d") }
  }

  /// What is behind its rows of the table of windows.
  var behindWindows: [RowsBehind] {
    (reuse?.windows ?? []).flatMap { window in
      let days = "\(window.days) days"
      return [
        behind("\(window.days)d", "\(days), declared by"),
        behind("\(window.days)d.external", "\(days), by others"),
        behind("\(window.days)d.trained", "\(days), trained"),
      ]
    }
  }

  private var words: [String] {
    ["reuse", question.dataset] + (question.study.map { ["--study", $0] } ?? [])
  }
}
