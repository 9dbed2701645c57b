import Mustache
import StemmaCore

/// Text between tags and in quoted attributes of HTML.
///
/// Looks at scalars: a quotation mark that a mark combines with still ends an attribute. What would
/// act invisibly, such as a direction mark, is shown escaped.
struct InertHTML: MustacheContentType {
  static let name = "INERT-HTML"

  func escapeText(_ text: String) -> String {
    TerminalText.inert(text, keeping: ["\n"]).unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "`": escaped += "&#96;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}

/// Text in paragraphs, headings and tables of Markdown: no mark means anything, no line breaks.
struct InertMarkdown: MustacheContentType {
  static let name = "INERT-MARKDOWN"

  func escapeText(_ text: String) -> String { Table.Cell.markdownText(text) }
}
