import StemmaHub
import StemmaRecords

/// Asks for what one step needs, page after page, ahead of the one who writes.
///
/// A page is fetched, unpacked and decoded while those before it are written.
struct StepRun: Sendable {
  /// What becomes of a step.
  enum Event: Sendable {
    /// A reply came; it holds a place of the lead.
    case reply(Fetched)
    /// No more replies follow.
    case end
  }

  let client: HubClient
  let lead: Lead
  let bounds: HarvestBounds
  let events: AsyncStream<Event>.Continuation

  /// Asks until the last page, or until something other than a page comes.
  ///
  /// - Parameters:
  ///   - step: What to ask for first.
  ///   - asked: Addresses that the step was given answers from: a listing that leads back to one
  ///     of them would never end.
  func callAsFunction(_ step: Step, asked: Set<String>) async {
    defer { events.yield(.end) }
    var (step, asked) = (step, asked)
    while await lead.take() {
      let fetched = await fetch(step)
      events.yield(.reply(fetched))
      asked.insert(step.url)
      guard case .page(_, let next?) = fetched.outcome, !asked.contains(next), !bounds.areReached
      else { return }
      step.url = next
    }
  }

  private func fetch(_ step: Step) async -> Fetched {
    do throws(HubError) {
      let reply = try await client.fetch(url: step.url, expecting: step.purpose.content)
      return Fetched(step, .success(reply), from: client)
    } catch {
      return Fetched(step, .failure(error), from: client)
    }
  }
}
