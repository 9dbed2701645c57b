import StemmaCore
import StemmaStore

/// What of the activity on repositories counts.
public struct ActivityFilter: Sendable, Hashable {
  /// Whether accounts that act by themselves count.
  public var includesBots = false
  /// Whether pull requests that are drafts count.
  public var includesDrafts = false
  /// Whether publishers of very many models count.
  public var includesMassPublishers = false
  /// The first day that counts, such as `2024-06-01`; nil for all.
  public var since: String?

  /// Leaves out bots, drafts and mass publishers.
  public init() {}

  /// So many models of the cache make their owner a mass publisher.
  ///
  /// Our own choice: in a sample of 5,670 publishers of derivatives the first hundred made some 130
  /// models each; the first of the Hub made 70,800.
  package static let massPublisherModels = 500

  /// The time of the first day that counts; nil for all.
  ///
  /// - Throws: `AnswerError` of code `misuse` when it is no date.
  package func start() throws -> Int64? {
    guard let since else { return nil }
    guard let start = Timestamp.secondsSince1970(in: since) else {
      throw AnswerError(.misuse, "\(since) is not a date. Write it as 2024-06-01.")
    }
    return start
  }
}
