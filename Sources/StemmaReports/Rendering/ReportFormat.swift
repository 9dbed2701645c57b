/// The ways a report on a study can be written.
package enum ReportFormat: String, CaseIterable, Sendable {
  case html, markdown, csv, json

  /// Every file of the report in this format.
  package func files(of report: StudyReport) -> [ReportFile] {
    switch self {
    case .html: HTMLRenderer().files(of: report)
    case .markdown: MarkdownRenderer().files(of: report)
    case .csv: CSVRenderer().files(of: report)
    case .json: JSONRenderer().files(of: report)
    }
  }
}

/// A file of a report, before it is written.
package struct ReportFile: Sendable, Hashable {
  /// Where it belongs below the report's folder: small letters, digits, `-`, `.` and `/`.
  package let path: String
  package let text: String
}

/// Makes files of a report; each format has one.
protocol ReportRenderer {
  func files(of report: StudyReport) -> [ReportFile]
}

/// How many rows of a table are shown on a page; files have all of them.
enum ShownRows {
  static let limit = 50
}
