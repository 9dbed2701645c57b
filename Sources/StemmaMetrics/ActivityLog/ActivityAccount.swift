/// Whoever acts, as far as metrics of activity need to know.
struct ActivityAccount: Sendable, Hashable {
  let name: String
  let isBot: Bool
  /// Whether it owns very many models of the cache, and none of those asked about.
  var isMassPublisher: Bool
}
