/// What the article on the cache says of each table and view, and of their columns.
package struct TableDescriptions {
  /// One table or view.
  package struct Entry {
    /// The words below its heading; empty where its columns say all.
    package var text = ""
    /// Its columns in order, with what each holds.
    package var columns: [(name: String, text: String)] = []
    fileprivate var isOpen = true
  }

  /// By the names of the tables, in the order of the article.
  package private(set) var entries: [(table: String, entry: Entry)] = []

  /// Those of the article that belongs to this version.
  package static let ofThisVersion = TableDescriptions(
    article: String(decoding: PackageResources.Cache_md, as: UTF8.self)
  )

  /// Reads headings `### table`, the first paragraph below each, and rows `| column | holds |`.
  init(article: String) {
    for line in article.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("### ") {
        entries.append((String(line.dropFirst(4)), Entry()))
      } else if line.hasPrefix("## ") {
        close()
      } else if let last = entries.indices.last {
        Self.read(line, into: &entries[last].entry)
      }
    }
  }

  private mutating func close() {
    if let last = entries.indices.last { entries[last].entry.isOpen = false }
  }

  private static func read(_ line: Substring, into entry: inout Entry) {
    if line.hasPrefix("| ") {
      entry.isOpen = false
      guard let row = line.wholeMatch(of: /\| (\w+) \| (.+) \|/), row.1 != "column" else { return }
      entry.columns.append((String(row.1), plain(row.2)))
    } else if line.isEmpty {
      if !entry.text.isEmpty { entry.isOpen = false }
    } else if entry.isOpen {
      entry.text += (entry.text.isEmpty ? "" : " ") + plain(line)
    }
  }

  /// Without the marks of Markdown.
  private static func plain(_ text: Substring) -> String {
    String(text).replacing("`", with: "").replacing(/<doc:(\w+)>/) { "\($0.1).md" }
  }
}
