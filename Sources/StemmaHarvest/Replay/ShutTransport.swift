import StemmaHub

/// A door to the network that stays shut: whatever is asked of it fails at once.
struct ShutTransport: Transport {
  func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    throw HubError(.unreachable("a replay asks nothing of the network"), url: request.url)
  }
}
