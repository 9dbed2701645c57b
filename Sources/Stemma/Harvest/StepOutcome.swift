import StemmaHub
import StemmaJSON
import StemmaRecords

/// What a reply means for the step that asked: decided before anything is written.
enum StepOutcome: Sendable {
  /// A page of a listing, with the address of the next one.
  case page(ReplyContents, next: String?)
  /// The repository that was asked for.
  case detail(ReplyContents)
  /// There is no such repository, or it is not shown to us.
  case absent(status: Int, at: String)
  /// The Hub does not know some of the properties asked for: the step is asked again without.
  case refused([String], Finding)
  /// The Hub no longer takes the cursor: the listing is walked again from its first page.
  case expired(first: String, Finding)
  /// The step ends without its answer; the harvest goes on.
  case incomplete(String)
  /// The harvest was stopped before there was an answer.
  case unasked
  /// The harvest cannot go on.
  case fatal(HubError)

  /// Whether the derive stage reads the reply.
  var isApplied: Bool {
    switch self {
    case .page, .detail, .absent: true
    case .refused, .expired, .incomplete, .unasked, .fatal: false
    }
  }

  init(
    of step: Step,
    _ reply: Result<HubReply, HubError>,
    from client: HubClient,
    reader: JSONReader
  ) {
    switch reply {
    case .failure(let error): self = Self.outcome(of: step, error)
    case .success(let reply):
      do throws(HubError) {
        self = try Self.outcome(of: step, reply, client, reader)
      } catch {
        self = .incomplete(error.description)
      }
    }
  }

  private static func outcome(
    of step: Step,
    _ reply: HubReply,
    _ client: HubClient,
    _ reader: JSONReader
  ) throws(HubError) -> StepOutcome {
    let contents = try ReplyContents(
      reply.body,
      purpose: step.purpose,
      kind: step.kind,
      subject: step.subject,
      url: reply.finalURL,
      receivedAt: Timestamp.text(secondsSince1970: Int64(reply.exchanges.last?.receivedAt ?? 0)),
      reader: reader
    )
    guard step.purpose.isPaged else { return .detail(contents) }
    if let objection = contents.objection { return .incomplete(objection) }
    if contents.reachesBack { return .page(contents, next: nil) }
    let next = try client.next(after: reply)
    if let next, HubAddress.filters(of: next) != HubAddress.filters(of: step.url) {
      return .incomplete("the address of the next page drops the filter")
    }
    return .page(contents, next: next)
  }

  private static func outcome(of step: Step, _ error: HubError) -> StepOutcome {
    switch error.code {
    case .notFound, .gated, .disabled:
      guard !step.purpose.isPaged, let last = error.exchanges.last else {
        return .incomplete(error.description)
      }
      return .absent(
        status: last.status,
        at: Timestamp.text(secondsSince1970: Int64(last.receivedAt))
      )
    case .refusedProperty:
      let asked = HubAddress.properties(askedBy: step.url)
      let named = error.refused(among: asked)
      let refused = named.isEmpty ? Expand.doubtful.filter(asked.contains) : named
      guard !refused.isEmpty else { return .incomplete(error.description) }
      return .refused(
        refused,
        Finding(
          .refusedProperty,
          subject: step.url,
          detail: refused.joined(separator: ", ")
        )
      )
    case .badRequest where step.purpose.isPaged:
      guard let first = HubAddress.droppingCursor(from: step.url) else {
        return .incomplete(error.description)
      }
      return .expired(
        first: first,
        Finding(.expiredCursor, subject: step.url, detail: error.description)
      )
    case .cancelled: return .unasked
    case .badToken, .unreachable, .untrusted: return .fatal(error)
    default: return .incomplete(error.description)
    }
  }
}
