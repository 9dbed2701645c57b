package import StemmaCore

/// Path and query of one of the Hub's routes; the endpoint gives it an origin.
package struct HubAddress: Sendable, Hashable, CustomStringConvertible {
  /// Percent-encoded, beginning with `/`.
  package let pathAndQuery: String

  package var description: String { pathAndQuery }

  /// The bucket that a request for it counts in.
  package var bucket: Bucket { Bucket(path: pathAndQuery) }

  init(_ segments: [String], _ query: [(String, String?)] = []) {
    let path = segments.map { "/" + $0.percentEncoded() }.joined()
    let pairs = query.compactMap { name, value in
      value.map { name.percentEncoded() + "=" + $0.percentEncoded() }
    }
    pathAndQuery = pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
  }

  /// Owner and name apart; a further slash belongs to neither route nor grammar and is encoded.
  static func segments(of name: String) -> [String] {
    name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  }

  static func repo(_ kind: RepoKind, _ name: String, _ route: String...) -> [String] {
    ["api", kind.apiSegment] + segments(of: name) + route
  }
}

extension HubAddress {
  /// The key a listing is sorted by: an open set.
  package struct Sort: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The only key that never changes, and the only one by which the Hub lists in either
    /// direction: for listings that must be complete.
    package static let createdAt = Sort(rawValue: "createdAt")
    package static let lastModified = Sort(rawValue: "lastModified")
    package static let downloads = Sort(rawValue: "downloads")
    package static let likes = Sort(rawValue: "likes")
    package static let trendingScore = Sort(rawValue: "trendingScore")
  }

  /// A listing; every filter must hold, and `limit` is the size of a page.
  ///
  /// The Hub ignores a parameter it does not know and then lists everything: check that the first
  /// row satisfies the filter. It lists Spaces without looking at `gated`. The greatest come first,
  /// unless `isAscending` turns the order round.
  package static func listing(
    _ kind: RepoKind,
    filters: [String] = [],
    author: String? = nil,
    gated: Bool? = nil,
    sort: Sort? = nil,
    isAscending: Bool = false,
    limit: Int? = nil,
    expand: [String] = []
  ) -> HubAddress {
    HubAddress(
      ["api", kind.apiSegment],
      filters.map { ("filter", $0) }
        + [
          ("author", author), ("gated", gated.map(String.init)), ("sort", sort?.rawValue),
          ("direction", isAscending ? "1" : nil), ("limit", limit.map(String.init)),
        ]
        + expand.map { ("expand", $0) }
    )
  }

  /// The Spaces that use a model.
  package static func spaces(
    using model: String,
    sort: Sort? = nil,
    limit: Int? = nil,
    expand: [String] = []
  ) -> HubAddress {
    HubAddress(
      ["api", "spaces"],
      [("models", model), ("sort", sort?.rawValue), ("limit", limit.map(String.init))]
        + expand.map { ("expand", $0) }
    )
  }

  /// Everything about one repository, at its head or at a revision.
  package static func detail(
    _ kind: RepoKind,
    _ name: String,
    revision: String? = nil,
    expand: [String] = []
  ) -> HubAddress {
    HubAddress(
      repo(kind, name) + (revision.map { ["revision", $0] } ?? []),
      expand.map { ("expand", $0) }
    )
  }

  /// What a user likes and since when, newest first.
  package static func likes(ofUser name: String) -> HubAddress {
    HubAddress(["api", "users", name, "likes"])
  }

  /// A paper by its arXiv identifier.
  package static func paper(_ arxiv: String) -> HubAddress {
    HubAddress(["api", "papers", arxiv])
  }
}

extension HubAddress {
  /// The properties that an address asks for with `expand`, in either of its spellings.
  package static func properties(askedBy url: String) -> [String] {
    parameters(of: url).compactMap(property)
  }

  /// The address without asking for `refused`, or nil when it asks for none of them.
  ///
  /// All other parameters stay as they are spelt.
  package static func dropping(_ refused: Set<String>, from url: String) -> String? {
    keeping({ property($0).map { !refused.contains($0) } ?? true }, of: url)
  }

  /// What narrows a listing, as its address spells it, in order.
  package static func filters(of url: String) -> [String] {
    parameters(of: url).filter { parameter in
      ["filter=", "gated=", "models="].contains(where: parameter.hasPrefix)
    }.map(String.init).sorted()
  }

  /// The whole number that an address gives to a parameter.
  package static func number(_ name: String, in url: String) -> Int? {
    parameters(of: url).first { $0.hasPrefix(name + "=") }.flatMap {
      Int($0.dropFirst(name.count + 1))
    }
  }

  /// The address of a listing's first page, or nil when it already is that.
  package static func droppingCursor(from url: String) -> String? {
    keeping({ !$0.hasPrefix("cursor=") }, of: url)
  }

  /// Whether an address asks for the smallest first.
  package static func isAscending(_ url: String) -> Bool { number("direction", in: url) == 1 }

