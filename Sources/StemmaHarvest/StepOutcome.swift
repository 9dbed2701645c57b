import StemmaCore
import StemmaHub

/// What a reply means for the step that asked: decided before anything is written.
enum StepOutcome: Sendable {
  /// A page of a listing, with the address of the next one.
  case page(ReplyContents, next: String?)
  /// A page whose rows are kept and that does not tell how to go on: the step is left there.
  case stuck(ReplyContents, String)
  /// The repository that was asked for.
  case detail(ReplyContents)
  /// There is no such repository, or it is not shown to us.
  case absent(status: Int, at: String)
  /// The Hub does not know some of the properties asked for: the step is asked again without.
  case refused([String], Finding)
  /// The step is asked again, at another address or at the same one.
  case again(RepeatedAsking)
  /// What the step would have brought comes in another way.
  case superseded(Finding)
  /// The endpoint answers a listing as if there were no such thing: it may have none.
  case unlisted(Finding)
  /// The step ends without its answer; the harvest goes on.
  case incomplete(String)
  /// The harvest was stopped before there was an answer.
  case unasked
  /// The harvest cannot go on.
  case fatal(HubError)

  /// Whether the derive stage reads the reply.
  var isApplied: Bool {
    switch self {
    case .page, .stuck, .detail, .absent: true
    case .refused, .again, .superseded, .unlisted, .incomplete, .unasked, .fatal: false
    }
  }

  init(
    of step: Step,
    _ reply: Result<HubReply, HubError>,
    hasAsked: @escaping (String) -> Bool,
    from client: HubClient,
    reader: JSONReader
  ) {
    switch reply {
    case .failure(let error):
      self = Self.outcome(of: step, error, isFirst: !client.hasAnswered)
    case .success(let reply):
      do throws(HubError) {
        let pages = NextPage(step: step, client: client, hasAsked: hasAsked)
        self = try Self.outcome(of: step, reply, pages, reader)
      } catch {
        self = Self.doubt(step, error.description)
      }
    }
  }

  /// What becomes of a step whose reply cannot be true: it is asked again, and then left.
  private static func doubt(
    _ step: Step,
    _ reason: String,
    _ contents: ReplyContents? = nil
  ) -> StepOutcome {
    if step.doubts < RepeatedAsking.mostDoubts,
      let again = RepeatedAsking(.doubted, of: step, reason)
    {
      return .again(again)
    }
    return contents.map { .stuck($0, reason) } ?? .incomplete(reason)
  }

  private static func outcome(
    of step: Step,
    _ reply: HubReply,
    _ pages: NextPage,
    _ reader: JSONReader
  ) throws(HubError) -> StepOutcome {
    let received = reply.exchanges.last?.receivedAt ?? 0
    let contents = try step.endpoint.contents(
      of: ReplyText(
        body: reply.body,
        headers: reply.headers,
        url: reply.finalURL,
        receivedAt: Timestamp.text(secondsSince1970: received)
      ),
      to: step.request,
      reader: reader
    )
    guard step.endpoint.isPaged else { return .detail(contents) }
    if let objection = contents.objection { return doubt(step, objection) }
    if let beginning = contents.beginning, beginning == step.beginning {
      return doubt(step, "the page begins like the one before it", contents)
    }
    if !contents.ignored.isEmpty { return refusal(of: contents.ignored, by: step) }
    if contents.isTurnedRound, let again = RepeatedAsking(.descending, of: step, "ignored") {
      return .again(again)
    }
    do throws(HubError) {
      return .page(contents, next: try pages.address(after: reply, contents.continuation))
    } catch {
      return doubt(step, error.description, contents)
    }
  }

