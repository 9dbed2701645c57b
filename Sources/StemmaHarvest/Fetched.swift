import StemmaCore
import StemmaHub

/// A reply to a step, read as far as that needs no table.
struct Fetched: Sendable {
  let step: Step
  let outcome: StepOutcome
  /// Every reply met on the way, redirects and refusals included.
  let exchanges: [HTTPResponse]

  init(_ step: Step, _ outcome: StepOutcome, _ exchanges: [HTTPResponse]) {
    (self.step, self.outcome, self.exchanges) = (step, outcome, exchanges)
  }

  init(_ step: Step, _ reply: Result<HubReply, HubError>, from client: HubClient) {
    self.step = step
    outcome = StepOutcome(of: step, reply, from: client, reader: JSONReader())
    switch reply {
    case .success(let reply): exchanges = reply.exchanges
    case .failure(let error): exchanges = error.exchanges
    }
  }
}
