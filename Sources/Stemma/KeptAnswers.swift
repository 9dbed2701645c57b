import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaMetrics

/// The last answers of which a page shows a part: whoever turns the page finds the whole again.
///
/// Of one state of one cache: who keeps it takes another as soon as the file is another.
package final class KeptAnswers: Sendable {
  fileprivate struct Below: Hashable, Sendable {
    let model: String
    let scope: FamilyScope
    let date: String?
  }

  fileprivate struct Use: Hashable, Sendable {
    let question: ReuseQuestion
    let date: String?
  }

  fileprivate let looser = Locked(RecentAnswers<Below, LooserLicenses>())
  fileprivate let reuse = Locked(RecentAnswers<Use, Reuse>())

  package init() {}
}

/// Answers by what was asked; when their lists have too many elements together, the one that was asked for
/// the longest ago is forgotten.
private struct RecentAnswers<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
  /// Elements of lists: some megabytes.
  private static var most: Int { 16_000 }

  private var known: [(question: Question, answer: Answer, length: Int)] = []

  mutating func answer(to question: Question) -> Answer? {
    guard let place = known.firstIndex(where: { $0.question == question }) else { return nil }
    known.append(known.remove(at: place))
    return known.last?.answer
  }

  mutating func keep(_ answer: Answer, to question: Question, length: Int) {
    guard length <= Self.most, !known.contains(where: { $0.question == question }) else { return }
    known.append((question, answer, length + 100))
    while known.reduce(0, { $0 + $1.length }) > Self.most { known.removeFirst() }
  }
}

extension Answers {
  /// As ``looserLicenses(below:in:)``, from what is kept where it is.
  package func keptLooserLicenses(
    below model: String,
    in scope: FamilyScope = .init()
  ) throws -> LooserLicenses {
    guard let kept else { return try looserLicenses(below: model, in: scope) }
    let question = KeptAnswers.Below(model: model, scope: scope, date: date)
    if let known = kept.looser.withLock({ $0.answer(to: question) }) { return known }
    let found = try looserLicenses(below: model, in: scope)
    kept.looser.withLock { $0.keep(found, to: question, length: found.steps.count) }
    return found
  }

  /// As ``reuse(_:)``, from what is kept where it is.
  package func keptReuse(_ question: ReuseQuestion) throws -> Reuse {
    guard let kept else { return try reuse(question) }
    let asked = KeptAnswers.Use(question: question, date: date)
    if let known = kept.reuse.withLock({ $0.answer(to: asked) }) { return known }
    let found = try reuse(question)
    let further = (found.inherited?.count ?? 0) + (found.derived?.count ?? 0)
    let length = found.models.count + further
    kept.reuse.withLock { $0.keep(found, to: asked, length: length) }
    return found
  }
}
