import Foundation
import StemmaCore
import StemmaStudies
import StemmaTestSupport
import Testing

/// The study that ships with the project.
@Suite struct CartographyStudyTests {
  private static func study() throws -> Study {
    let folder = StudyFolder(in: QueryFolder(of: Shared.package.appending(path: "queries")))
    return try folder.study("cartography-2025").study
  }

  @Test func hasFourteenCasesAndOneExample() throws {
    let projects = try Self.study().projects
    #expect(projects.filter { $0.role == "case" }.count == 14)
    #expect(projects.filter { $0.role == "example" }.map(\.name) == ["BigCode"])
  }

  @Test func saysOfEachCaseWhatTheSampleSays() throws {
    let facts: [Study.Section] = [.developer, .class, .governance, .region, .license]
    for project in try Self.study().projects where project.role == "case" {
      let sections = project.items.map(\.section)
      #expect(Set(facts).subtracting(sections) == [], "\(project.id)")
      #expect(sections.contains(.organizations) && sections.contains(.roots), "\(project.id)")
      let own = project.items.filter { $0.section.isOfRepositories && $0.role != "other" }
      let owners = project.items.filter { $0.section == .organizations && $0.role != "other" }
      let others = own.filter { item in
        item.role != "copy" && item.role != "leaderboard"
          && !owners.contains { item.name.hasPrefix($0.name + "/") }
      }
      #expect(others.map(\.name) == [], "\(project.id)")
    }
  }
}
