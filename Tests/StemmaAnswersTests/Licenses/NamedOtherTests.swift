import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// A license without an id on the Hub carries its name and link in every answer.
@Suite(.timeLimit(.minutes(2))) struct NamedOtherTests {
  private static let terms = #""license": "other", "license_name": "my-terms""#
  private static let linked = #"\#(terms), "license_link": "https://example.org/terms""#
  private static let full = "other (my-terms, https://example.org/terms)"

  private static func world(_ fields: String) -> [String] {
    [
      #"{"model": {"id": "l/base", "cardData": {\#(linked)}}}"#,
      #"{"model": {"id": "a/one", "cardData": {"base_model": "l/base", \#(fields)}}}"#,
      #"{"model": {"id": "a/two", "cardData": {"base_model": "l/base", "license": "other"}}}"#,
      #"{"model": {"id": "a/three", "cardData": {"base_model": "l/base", "license": "mit"}}}"#,
      #"{"model": {"id": "a/silent", "cardData": {"base_model": "l/base"}}}"#,
    ]
  }

  @Test func isCountedByItsName() async throws {
    try await Trial.of(World(lines: Self.world(Self.terms))) { trial in
      try await trial.harvest()
      let answers = try trial.answers()
      let groups = try answers.derivatives(of: "l/base", by: .license).groups
      #expect(
        groups.map { "\($0.value ?? "-") \($0.all)" } == [
          "- 1", "mit 1", "other 1", "other (my-terms) 1",
        ]
      )
      let changes = try answers.changes(of: .license)
      #expect(Set(changes.drift.values) == [Self.full, "other (my-terms)", "other", "mit"])
      #expect(changes.total.changed == 3)
      #expect(try answers.tree(of: "l/base").text(as: .table).contains("my-terms"))
      for (name, given) in [("licenses", [:]), ("derivatives-by-license", ["model": "l/base"])] {
        let rows = try answers.rows(of: Self.queries.query(name), given: given)
        let names = try #require(rows.columns.firstIndex(of: "license_name"))
        let found = rows.rows.map { [$0[0].string, $0[names].string] }
        #expect(
          found.contains(["other", "my-terms"]) && found.contains(["other", nil]),
          "\(name)"
        )
        #expect(rows.columns.contains("license_link"))
      }
    }
  }

  @Test func standsBesideEachLicenseThatQueriesShow() throws {
    for query in try Self.queries.queries() where query.sql.contains("repo.license,") {
      #expect(query.sql.contains("repo.license_name"), "\(query.name)")
      #expect(query.sql.contains("repo.license_link"), "\(query.name)")
    }
  }

  @Test func isAnotherLicenseUnderAnotherName() async throws {
    try await Trial.of(World(lines: Self.world(Self.terms))) { trial in
      try await trial.sweep(on: "2026-01-01")
      trial.standIn.serve(try World(lines: Self.world(Self.linked)))
      try await trial.sweep(on: "2026-01-09")
      let answers = try trial.answers()
      let changed = try answers.difference().licenses
      #expect(changed.map(\.name) == ["a/one"])
      #expect(changed.map(\.before) == ["other (my-terms)"])
      #expect(changed.map(\.after) == [Self.full])
      // The groups follow a change of the name alone.
      let groups = try answers.derivatives(of: "l/base", by: .license).groups
      #expect(groups.contains { $0.value == Self.full && $0.all == 1 })
      let past = try trial.answers(asOf: "2026-01-02").derivatives(of: "l/base", by: .license)
        .groups
      #expect(past.contains { $0.value == "other (my-terms)" && $0.all == 1 })
    }
  }

  @Test func bindsUnderItsName() async throws {
    let flux = #""license": "other", "license_name": "flux-1-dev-non-commercial-license""#
    try await Trial.of(
      #"{"model": {"id": "l/base", "cardData": {\#(flux)}}}"#,
      #"{"model": {"id": "a/one", "cardData": {"base_model": "l/base", "license": "mit"}}}"#
    ) { trial in
      try await trial.harvest()
      let finding = try trial.answers().licenses(of: "a/one").hops.last?.finding
      #expect(
        finding?.breaches.first?.license == "other (flux-1-dev-non-commercial-license)"
      )
    }
  }

  private static let queries = QueryFolder(of: Shared.package.appending(path: "queries"))
}
