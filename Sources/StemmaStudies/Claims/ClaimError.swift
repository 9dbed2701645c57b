import StemmaStore

/// What is wrong with a claim's file, all of it.
package struct ClaimError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One thing that is wrong.
  package struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1; nil when it concerns the whole file.
    package let line: Int?
    package let text: String

    package var description: String { (line.map { "line \($0): " } ?? "") + text }
  }

  /// The file's name.
  package let file: String
  package let problems: [Problem]

  package init(file: String, problems: [Problem]) {
    self.file = file
    self.problems = problems
  }

  /// One thing that is wrong.
  package init(file: String, line: Int?, text: String) {
    self.init(file: file, problems: [Problem(line: line, text: text)])
  }

  /// The first that is wrong and how many more there are, in one line.
  package var sentence: String {
    guard let first = problems.first else { return file }
    let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
    let text = first.text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return "\(file)\(first.line.map { ", line \($0)" } ?? ""): \(text)\(more)"
  }

  package var description: String {
    ([
      "\(file) is not a valid claim: \(problems.count) error\(problems.count == 1 ? "" : "s"). "
        + "See the article \"Claims\" for the format."
    ] + problems.map { "  \($0)" }).joined(separator: "\n")
  }
}

extension ClaimError {
  /// What is wrong with a claim's query, as SQLite tells it.
  init(_ claim: Claim, _ error: CacheError) {
    let before = claim.sql.utf8.prefix(error.offset ?? 0).count { $0 == UInt8(ascii: "\n") }
    self.init(file: claim.id + ".sql", line: claim.queryLine + before, text: error.message)
  }

  /// What is wrong with a claim's query as a whole.
  init(_ claim: Claim, _ text: String) {
    self.init(file: claim.id + ".sql", line: claim.queryLine, text: text)
  }
}
