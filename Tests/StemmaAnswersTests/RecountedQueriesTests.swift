import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// The numbers of named queries, beside those that plain Python counts in the tables.
@Suite(.timeLimit(.minutes(5))) struct RecountedQueriesTests {
  private static let subjects = [
    "model": "bigcode/starcoderbase", "dataset": "BAAI/Infinity-Instruct", "owner": "bigcode",
  ]

  @Test(.enabled("needs python3") { Python.succeeds("") })
  func agreeWithPython() async throws {
    try await Trial.of(World.demo()) { trial in
      try await trial.sweep(on: "2026-09-01")
      let path = trial.path()
      let recounted = try await Self.recounted(path, in: trial.folder)
      #expect(recounted.count >= 8)
      let folder = QueryFolder(of: Shared.package.appending(path: "queries"))
      for (name, expected) in recounted {
        let query = try folder.query(name)
        let given = Self.subjects.filter { subject in
          query.parameters.contains { $0.name == subject.key }
        }
        let rows = try trial.answers().rows(of: query, given: given).rows
        // Where the query tells more than it counts, only what it counts is compared.
        let width = expected.first?.count ?? 0
        #expect(rows.map { Array($0.prefix(width)) } == expected, "\(name)")
        #expect(name == "derivatives-by-language" || !rows.isEmpty, "\(name)")
      }
    }
  }

  private static func recounted(
    _ cache: String,
    in folder: URL
  ) async throws -> [String: [[JSONValue]]] {
    let output = try await Python.run(
      "recount_queries.py",
      [cache] + ["model", "dataset", "owner"].map { subjects[$0] ?? "" },
      in: folder
    )
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    let queries = try #require(value as? [String: [[Any]]])
    return queries.mapValues { rows in
      rows.map { row in
        row.map { cell -> JSONValue in
          switch cell {
          case let text as String: .string(text)
          case let number as NSNumber: .integer(number.int64Value)
          default: .null
          }
        }
      }
    }
  }
}
