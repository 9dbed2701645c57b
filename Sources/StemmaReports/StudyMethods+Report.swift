package import StemmaAnalysis
package import StemmaRecords

extension StudyMethods: Report {
  package var json: JSONValue {
    func list(_ list: [Coverage]) -> JSONValue {
      .array(
        list.map {
          [
            "what": .string($0.what), "known": .integer(Int64($0.known)),
            "all": $0.all.map { .integer(Int64($0)) } ?? .null,
          ]
        }
      )
    }
    return [
      "study": .string(study), "title": .string(title), "citation": JSONValue(citation),
      "file": .string(file), "sha256": .string(sha256), "projects": .integer(Int64(projects)),
      "items": .integer(Int64(items)), "harvests": .array(harvests.map(\.json)),
      "coverage": list(coverage), "verdicts": list(verdicts), "text": .string(text),
      "citations": .array(citations.map(JSONValue.string)),
    ]
  }

  package var table: Table {
    Table(
      ["what", "known", "of"],
      rows: coverage.map { [.text($0.what), Table.Cell($0.known), Table.Cell($0.all)] }
    )
  }

  /// A paragraph for a paper, and what it cites.
  package var text: String {
    TerminalText.wrapped(paragraph, width: 98) + "\n"
      + citations.map { TerminalText.wrapped($0, width: 98) }.joined()
  }

  /// What was run, as a paragraph for a paper.
  var paragraph: String {
    guard let first = harvests.first, let last = harvests.last else {
      return "Nothing was harvested yet for the study \"\(title)\"."
    }
    let days = Set([first, last].map { String($0.startedAt.prefix(10)) }).sorted()
    let endpoints = Set(harvests.map(\.endpoint)).sorted().joined(separator: ", ")
    let requests = harvests.map(\.requests).reduce(0, +)
    let archives = harvests.compactMap(\.archive).joined(separator: ", ")
    let versions = Set(harvests.map(\.version)).sorted().joined(separator: ", ")
    let left = harvests.map(\.incompleteSteps).reduce(0, +)
    return "Public metadata of \(endpoints) were harvested \(days.count == 1 ? "on" : "between") "
      + "\(days.joined(separator: " and ")) with Stemma \(versions), in \(harvests.count) "
      + "harvests of \(requests) requests and \(harvests.map(\.rows).reduce(0, +)) records"
      + (left == 0 ? ", all complete" : "; \(left) steps did not come to their end")
      + " (archives: \(archives.isEmpty ? "none" : archives)). "
      + "The study \(study) (\(file), SHA-256 \(sha256)) names \(projects) projects by \(items) "
      + "items. Coverage: \(coverage.map(\.phrase).joined(separator: ", ")). "
      + (verdicts.isEmpty
        ? "No claims were checked."
        : "Of its claims, \(verdicts.map(\.phrase).joined(separator: ", ")).")
  }

  /// What such a paper cites.
  var citations: [String] {
    let versions = Set(harvests.map(\.version)).sorted().joined(separator: ", ")
    return (citation.map { [$0] } ?? [])
      + ["Stemma \(versions): the family tree of open models, from the Hub's public metadata"]
  }
}

extension StudyMethods.Coverage {
  fileprivate var phrase: String { "\(known)\(all.map { " of \($0)" } ?? "") \(what)" }
}

extension StudyMethods.Harvest {
  fileprivate var json: JSONValue {
    [
      "id": .integer(id), "plan": .string(plan), "started_at": .string(startedAt),
      "finished_at": JSONValue(finishedAt), "outcome": .string(outcome),
      "endpoint": .string(endpoint), "archive": JSONValue(archive), "version": .string(version),
      "requests": .integer(Int64(requests)), "rows": .integer(Int64(rows)),
      "incomplete_steps": .integer(Int64(incompleteSteps)),
    ]
  }
}
