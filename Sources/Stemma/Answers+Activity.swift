import StemmaAnalysis
import StemmaCache

extension Answers {
  /// What happened on repositories, month by month, and what metrics say of it.
  ///
  /// - Returns: The months and the measures. What was not harvested with details is unknown.
  /// - Throws: `AnswerError` when the cache does not know the subject, or nothing by that date.
  public func activity(_ question: ActivityQuestion) throws -> Activity {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      let subject = try question.subject(in: connection)
      return try Activity(of: subject, filter: question.filter, at: moment, in: connection)
    }
  }
}
