import Stemma
import StemmaAnswers
import StemmaCore

/// The rows of a query that somebody sends, within bounds of time, rows and bytes.
enum BoundedRows {
  /// Longer than any query of the folder takes on all models of the Hub, and soon over.
  static let seconds = 10.0

  static func of(
    _ query: NamedQuery,
    _ question: APIQuestion,
    _ answers: Answers
  ) throws -> QueryRows {
    var given: [String: String] = [:]
    for parameter in question.all("param") {
      let sides = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw Problem(400, "parameter", "param is written name=value.")
      }
      given[String(sides[0].drop { $0 == ":" })] = String(sides[1])
    }
    return try answers.rows(of: query, given: given, within: seconds)
  }
}
