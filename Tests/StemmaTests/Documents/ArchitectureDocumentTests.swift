import Foundation
import StemmaTestSupport
import Testing

/// ARCHITECTURE.md names what is there.
@Suite struct ArchitectureDocumentTests {
  @Test func everyPathExists() throws {
    let missing = try Self.quoted().filter {
      ["Sources/", "queries", "Tests/", "Scripts/"].contains(where: $0.hasPrefix)
        && !FileManager.default.fileExists(atPath: Shared.package.appending(path: $0).path)
    }
    #expect(missing.isEmpty, "\(missing)")
  }

  @Test func everyFunctionIsDeclaredInItsFile() throws {
    for (path, names) in try Self.rows() {
      let file = Shared.package.appending(path: path)
      guard let text = try? String(contentsOf: file, encoding: .utf8) else {
        Issue.record("\(path) is not there")
        continue
      }
      for name in names {
        #expect(try Self.declares(name, text), "\(path) does not declare \(name)")
      }
    }
  }

  @Test func theArrowsAreThoseOfThePackage() throws {
    let package = try String(
      contentsOf: Shared.package.appending(path: "Package.swift"),
      encoding: .utf8
    )
    let told = try Self.lines().filter { $0.hasPrefix("| Stemma") }
    #expect(told.count > 10)
    for line in told {
      let cells = Self.cells(of: line)
      let target = try #require(
        package.components(separatedBy: "    .target(\n").first {
          $0.hasPrefix("      name: \"\(cells[0])\"")
        }
      ).components(separatedBy: "swiftSettings")[0]
      let dependencies = target.matches(of: /"(Stemma[A-Za-z]*)"/).map { String($0.1) }
      let expected = cells[1].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(Set(dependencies.dropFirst()) == Set(expected), "\(cells[0])")
    }
  }

  private static func lines() throws -> [String] {
    try String(contentsOf: Shared.package.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
      .components(separatedBy: "\n")
  }

  private static func cells(of line: String) -> [String] {
    line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func quoted() throws -> [String] {
    try lines().joined(separator: "\n").matches(of: /`([^`\n]+)`/).map { String($0.1) }
  }

  /// The rows of tables in which a file is followed by what it declares.
  private static func rows() throws -> [(path: String, names: [String])] {
    try lines().compactMap { line in
      let cells = cells(of: line)
      guard
        let index = cells.firstIndex(where: { $0.wholeMatch(of: /`Sources\/[^`]+\.swift`/) != nil }
        ),
        index + 1 < cells.count
      else { return nil }
      let names = cells[index + 1].matches(of: /`([^`]+)`/).map { String($0.1) }
      return (cells[index].replacing("`", with: ""), names)
    }
  }

  private static func declares(_ name: String, _ text: String) throws -> Bool {
    let base = name.prefix { $0 != "(" }
    let pattern = #"\b(func|struct|class|enum|actor|protocol|let|var|extension) \#(base)\b"#
    return try text.contains(Regex(pattern))
  }
}