  private static func outcome(of step: Step, _ error: HubError, isFirst: Bool) -> StepOutcome {
    switch error.code {
    case .notFound where isFirst:
      if let again = RepeatedAsking(.plain, of: step, error.description) { return .again(again) }
      return absence(of: step, error)
    case .notFound, .gated, .disabled: return absence(of: step, error)
    case let code where step.endpoint.meansAbsence(code): return absence(of: step, error)
    case .refusedProperty:
      let asked = HubAddress.properties(askedBy: step.url)
      let named = error.refused(among: asked)
      let refused = named.isEmpty ? Expand.doubtful.filter(asked.contains) : named
      guard !refused.isEmpty else { return .incomplete(error.description) }
      return refusal(of: refused, by: step)
    case let code
    where step.endpoint.meansRefusal(code)
      && !HubAddress.properties(askedBy: step.url).isEmpty:
      return refusal(of: HubAddress.properties(askedBy: step.url), by: step)
    case .badRequest where step.endpoint.isPaged && step.endpoint.isOfRecords:
      return rejection(of: step, error)
    case _ where step.endpoint.isPaged && RetryPolicy.isHeavyPage(error):
      return RepeatedAsking(.smaller, of: step, error.description).map(StepOutcome.again)
        ?? .incomplete(error.description)
    case .cancelled: return .unasked
    case .badToken, .unreachable, .untrusted, .proxy: return .fatal(error)
    default: return .incomplete(error.description)
    }
  }

  private static func refusal(of properties: [String], by step: Step) -> StepOutcome {
    .refused(
      properties,
      Finding(.refusedProperty, subject: step.url, detail: properties.joined(separator: ", "))
    )
  }

  /// What it means that a listing's address was refused: an order that the Hub does not serve, or a
  /// cursor that it no longer takes.
  private static func rejection(of step: Step, _ error: HubError) -> StepOutcome {
    if HubAddress.hasCursor(step.url), !step.endpoint.mayBeginAnew {
      return .superseded(
        Finding(.expiredCursor, subject: step.url, detail: error.description)
      )
    }
    let again =
      RepeatedAsking(.expired, of: step, error.description)
      ?? RepeatedAsking(.descending, of: step, error.description)
    return again.map(StepOutcome.again) ?? .incomplete(error.description)
  }

  private static func absence(of step: Step, _ error: HubError) -> StepOutcome {
    guard step.endpoint.mayBeAbsent, let last = error.exchanges.last else {
      guard step.endpoint.isOfRecords, let status = error.status else {
        return .incomplete(error.description)
      }
      let reason = noListings(status)
      return error.code == .notFound
        ? .unlisted(Finding(.lacksListings, subject: step.url, detail: reason))
        : .incomplete(reason)
    }
    return .absent(
      status: last.status,
      at: Timestamp.text(secondsSince1970: last.receivedAt)
    )
  }
}

extension StepOutcome {
  private static func noListings(_ status: Int) -> String {
    "This endpoint has no listings: it answers HTTP \(status) to one. It may be a mirror that "
      + "serves named repositories alone. Name models, or ask the Hub itself."
  }

  /// What the archive tells of an outcome without contents; nil when the reply says it all.
  var ending: ArchiveNote.Ending? {
    switch self {
    case .page, .detail: nil
    case .stuck(_, let reason): .init(outcome: "stuck", detail: reason)
    case .absent(let status, _): .init(outcome: "absent", detail: "\(status)")
    case .refused(_, let finding): .init(outcome: "refused", detail: finding.detail)
    case .again(let again): .init(outcome: again.cause.rawValue, detail: again.detail)
    case .superseded(let finding): .init(outcome: "superseded", detail: finding.detail)
    case .unlisted(let finding): .init(outcome: "unlisted", detail: finding.detail)
    case .incomplete(let reason): .init(outcome: "incomplete", detail: reason)
    case .unasked: .init(outcome: "unasked", detail: "")
    case .fatal(let error): .init(outcome: "fatal", detail: error.description)
    }
  }

  /// The outcome that an archive tells of; nil when it makes no sense for the step.
  ///
  /// - Parameters:
  ///   - ending: What the archive tells.
  ///   - step: The step that asked, with the address it asked.
  ///   - time: When the last reply came, in seconds since 1970.
  init?(_ ending: ArchiveNote.Ending, of step: Step, at time: Double) {
    switch ending.outcome {
    case "absent":
      guard let status = Int(ending.detail) else { return nil }
      self = .absent(status: status, at: Timestamp.text(secondsSince1970: time))
    case "refused":
      let finding = Finding(.refusedProperty, subject: step.url, detail: ending.detail)
      self = .refused(ending.detail.split(separator: ", ").map(String.init), finding)
    case "superseded":
      self = .superseded(Finding(.expiredCursor, subject: step.url, detail: ending.detail))
    case "unlisted":
      self = .unlisted(Finding(.lacksListings, subject: step.url, detail: ending.detail))
    case "incomplete": self = .incomplete(ending.detail)
    case "unasked": self = .unasked
    case "fatal": self = .fatal(HubError(.unreachable(ending.detail), url: step.url))
    default:
      guard let cause = RepeatedAsking.Cause(rawValue: ending.outcome),
        let again = RepeatedAsking(cause, of: step, ending.detail)
      else { return nil }
      self = .again(again)
    }
  }
}

