internal import StemmaCore

/// The `Link` header of a page that has a successor.
enum NextLink {
  /// An absolute link to `path` with these parameters, encoded as a browser would.
  static func header(
    origin: String,
    path: String,
    parameters: [HubRequest.Parameter]
  ) -> String {
    let query = parameters.map { "\(encoded($0.name))=\(encoded($0.value))" }
    return "<\(origin)\(path)?\(query.joined(separator: "&"))>; rel=\"next\""
  }

  /// A value as `encodeURIComponent` writes it.
  static func encoded(_ text: String) -> String {
    text.percentEncoded(keeping: "!*'()")
  }
}
