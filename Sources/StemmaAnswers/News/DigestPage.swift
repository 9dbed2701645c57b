import Foundation
import StemmaCore

/// A digest as pages and feeds.
struct DigestPage {
  let digest: NewsDigest
  let endpoint: String

  /// The most lines of one that is watched; JSON has all.
  private static let shown = 200

  /// Where a repository stands, with every byte encoded that an address does not have.
  private func address(of item: News.Item) -> String {
    let prefix = item.kind == "model" ? "" : item.kind + "s/"
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let path = (prefix + item.id).utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + [byte].hexadecimal.uppercased()
    }
    return endpoint + "/" + path.joined()
  }

  /// Foreign text for XML and HTML: no mark acts, and nothing turns the text round.
  private static func xml(_ text: String) -> String { XMLText.escaped(TerminalText.inert(text)) }

  private func heading(_ news: News) -> String {
    "\(news.subjectKind) \(news.subject), \(news.fromDay) to \(news.toDay)"
  }

  private func more(_ news: News) -> String? {
    let rest = news.items.count - Self.shown
    return rest > 0 ? "and \(rest) more" : nil
  }

  var markdown: String {
    guard digest.hasNews else { return digest.text }
    return digest.eventful.map { news in
      let lines = news.items.prefix(Self.shown).map {
        "- \($0.event.rawValue): \(Table.Cell.markdownText($0.line))"
      }
      return "## \(Table.Cell.markdownText(heading(news)))\n\n"
        + (lines + (more(news).map { ["- \($0)"] } ?? [])).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  var html: String {
    let sections = digest.eventful.map { news in
      let lines = news.items.prefix(Self.shown).map { item in
        """
        <li><b>\(item.event.rawValue)</b> \
        <a href="\(Self.xml(address(of: item)))">\(Self.xml(item.id))</a>: \
        \(Self.xml(item.line))</li>
        """
      }
      return "<h2>\(Self.xml(heading(news)))</h2>\n<ul>\n"
        + (lines + (more(news).map { ["<li>\($0)</li>"] } ?? [])).joined(separator: "\n")
        + "\n</ul>\n"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>\(Self.xml(digest.title))</title></head>
      <body style="font-family: sans-serif">
      <h1>\(Self.xml(digest.title))</h1>
      \(sections.joined())</body>
      </html>

      """
  }

  /// A message of RFC 5322; who sends it names the addresses.
  var mail: String {
    // Lines of a body may be short only, and of ASCII only.
    let body = Data(html.utf8).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithLineFeed,
    ])
    return """
      Subject: Stemma: \(digest.title)
      MIME-Version: 1.0
      Content-Type: text/html; charset=utf-8
      Content-Transfer-Encoding: base64

      \(body)

      """
  }

  /// What tells a piece of news from all others, whenever it is told.
  private func identity(_ item: News.Item, of news: News) -> String {
    let parts = [
      news.subjectKind, news.subject, "\(news.to)", item.event.rawValue, item.kind, item.id,
      item.before ?? "", item.after ?? "",
    ]
    return "urn:stemma:" + SHA256.digest(of: Data(parts.joined(separator: "\n").utf8)).hexadecimal
  }

  /// The pieces of all feeds, in the order of the digest.
  private var entries: [(news: News, item: News.Item)] {
    digest.eventful.flatMap { news in news.items.prefix(Self.shown).map { (news, $0) } }
  }

  private var lastDay: String { digest.news.map(\.toDay).max() ?? "1970-01-01" }

  var rss: String {
    let items = entries.map { news, item in
      """
      <item>
      <title>\(Self.xml("\(item.event.rawValue): \(item.line)"))</title>
      <link>\(Self.xml(address(of: item)))</link>
      <guid isPermaLink="false">\(identity(item, of: news))</guid>
      <category>\(Self.xml(news.subject))</category>
      <pubDate>\(Self.mailDate(news.toDay))</pubDate>
      </item>

      """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <rss version="2.0">
      <channel>
      <title>Stemma</title>
      <link>\(Self.xml(endpoint))</link>
      <description>\(Self.xml(digest.title))</description>
      \(items.joined())</channel>
      </rss>

      """
  }

  var atom: String {
    let entries = entries.map { news, item in
      """
      <entry>
      <id>\(identity(item, of: news))</id>
      <title>\(Self.xml("\(item.event.rawValue): \(item.line)"))</title>
      <link href="\(Self.xml(address(of: item)))"/>
      <category term="\(Self.xml(news.subject))"/>
      <updated>\(Self.xml(news.toDay))T00:00:00Z</updated>
      </entry>

      """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom">
      <id>urn:stemma:watch</id>
      <title>Stemma</title>
      <subtitle>\(Self.xml(digest.title))</subtitle>
      <author><name>Stemma</name></author>
      <updated>\(Self.xml(lastDay))T00:00:00Z</updated>
      \(entries.joined())</feed>

      """
  }

  /// A day as mails and RSS write it, such as `Fri, 02 Jan 2026 00:00:00 GMT`.
  private static func mailDate(_ day: String) -> String {
    let parts = day.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, let seconds = Timestamp.secondsSince1970(in: day) else { return "" }
    let months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(separator: " ")
    let days = "Thu Fri Sat Sun Mon Tue Wed".split(separator: " ")
    let weekday = days[((Int(seconds) / 86_400) % 7 + 7) % 7]
    let number = parts[2] < 10 ? "0\(parts[2])" : "\(parts[2])"
    return "\(weekday), \(number) \(months[parts[1] - 1]) \(parts[0]) 00:00:00 GMT"
  }
}