/// That a step is asked again, and why.
struct RepeatedAsking: Sendable {
  /// Why; the texts are those of the archive.
  enum Cause: String, Sendable {
    /// The Hub no longer takes the cursor: the listing is walked again from its first page.
    case expired
    /// The Hub does not list the oldest first: the listing is walked newest first.
    case descending
    /// The page took the Hub too long: the same place is asked for in smaller pages.
    case smaller
    /// The reply cannot be true: the same is asked for once more.
    case doubted
    /// The first answer is that there is nothing: a mirror may lack `expand`, so that the same is asked
    /// for without.
    case plain
  }

  /// How often a page is asked for again whose reply cannot be true.
  static let mostDoubts = 2

  let cause: Cause
  /// The address to ask.
  let url: String
  /// What happened, for people.
  let detail: String

  /// Nil where asking again in this way makes no sense.
  init?(_ cause: Cause, of step: Step, _ detail: String) {
    let url: String? =
      switch cause {
      case .expired: HubAddress.droppingCursor(from: step.url)
      case .descending:
        HubAddress.isAscending(step.url) ? HubAddress.droppingDirection(from: step.url) : nil
      case .smaller: HubAddress.halvingLimit(of: step.url)
      case .doubted: step.url
      case .plain:
        HubAddress.dropping(Set(HubAddress.properties(askedBy: step.url)), from: step.url)
      }
    guard let url else { return nil }
    (self.cause, self.url, self.detail) = (cause, url, detail)
  }

  /// Whether the listing begins anew.
  var isFromTheStart: Bool { cause == .expired || cause == .descending }

  /// How often a step may be asked again for this reason at one address.
  var most: Int {
    switch cause {
    case .expired: 3
    case .descending, .smaller, .plain: 1
    case .doubted: .max
    }
  }

  /// The step as it is asked again.
  func step(_ step: Step) -> Step {
    var step = step
    step.url = url
    step.doubts += cause == .doubted ? 1 : 0
    step.isPlain = step.isPlain || cause == .plain
    if isFromTheStart { step.beginning = nil }
    return step
  }

  /// What happened, as a finding about `address`; nil where that is not known yet.
  func finding(about address: String) -> Finding? {
    let code: Finding.Code? =
      switch cause {
      case .expired: .expiredCursor
      case .descending: .refusedOrder
      case .smaller: .heavyPage
      case .doubted: .doubtfulReply
      case .plain: nil
      }
    return code.map { Finding($0, subject: address, detail: detail) }
  }

  /// Why the step is left, once it was asked too often.
  var lastWords: String {
    switch cause {
    case .expired: "the Hub repeatedly rejected its own next-page link"
    case .descending, .smaller, .doubted, .plain: detail
    }
  }
}

extension Finding.Code {
  /// A cursor that the Hub no longer takes: the listing is walked from its beginning again.
  static let expiredCursor = Finding.Code(rawValue: "expired-cursor")
  /// A listing that the Hub does not give oldest first: it is walked newest first, and what is
  /// created meanwhile is left to the next refresh.
  static let refusedOrder = Finding.Code(rawValue: "refused-order")
  /// A reply that cannot be true, such as an empty listing of what the Hub itself counts: it was asked
  /// for again.
  static let doubtfulReply = Finding.Code(rawValue: "doubtful-reply")
  /// An endpoint that knows no `expand`: a mirror.
  static let lacksProperties = Finding.Code(rawValue: "lacks-expand")
  /// An endpoint that has no listings, and serves named repositories alone: a mirror.
  static let lacksListings = Finding.Code(rawValue: "lacks-listings")
  /// A page that took the Hub too long: it is asked for in smaller ones.
  static let heavyPage = Finding.Code(rawValue: "heavy-page")
}
