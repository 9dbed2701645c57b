package import StemmaHub

/// Which Hub is asked, and as whom.
public struct HubSettings: Sendable {
  package let endpoint: Endpoint
  package let token: Token?

  /// Reads what the Hub's own tools read: `HF_ENDPOINT`, `HF_TOKEN`, the token's file.
  ///
  /// - Parameters:
  ///   - endpoint: The Hub's address; nil for the environment's, or huggingface.co.
  ///   - token: An access token; nil for the one the Hub's own tools would use.
  ///   - environment: The process's environment.
  /// - Throws: An error that says what is wrong with the address or the token.
  public init(endpoint: String?, token: String?, environment: [String: String]) throws {
    self.endpoint =
      try endpoint.map { try Endpoint($0) } ?? Endpoint(environment: environment)
    if let token {
      guard let token = Token(token) else {
        throw HarvestError(
          description: "The token is not one word of printable characters. Copy it again."
        )
      }
      self.token = token
    } else {
      self.token = Token.find(environment: environment)
    }
  }

  /// The address asked.
  public var address: String { endpoint.base }

  /// Whether requests carry a token: without one the quota is half.
  public var hasToken: Bool { token != nil }
}