  /// The address of the same listing with the greatest first, from its first page on.
  package static func droppingDirection(from url: String) -> String {
    keeping({ !$0.hasPrefix("direction=") && !$0.hasPrefix("cursor=") }, of: url) ?? url
  }

  /// Whether an address is of a page behind the first one.
  package static func hasCursor(_ url: String) -> Bool { droppingCursor(from: url) != nil }

  /// The same place of a listing with half as many rows a page; nil where that is not worth it.
  package static func halvingLimit(of url: String) -> String? {
    guard let limit = number("limit", in: url), limit >= 2 * smallestPage,
      number("p", in: url) == nil
    else { return nil }
    let path = String(url.prefix { $0 != "?" })
    let halved = parameters(of: url).map { $0.hasPrefix("limit=") ? "limit=\(limit / 2)" : $0 }
    return path + "?" + halved.joined(separator: "&")
  }

  // Pages of this size came deep into walks, too, when larger ones did not.
  private static let smallestPage = 100

  private static func keeping(_ isKept: (Substring) -> Bool, of url: String) -> String? {
    let all = parameters(of: url)
    let kept = all.filter(isKept)
    guard kept.count < all.count else { return nil }
    let path = String(url.prefix { $0 != "?" })
    return kept.isEmpty ? path : path + "?" + kept.joined(separator: "&")
  }

  private static func parameters(of url: String) -> [Substring] {
    guard let mark = url.firstIndex(of: "?") else { return [] }
    return url[url.index(after: mark)...].split(separator: "&")
  }

  private static func property(_ parameter: Substring) -> String? {
    let parts = parameter.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, ["expand", "expand[]", "expand%5B%5D"].contains(parts[0]) else {
      return nil
    }
    return String(parts[1])
  }
}

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

  /// The bucket that a request for this path, with or without a query, counts in as far as is known:
  /// the header of its reply decides.
  package init(path: String) {
    let path = path.prefix { $0 != "?" && $0 != "#" }
    let isFile = path.contains("/resolve/") || path.contains("/raw/")
    if isFile || path.hasPrefix("/api/resolve-cache/") {
      self = .resolvers
    } else {
      self = path == "/api" || path.hasPrefix("/api/") ? .api : .pages
    }
  }
}

/// The `expand` properties Stemma asks for.
///
/// `_id` and `id` come unasked. A property the Hub refuses is dropped and the harvest goes on.
package enum Expand {
  /// For listings of a thousand rows a page: what lineage, reuse and counters need, nothing heavy.
  package static func sweep(_ kind: RepoKind) -> [String] {
    switch kind {
    case .model:
      [
        "author", "baseModels", "cardData", "createdAt", "disabled", "downloads",
        "downloadsAllTime", "gated", "lastModified", "library_name", "likes", "pipeline_tag",
        "private", "safetensors", "sha", "tags", "trendingScore",
      ]
    case .dataset:
      [
        "author", "cardData", "createdAt", "disabled", "downloads", "downloadsAllTime", "gated",
        "lastModified", "likes", "mainSize", "paperswithcode_id", "private", "sha", "tags",
        "trendingScore",
      ]
    case .space:
      [
        "author", "cardData", "createdAt", "datasets", "disabled", "lastModified", "likes",
        "models", "private", "sdk", "sha", "subdomain", "tags", "trendingScore",
      ]
    }
  }

  /// For listings that are to cost little: what changes without a commit, and what tells that there
  /// was one.
  package static func glimpse(_ kind: RepoKind) -> [String] {
    let common = ["disabled", "lastModified", "likes", "private", "sha", "trendingScore"]
    return kind == .space ? common : common + ["downloads", "downloadsAllTime", "gated"]
  }

  /// Properties that a record has only where they are asked for by name.
  package static let byNameAlone: Set<String> = [
    "baseModels", "childrenModelCount", "downloadsAllTime", "evalResults", "trendingScore",
  ]

  /// Properties that the listing has refused at times: the first to do without when a refusal does
  /// not say which one it means.
  package static let doubtful = ["baseModels"]

  /// All that listings of a kind are known to take.
  package static func known(_ kind: RepoKind) -> [String] {
    let others =
      switch kind {
      case .model:
        """
        childrenModelCount config evalResults gguf inference inferenceProviderMapping mask_token \
        model-index resourceGroup siblings spaces transformersInfo usedStorage widgetData xetEnabled
        """
      case .dataset: "citation description resourceGroup siblings usedStorage xetEnabled"
      case .space: "region resourceGroup runtime siblings usedStorage xetEnabled"
      }
    return sweep(kind) + others.split(separator: " ").map(String.init)
  }

  /// For one repository: the sweep's properties and those that the listing refuses or that weigh.
  package static func detail(_ kind: RepoKind) -> [String] {
    switch kind {
    case .model: sweep(kind) + ["childrenModelCount", "siblings", "config", "gguf", "usedStorage"]
    case .dataset: sweep(kind) + ["citation", "description", "siblings", "usedStorage"]
    case .space: sweep(kind) + ["region", "runtime", "siblings", "usedStorage"]
    }
  }
}
