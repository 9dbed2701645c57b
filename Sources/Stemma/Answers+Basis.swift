package import StemmaAnswers
package import StemmaCore
import StemmaStore

extension Answers {
  /// What every answer rests on, and what it does to all numbers.
  package func basis() throws -> AnswerBasis { try cache.read { try AnswerBasis(in: $0) } }

  /// A part of the rows of a query of the user's own, which can change nothing and is stopped after
  /// `seconds`.
  ///
  /// A parameter `:name` takes its value from `parameters`, of the type that it has there.
  package func rows(
    of query: String,
    parameters: [String: JSONValue],
    page: QueryPage,
    within seconds: Double
  ) throws -> QueryRows {
    try QueryRows(query, values: parameters, page: page, in: cache, within: seconds)
  }

  /// Stops the statement that runs now, from any thread; who asked gets an error.
  ///
  /// Between two statements it does nothing, so whoever means to end a question calls it until it ends.
  package func interrupt() { cache.interrupt() }
}
