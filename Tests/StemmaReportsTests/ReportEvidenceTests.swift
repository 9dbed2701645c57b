@testable import Stemma
@testable import StemmaCore
@testable import StemmaLink
@testable import StemmaMetrics
@testable import StemmaReports
import StemmaStandIn
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What stands behind each number of a report, asked for as a reader would.
  @Suite struct ReportEvidenceTests {
    /// A second root, so that a table of roots has two rows.
    private static let study = ReportWorld.study.replacing(
      "roots: [{ids: lab/base, ",
      with: "roots: [{ids: [lab/base, eve/apart], "
    )

    private static func withLab(_ body: (ReportPage, Answers) throws -> Void) async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport(study)
        try body(#require(try trial.report().projects.first), trial.answers())
      }
    }

    /// The number under each heading of each row that says what is behind it, with that command.
    private static func numbers(
      _ name: String,
      of page: ReportPage
    ) throws -> [(row: String, column: String, cell: Table.Cell, words: [String])] {
      let table = try #require(page.reportTable(name))
      return table.behind.flatMap { behind in
        behind.columns.compactMap { column in
          guard case .command(let words) = behind.evidence,
            let place = table.table.headings.firstIndex(of: column),
            let row = table.table.rows.first(where: { $0.first == behind.row.map { .text($0) } })
          else { return nil }
          return (behind.row ?? "", column, row[place], words)
        }
      }
    }

    @Test func everyMeasureOfEveryRootHasItsCommand() async throws {
      try await Self.withLab { lab, answers in
        for name in ["roots", "attention"] {
          let table = try #require(lab.reportTable(name))
          let numbers = try Self.numbers(name, of: lab)
          #expect(Set(numbers.map(\.row)) == ["lab/base", "eve/apart"])
          #expect(numbers.count == 2 * (table.table.headings.count - 1))
          for number in numbers {
            #expect(number.words.prefix(2) == ["metrics", "run"] && number.words[3] == number.row)
            let value = try answers.measure(number.words[2], of: number.words[3]).value
            #expect(Table.Cell(measured: value) == number.cell, "\(number)")
          }
        }
      }
    }

    @Test func everyNumberOfADatasetListsAsManyRows() async throws {
      try await Self.withLab { lab, answers in
        let numbers = try Self.numbers("datasets", of: lab)
        #expect(
          numbers.map(\.column) == [
            "first day", "declared by", "by others", "publishers, others", "trained",
            "descend from users", "30 d", "90 d", "92 d", "365 d",
          ]
        )
        for number in numbers where number.column != "first day" {
          let rows = try Self.rows(number.words, answers)
          let count =
            number.column == "publishers, others" ? Set(rows.map(\.owner)).count : rows.count
          #expect(number.cell == Table.Cell(count), "\(number)")
        }
      }
    }

    @Test func theUsersOfAllDatasetsAreThoseOfEach() async throws {
      try await Self.withLab { lab, answers in
        let figures = lab.sections.flatMap(\.blocks).flatMap { block in
          if case .figures(let figures) = block { figures } else { [Figure]() }
        }
        for (label, count) in [
          ("models of others that name one", 3.0), ("those that others trained", 2),
        ] {
          let figure = try #require(figures.first { $0.label == label })
          #expect(figure.value == count)
          let rows = try figure.evidence.flatMap { evidence in
            guard case .command(let words) = evidence else { return [DatasetUser]() }
            return try Self.rows(words, answers)
          }
          #expect(Double(Set(rows.map(\.id)).count) == count)
        }
      }
    }

    @Test func everyNumberOfEveryWindowListsAsManyRows() async throws {
      try await Self.withLab { lab, answers in
        let table = try #require(lab.reportTable("windows"))
        var checked = 0
        for row in table.table.rows {
          for (place, heading) in table.table.headings.enumerated().suffix(3) {
            guard case .integer(let days) = row[1] else { continue }
            let behind = try #require(
              table.behind.first { $0.columns == ["\(days) days, \(heading)"] }
            )
            guard case .command(let words) = behind.evidence else { continue }
            #expect(row[place] == Table.Cell(try Self.rows(words, answers).count), "\(words)")
            checked += 1
          }
        }
        #expect(checked == 12 && table.behind.count == 12)
      }
    }

    /// What `stemma reuse` of these words lists.
    private static func rows(_ words: [String], _ answers: Answers) throws -> [DatasetUser] {
      try #require(words.count == 6 && words[0] == "reuse")
      #expect(words[2...3] == ["--study", "small"] && words[4] == "--rows")
      var question = ReuseQuestion(dataset: words[1])
      question.study = words[3]
      question.includesInherited = words[5] == "inherited"
      return try answers.reuse(question).rows(named: words[5])
    }

    @Test func pagesShowTheCommandsOfEachRowFoldedUp() async throws {
      try await Self.withLab { lab, _ in
        let report = StudyReport(study: "small", version: "1", overview: lab, projects: [])
        let html = try #require(ReportFormat.html.files(of: report).first?.text)
        let markdown = try #require(ReportFormat.markdown.files(of: report).first?.text)
        for number in try Self.numbers("roots", of: lab) {
          let command = Evidence.command(number.words).shell
          #expect(html.contains("<p class=\"heads\">\(number.column)</p>\n<pre><code>\(command)"))
          #expect(markdown.contains("\n\(command)\n"))
        }
        #expect(html.contains("<details class=\"row\">\n<summary>eve/apart</summary>"))
        #expect(markdown.contains("\n# eve/apart\nstemma metrics run derivative-count eve/apart\n"))
      }
    }
  }
}

extension ReportPage {
  fileprivate func reportTable(_ name: String) -> ReportTable? {
    sections.flatMap(\.blocks).lazy.compactMap {
      if case .table(let table) = $0 { table } else { nil }
    }.first { $0.name == name }
  }
}
