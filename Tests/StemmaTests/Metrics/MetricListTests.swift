import Foundation
import StemmaMetrics
import StemmaTestSupport
import Testing

/// Each metric is one file, and the file says what the metric says.
@Suite struct MetricListTests {
  private static let folder = Shared.package.appending(path: "Sources/StemmaAnalysis/Metrics")

  /// The files of metrics stand in folders; what they share stands above them.
  private static func files() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension.isEmpty }
      .flatMap {
        try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
      }
      .filter { $0.pathExtension == "swift" }
  }

  @Test func theListIsTheFiles() throws {
    let files = try Self.files().map { $0.deletingPathExtension().lastPathComponent }
    #expect(MetricList.all.map { "\(type(of: $0))" }.sorted() == files.sorted())
  }

  @Test func namesAreThoseOfTheTypesAndDiffer() {
    for metric in MetricList.all {
      #expect(metric.definition.name == Self.dashed("\(type(of: metric))"))
    }
    #expect(Set(MetricList.all.map(\.definition.name)).count == MetricList.all.count)
  }

  @Test func theFirstCommentSaysWhatTheDefinitionSays() throws {
    let files = Dictionary(
      uniqueKeysWithValues: try Self.files().map {
        ($0.deletingPathExtension().lastPathComponent, $0)
      }
    )
    for metric in MetricList.all {
      let file = try #require(files["\(type(of: metric))"])
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      let comment = lines.drop { !$0.hasPrefix("///") }.prefix { $0.hasPrefix("///") }
        .map { $0.dropFirst(3) }.joined(separator: " ")
      let definition = metric.definition
      let expected =
        [definition.definition, "- Formula: \(definition.formula)", "- Unit: \(definition.unit)"]
        + ["- Source: \(definition.source)"] + definition.cautions.map { "- Caution: \($0)" }
      #expect(Self.words(comment) == expected.map(Self.words).joined(separator: " "), "\(file)")
    }
  }

  @Test func eachSaysAllThatAReaderNeeds() {
    for definition in MetricList.all.map(\.definition) {
      let texts = [definition.definition, definition.formula, definition.unit, definition.source]
      #expect(texts.allSatisfy { !$0.isEmpty }, "\(definition.name)")
      #expect(!definition.scopes.isEmpty && !definition.cautions.isEmpty, "\(definition.name)")
    }
  }

  private static func dashed(_ type: String) -> String {
    type.reduce(into: "") { name, letter in
      if letter.isUppercase, !name.isEmpty { name += "-" }
      name += letter.lowercased()
    }
  }

  private static func words(_ text: String) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
  }
}
