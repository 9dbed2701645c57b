import Foundation

/// Writes Swift that holds the text of files: `stemma-embed OUTPUT FOLDER FILE...`, each file named as
/// it stands in the folder.
///
/// Runs while the package is built. A program that was moved then has its files with it, and they
/// stand in the sources once.
@main
enum Embed {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
    guard arguments.count >= 2 else { throw EmbedError("OUTPUT and FOLDER are needed") }
    let folder = arguments[1].path + "/"
    let entries = try arguments.dropFirst(2).map { file in
      guard file.path.hasPrefix(folder) else { throw EmbedError("\(file.path): outside \(folder)") }
      guard let text = String(validating: try Data(contentsOf: file), as: UTF8.self) else {
        throw EmbedError("\(file.path): not UTF-8")
      }
      return "    (\(literal(file.path.dropFirst(folder.count))), \(literal(text))),\n"
    }
    try """
    /// The files that ship in the program, by their paths.
    enum Shipped {
      static let files: [(path: String, text: String)] = [
    \(entries.joined())  ]
    }

    """.write(to: arguments[0], atomically: true, encoding: .utf8)
  }

  private static func literal(_ text: some StringProtocol) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"": literal += "\\\(scalar)"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        literal += "\\u{\(String(scalar.value, radix: 16))}"
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}

/// Why files cannot be embedded.
struct EmbedError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
