/// The only door to the network: sends one request and follows nothing.
///
/// Faults for tests go in here, never into the code behind it.
package protocol Transport: Sendable {
  /// Returns the reply, whatever its status; throws when there is no whole reply.
  func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse
}
