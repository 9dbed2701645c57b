import StemmaAnalysis
import StemmaCache

extension Answers {
  /// Who uses a dataset, as far as models say so in their cards and tags.
  ///
  /// - Parameter question: The dataset, under any name that ever led to it, and what is asked of it.
  /// - Returns: The users, the windows after the anchor, and the days on which users reached a number.
  /// - Throws: `AnswerError` when the cache does not know the dataset, or nothing by that date.
  public func reuse(_ question: ReuseQuestion) throws -> Reuse {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      return try Reuse(question, at: moment, in: connection)
    }
  }
}
