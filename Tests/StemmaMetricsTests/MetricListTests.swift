import Foundation
import StemmaMetrics
import StemmaTestSupport
import Testing

/// Each metric is one file, and says all that a reader needs.
@Suite struct MetricListTests {
  /// The metrics that the files beside the list declare, each with the name of its file.
  private static func declared() throws -> [(metric: String, file: String)] {
    let folder = Shared.package.appending(path: "Sources/StemmaMetrics")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try paths.filter { $0.hasSuffix(".swift") }.flatMap { path in
      let file = folder.appending(path: path)
      let text = try String(contentsOf: file, encoding: .utf8)
      return text.matches(of: /(?m)^struct (\w+): \w*Metric \{/).map {
        (String($0.1), file.deletingPathExtension().lastPathComponent)
      }
    }
  }

  @Test func theListIsTheFiles() throws {
    let declared = try Self.declared()
    #expect(MetricList.all.map { "\(type(of: $0))" }.sorted() == declared.map(\.metric).sorted())
    #expect(declared.map(\.metric) == declared.map(\.file))
  }

  @Test func namesAreThoseOfTheTypesAndDiffer() {
    for metric in MetricList.all {
      #expect(metric.definition.name == Self.dashed("\(type(of: metric))"))
    }
    #expect(Set(MetricList.all.map(\.definition.name)).count == MetricList.all.count)
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
}
