/// The production Hub's origin, which its replies spell out.
enum HubOrigin {
  static let production = "https://huggingface.co"

  /// The path and query of an address, which may already be without an origin.
  static func relative(_ uri: String) -> String {
    uri.hasPrefix(production) ? String(uri.dropFirst(production.count)) : uri
  }
}
