/// One of the Hub's separate quotas: an open set in the words of its `RateLimit` header.
package struct Bucket: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package var description: String { rawValue }

  package static let api = Bucket(rawValue: "api")
  /// File contents, redirect targets included.
  package static let resolvers = Bucket(rawValue: "resolvers")
  package static let pages = Bucket(rawValue: "pages")

  /// The buckets the Hub documents.
  package static let known: [Bucket] = [.api, .resolvers, .pages]

  /// The bucket that a request for this path, with or without a query, counts in.
  package init(path: String) {
    let path = path.prefix { $0 != "?" && $0 != "#" }
    if path.contains("/resolve/") || path.hasPrefix("/api/resolve-cache/") {
      self = .resolvers
    } else {
      self = path == "/api" || path.hasPrefix("/api/") ? .api : .pages
    }
  }
}
