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
    let values: [String: JSONValue]
    do {
      values = try query.values(given).mapValues(\.json)
    } catch let error as QueryError {
      throw Problem(400, "misuse", error.description)
    }
    let page = APIPage(question)
    // One row more than is shown, to know whether there are more; of what is passed over none is kept.
    let part = QueryPage(offset: page.offset, limit: page.limit + 1, bytes: mostBytes)
    return try answers.rows(of: query.sql, parameters: values, page: part, within: seconds)
  }

  private static let mostBytes = 8 << 20
}

extension NamedQuery.Value {
  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .integer(let number): .integer(number)
    case .real(let number): .number(number)
    }
  }
}
