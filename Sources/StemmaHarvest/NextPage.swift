import StemmaHub

/// The one place that judges where a listing goes on.
///
/// A link that leads off the Hub, to its own page, to one that was asked for already, or to a listing of
/// something else would lose rows, or never end.
struct NextPage {
  let step: Step
  let client: HubClient
  /// Whether the step was given an answer from an address.
  let hasAsked: (String) -> Bool

  /// The address of the page that follows `reply`, or nil behind the last.
  ///
  /// - Throws: `HubError` when the reply's link cannot be true.
  func address(
    after reply: HubReply,
    _ continuation: Continuation
  ) throws(HubError) -> String? {
    let next: String?
    switch continuation {
    case .end: next = nil
    case .page(let url): next = url
    case .link: next = try client.next(after: reply)
    }
    guard let next else { return nil }
    func refuse(_ reason: String) -> HubError {
      HubError(.unreadableLink(reason), url: reply.finalURL)
    }
    if next == reply.finalURL || next == reply.requestedURL {
      throw refuse("it leads to its own page")
    }
    if hasAsked(next) { throw refuse("it leads back to an earlier page") }
    if next.prefix(while: { $0 != "?" }) != reply.finalURL.prefix(while: { $0 != "?" }) {
      throw refuse("it leads to another listing")
    }
    if HubAddress.filters(of: next) != HubAddress.filters(of: step.url) {
      throw refuse("it drops the filter")
    }
    if HubAddress.properties(askedBy: next).isEmpty,
      !HubAddress.properties(askedBy: reply.finalURL).isEmpty
    {
      throw refuse("it drops the properties asked for")
    }
    return next
  }
}
