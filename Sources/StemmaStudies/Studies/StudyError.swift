/// What is wrong with a study file, all of it.
package struct StudyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One thing that is wrong.
  package struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1; nil when it concerns the whole file.
    package let line: Int?
    package let text: String

    package var description: String { (line.map { "line \($0): " } ?? "") + text }
  }

  /// The file's name.
  package let file: String
  /// In the order of their lines.
  package let problems: [Problem]

  package var description: String {
    ([
      "\(file) is not a valid study: \(problems.count) error\(problems.count == 1 ? "" : "s"). "
        + "See the article \"Studies\" for the format."
    ] + problems.map { "  \($0)" }).joined(separator: "\n")
  }
}
