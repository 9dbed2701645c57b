public import StemmaCore

/// The news of all that is watched.
public struct NewsDigest: Sendable, Hashable {
  /// Of each that is watched, in the order of the list.
  public let news: [News]

  /// Makes one from its parts, without a cache.
  public init(news: [News] = []) { self.news = news }

  /// Whether anything happened.
  public var hasNews: Bool { news.contains { !$0.items.isEmpty } }

  /// The earliest harvest that it tells from; nil where nothing is watched.
  public var from: Int64? { news.map(\.from).min() }

  /// Those to whom something happened.
  var eventful: [News] { news.filter { !$0.items.isEmpty } }

  /// What a page or a mail is called.
  var title: String {
    guard hasNews else { return "No news" }
    let count = news.reduce(0) { $0 + $1.items.count }
    return count.counted("piece of news", "pieces of news") + " of "
      + eventful.count.counted("watched name")
  }
}

extension NewsDigest: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    ["has_news": .bool(hasNews), "watched": .array(news.map(\.json))]
  }

  /// The news, a row each.
  public var table: Table {
    Table(
      ["of"] + News.members,
      rows: news.flatMap { each in each.items.map { [.text(each.subject)] + News.row(of: $0) } }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    guard hasNews else {
      return news.isEmpty
        ? "Nothing is watched: add names with `stemma watch add`.\n"
        : "Nothing happened to \(news.count.counted("watched name")).\n"
    }
    return eventful.map(\.text).joined(separator: "\n")
  }
}

/// The ways a digest can be written.
public enum DigestFormat: String, CaseIterable, Sendable {
  /// Lines for a terminal.
  case text
  /// Headings and lists.
  case markdown
  /// A page that loads nothing.
  case html
  /// The page as a message, for a program that sends mail.
  case mail
  /// One JSON value.
  case json
  /// A feed of RSS 2.0.
  case rss
  /// A feed of Atom (RFC 4287).
  case atom

  /// Whether readers come back to it and keep what they saw: then it tells of a month, whenever written.
  public var isFeed: Bool { self == .rss || self == .atom }

  /// The digest in this format; links lead to the Hub at `endpoint`.
  ///
  /// Names, licenses and whatever else comes from the Hub mean nothing but themselves in it.
  public func text(of digest: NewsDigest, endpoint: String = "https://huggingface.co") -> String {
    let page = DigestPage(digest: digest, endpoint: endpoint)
    return switch self {
    case .text: digest.text
    case .json: digest.json.inertText + "\n"
    case .markdown: page.markdown
    case .html: page.html
    case .mail: page.mail
    case .rss: page.rss
    case .atom: page.atom
    }
  }
}
