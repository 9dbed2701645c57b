import Foundation
import StemmaCore
import StemmaStore
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// What is said of a claim is listed once.
struct ClaimFieldsTests {
  @Test func areTheSameInJSONAndOnThePage() throws {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "c.sqlite").path, access: .write)
      let checks = try cache.read { connection in
        try ClaimChecks(ClaimWorld.folder.claims(), in: connection) { throw $0 }
      }
      for check in checks.checks {
        let page = try cache.read {
          try ClaimPage(check, history: VerdictHistory(of: check.claim, in: $0))
        }
        #expect(check.fields.map(\.key) == ClaimCheck.Field.Key.allCases)
        for field in check.fields {
          #expect(check.json[field.key.rawValue] == field.value)
          #expect(page.json[field.key.rawValue] == field.value)
        }
        // The words of the source stand above the fields.
        for field in check.fields.dropFirst(3) where field.value.string != nil {
          #expect(page.text.contains("\n  \(field.label) "))
        }
      }
    }
  }
}
