import StemmaCore
import StemmaHub

/// Asks for what one step needs, page after page, ahead of the one who writes.
///
/// A page is fetched and unpacked while the one before it is read, and those before that are
/// written.
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
    var reply = await ask(step)
    while let present = reply {
      asked.insert(step.url)
      let foretold = foretold(by: present, to: step, asked)
      async let ahead = ask(foretold)
      let fetched = Fetched(step, present, from: client)
      events.yield(.reply(fetched))
      if case .page(_, let next?) = fetched.outcome, next == foretold?.url {
        step.url = next
        reply = await ahead
      } else {
        if await ahead != nil { await lead.give(1) }
        guard case .page(_, let next?) = fetched.outcome, !asked.contains(next), !bounds.areReached
        else { return }
        step.url = next
        reply = await ask(step)
      }
    }
  }

  /// What is asked next, as far as a reply tells without being read: a complete listing ends with
  /// its links, every other one may end before.
  private func foretold(
    by reply: Result<HubReply, HubError>,
    to step: Step,
    _ asked: Set<String>
  ) -> Step? {
    guard step.endpoint.endsWithItsLinks, case .success(let reply) = reply,
      let next = try? client.next(after: reply), !asked.contains(next), !bounds.areReached
    else { return nil }
    var following = step
    following.url = next
    return following
  }

  /// Asks once there is a place; nil when there is nothing to ask, or nothing more is to be asked.
  private func ask(_ step: Step?) async -> Result<HubReply, HubError>? {
    guard let step, await lead.take() else { return nil }
    do throws(HubError) {
      return .success(try await client.fetch(url: step.url, expecting: step.endpoint.content))
    } catch {
      return .failure(error)
    }
  }
}
