import StemmaHub
import StemmaRecords

/// What a reply means for the step that asked: decided before anything is written.
enum StepOutcome {
  /// A page of a listing, with the address of the next one.
  case page(ReplyContents, next: String?)
  /// The repository that was asked for.
  case detail(ReplyContents)
  /// There is no such repository, or it is not shown to us.
  case absent(status: Int, at: String)
  /// The step is to be asked again at another address.
  case changed(url: String, Finding)
  /// The step ends without its answer; the harvest goes on.
  case incomplete(String)
  /// The harvest cannot go on.
  case fatal(HubError)

  /// Whether the derive stage reads the reply.
  var isApplied: Bool {
    switch self {
    case .page, .detail, .absent: true
    case .changed, .incomplete, .fatal: false
    }
  }

  init(of step: Step, _ reply: Result<HubReply, HubError>) {
    switch reply {
    case .failure(let error): self = Self.outcome(of: step, error)
    case .success(let reply):
      do throws(HubError) {
        self = try Self.outcome(of: step, reply)
      } catch {
        self = .incomplete(error.description)
      }
    }
  }

  private static func outcome(
    of step: Step, _ reply: HubReply
  ) throws(HubError) -> StepOutcome {
    let contents = try ReplyContents(
      reply.body, purpose: step.purpose, kind: step.kind, subject: step.subject, url: step.url)
    guard step.purpose.isPaged else { return .detail(contents) }
    guard contents.satisfiesFilter else {
      return .incomplete("the Hub's answer ignores the filter")
    }
    return .page(contents, next: try reply.nextPage)
  }

  private static func outcome(of step: Step, _ error: HubError) -> StepOutcome {
    switch error.code {
    case .notFound, .gated, .disabled:
      guard !step.purpose.isPaged, let last = error.exchanges.last else {
        return .incomplete(error.description)
      }
      return .absent(
        status: last.status, at: Timestamp.text(secondsSince1970: Int64(last.receivedAt)))
    case .refusedProperty(let allowed):
      guard let url = HubAddress.dropping(propertiesNotIn: allowed, from: step.url) else {
        return .incomplete(error.description)
      }
      return .changed(
        url: url, Finding(.refusedProperty, subject: step.url, detail: error.description))
    case .badToken, .unreachable, .cancelled: return .fatal(error)
    default: return .incomplete(error.description)
    }
  }
}
