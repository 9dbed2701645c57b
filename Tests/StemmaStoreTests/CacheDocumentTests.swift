import Foundation
import StemmaStore
import StemmaTestSupport
import Testing

@Suite struct CacheDocumentTests {
  /// The columns of each table or view, in order.
  private typealias Tables = [String: [String]]

  @Test func theArticleNamesEveryTableAndColumn() throws {
    #expect(try Self.described() == Self.made())
  }

  @Test func everyTableHasOneWritingStage() throws {
    let tables = Schema.tablesByStage.flatMap(\.tables)
    let views: Set = [
      "counter_gap", "counter_series", "dataset_reuse", "derivative", "finding", "imported_repo",
      "inherited_attribute", "license_step", "lineage", "lineage_finding", "mass_upload_model",
      "model", "model_architecture", "model_copy", "node", "repo_tag", "study_derivative",
      "study_node", "study_owner", "study_use", "written_tag",
    ]
    #expect(Set(tables).count == tables.count)
    #expect(Set(tables) == Set(try Self.made().keys).subtracting(views))
  }

  private static func made() throws -> Tables {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
    return try cache.read { connection in
      let names = try connection.rows(
        """
        SELECT name FROM sqlite_master
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
        """
      ) { $0.text(0) }
      var tables: Tables = [:]
      for name in names {
        tables[name] = try connection.rows("SELECT name FROM pragma_table_info(?)", name) {
          $0.text(0)
        }
      }
      return tables
    }
  }

  private static func described() throws -> Tables {
    let article = Shared.package.appending(path: "Sources/Stemma/Stemma.docc/Cache.md")
    var tables: Tables = [:]
    var table = ""
    for line in try String(contentsOf: article, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("### ") {
        table = String(line.dropFirst(4))
        tables[table] = []
      } else if line.hasPrefix("| "), !line.hasPrefix("| column ") {
        let column = line.dropFirst(2).prefix { $0 != " " }
        tables[table, default: []].append(String(column))
      }
    }
    return tables
  }
}
