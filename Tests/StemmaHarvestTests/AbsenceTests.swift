import StemmaAnswers
import Stemma
import StemmaStandIn
import StemmaTrialSupport
import Testing

@Suite struct AbsenceTests {
  private static let base = #"{"model": {"id": "lab/base"}}"#
  private static let chat =
    #"{"model": {"id": "ann/chat", "cardData": {"base_model": "lab/base"}}}"#

  @Test func isBelievedWhenItIsMetOnTwoDays() async throws {
    let (whole, less) = (
      try World(lines: [Self.base, Self.chat]), try World(lines: [Self.base])
    )
    try await Trial.of(whole, options: .withoutQuota) { trial in
      func derivatives(asOf date: String? = nil) throws -> Int {
        try trial.answers(asOf: date).derivatives(of: "lab/base").all.total
      }
      try await trial.sweep(on: "2026-01-01")
      trial.standIn.serve(less)
      try await trial.sweep(on: "2026-01-02")
      try await trial.sweep(on: "2026-01-02T12:00:00Z")
      #expect(try derivatives() == 1, "missed on one day only")
      try await trial.sweep(on: "2026-01-03")
      #expect(try derivatives() == 0)
      #expect(
        try trial.rows("SELECT name, gone_since FROM repo ORDER BY name")
          == ["ann/chat | 4", "lab/base | -"]
      )

      trial.standIn.serve(whole)
      try await trial.sweep(on: "2026-01-04")
      #expect(try derivatives() == 1, "back again")
      #expect(try derivatives(asOf: "2026-01-03") == 0)
      #expect(try derivatives(asOf: "2026-01-02") == 1)
    }
  }

  @Test func ofARenamedRepositoryIsNoAbsence() async throws {
    let id = #""_id": "65f000000000000000000001""#
    let before = try World(lines: [#"{"model": {"id": "old/name", \#(id)}}"#])
    let after = try World(lines: [
      #"{"model": {"id": "new/name", \#(id)}}"#,
      #"{"rename": {"kind": "model", "from": "old/name", "to": "new/name"}}"#,
    ])
    try await Trial.of(before, options: .withoutQuota) { trial in
      try await trial.sweep(on: "2026-01-01")
      trial.standIn.serve(after)
      try await trial.sweep(on: "2026-01-02")
      #expect(try trial.rows("SELECT name, gone_since FROM repo") == ["new/name | -"])
      #expect(try trial.answers().derivatives(of: "old/name").model == "new/name")
    }
  }
}
