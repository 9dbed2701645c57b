package import StemmaAnalysis
package import StemmaRecords

extension Activity: Report {
  package var json: JSONValue {
    [
      "subject": .string(subject), "scope": .string(scope.rawValue),
      "released": .init(released), "until": .init(until), "since": .init(filter.since),
      "includes_bots": .bool(filter.includesBots), "includes_drafts": .bool(filter.includesDrafts),
      "includes_mass_publishers": .bool(filter.includesMassPublishers),
      "repositories": .integer(Int64(repositories)),
      "commits_known": .integer(Int64(commitsKnown)),
      "discussions_known": .integer(Int64(discussionsKnown)),
      "reason": .init(reason),
      "months": .array(months.map(\.json)),
      "metrics": .array(measures.map(\.json)),
      "notes": .array(notes.map(JSONValue.string)),
    ]
  }

  package var table: Table { Month.table(months) }

  package var text: String {
    let parts = [headline, reason == nil ? curves : nil, reason == nil ? monthTable : nil]
    return (parts + [measureTable, remarks]).compactMap { $0 }.joined(separator: "\n")
  }

  private var headline: String {
    let time = [released.map { "released \($0)" }, until.map { "known up to \($0)" }]
      .compactMap { $0 }.joined(separator: ", ")
    let title = "Activity of \(scope.rawValue) \(TerminalText.inert(subject))"
    let lead = time.isEmpty ? "\(title)\n" : "\(title): \(time)\n"
    guard let reason else { return lead }
    return lead + "\(TerminalText.inert(reason))\n"
  }

  private var curves: String? {
    guard months.count > 1 else { return nil }
    let numbers: [(String, KeyPath<Month, Int?>)] = [
      ("commits", \.commits), ("discussions", \.discussions), ("pull requests", \.pullRequests),
      ("answers", \.answers), ("contributors", \.contributors), ("newcomers", \.newcomers),
    ]
    let recent = months.suffix(60)
    let isWhole = recent.count == months.count
    let rows: [[Table.Cell]] = numbers.map { name, path in
      [.text(name), .text(Sparkline.text(recent.map { $0[keyPath: path] }))]
    }
    let span = "\(recent.first?.month ?? "") to \(recent.last?.month ?? "")"
    return Table([isWhole ? "a month" : "of late", span], rows: rows).text(as: .table)
  }

  private var monthTable: String? {
    guard !months.isEmpty else { return nil }
    let shown = months.suffix(12)
    let more = months.count - shown.count
    return (more > 0 ? "… \(more) earlier months: see --format csv\n" : "")
      + Month.table(Array(shown)).text(as: .table)
  }

  private var measureTable: String? {
    guard reason == nil else { return nil }
    let known = measures.filter { $0.reason == nil }
    let unknown = measures.filter { $0.reason != nil }
    let rows: [[Table.Cell]] = known.map { measure in
      let unit = measure.definition.unit
      return [
        .text(measure.definition.name), Table.Cell(measured: measure.value),
        .text(unit == "1" ? "" : unit), .text(measure.gist),
      ]
    }
    return Table(["metric", "value", "unit", "that is"], rows: rows).text(as: .table)
      + unknown.map {
        "\($0.definition.name): \(TerminalText.inert($0.reason ?? ""))\n"
      }.joined()
  }

  private var remarks: String? {
    let lines = reason == nil ? notes + ["Details: stemma metrics run METRIC ID"] : []
    return lines.isEmpty ? nil : lines.map { TerminalText.inert($0) + "\n" }.joined()
  }
}

extension Activity.Month {
  fileprivate var json: JSONValue {
    [
      "month": .string(month), "commits": .init(commits), "discussions": .init(discussions),
      "pull_requests": .init(pullRequests), "answers": .init(answers),
      "contributors": .init(contributors), "newcomers": .init(newcomers),
    ]
  }

  fileprivate static func table(_ months: [Self]) -> Table {
    Table(
      [
        "month", "commits", "discussions", "pull_requests", "answers", "contributors", "newcomers",
      ],
      rows: months.map {
        [
          .text($0.month), Table.Cell($0.commits), Table.Cell($0.discussions),
          Table.Cell($0.pullRequests), Table.Cell($0.answers), Table.Cell($0.contributors),
          Table.Cell($0.newcomers),
        ]
      }
    )
  }
}

extension Measure {
  /// The first points in a few words, for a line of a table.
  fileprivate var gist: String {
    let first = points.first { $0.value != nil && $0.note != nil }
    if let first, let note = first.note {
      return first.label.isEmpty ? note : "\(first.label): \(note)"
    }
    return notes.first ?? ""
  }
}
