import Foundation
import StemmaCore
@testable import StemmaStudies
import StemmaTestSupport
import Testing

@Suite struct ShippedFilesTests {
  private static let queries = Shared.package.appending(path: "queries")

  @Test func theProgramHasEveryQueryClaimAndStudy() throws {
    // The first folder is one without any, and there are no settings.
    let shipped = QueryFolder(
      environment: ["STEMMA_QUERIES": Shared.package.appending(path: "Examples").path],
      shipped: Shipped.files
    )
    let sources = QueryFolder(of: Self.queries)
    #expect(try shipped.queries() == sources.queries())
    #expect(try shipped.queries().count > 30)
    #expect(try ClaimFolder(in: shipped).claims() == ClaimFolder(in: sources).claims())
    #expect(try StudyFolder(in: shipped).listed() == StudyFolder(in: sources).listed())
    #expect(
      try StudyFolder(in: shipped).study("cartography-2025")
        == StudyFolder(in: sources).study("cartography-2025")
    )
  }

  @Test func aFileOfTheUserAddsOrTakesThePlace() throws {
    try withScratchFolder { folder in
      func write(_ path: String, _ text: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      try write("here/mine.sql", "-- Mine\nSELECT 1")
      try write("here/merges.sql", "-- Mine too\nSELECT 2")
      try write("settings/stemma/queries/merges.sql", "-- Of the settings\nSELECT 3")
      try write("settings/stemma/queries/own.sql", "-- Of the settings\nSELECT 4")
      let queries = QueryFolder(
        environment: [
          "STEMMA_QUERIES": folder.path + "/here", "XDG_CONFIG_HOME": folder.path + "/settings",
        ],
        shipped: [("merges.sql", "-- Shipped\nSELECT 5"), ("ghosts.sql", "-- Shipped\nSELECT 6")]
      )
      let titles = try queries.queries().map { "\($0.name): \($0.title)" }
      #expect(
        titles == ["ghosts: Shipped", "merges: Mine too", "mine: Mine", "own: Of the settings"]
      )
    }
  }
}
