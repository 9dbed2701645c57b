import StemmaCore
import Testing

/// Times as the cache keeps them.
@Suite struct Timestamps {
  @Test(arguments: [
    ("2025-02-04T06:25:07.000Z", "2025-02-04T06:25:07Z"),
    ("2025-02-04T06:25:07.123456Z", "2025-02-04T06:25:07Z"),
    ("2025-02-04T06:25:07+00:00", "2025-02-04T06:25:07Z"),
    ("2025-02-04T06:25:07Z", "2025-02-04T06:25:07Z"),
    ("2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59Z"),
    ("2025-02-04T06:25:07+05:00", "2025-02-04T01:25:07Z"),
    ("2025-02-04T06:25:07.5-0530", "2025-02-04T11:55:07Z"),
    ("2025-01-01T01:00:00+02", "2024-12-31T23:00:00Z"),
    ("2025-02-04 06:25:07", "2025-02-04T06:25:07Z"),
    ("2025-02-04 06:25:07 UTC", "2025-02-04T06:25:07Z"),
    ("2025-02-04 06:25:07 +0100", "2025-02-04T05:25:07Z"),
    ("2025-02-04t06:25z", "2025-02-04T06:25:00Z"),
    ("2025-02-04", "2025-02-04T00:00:00Z"),
    ("Tue, 04 Feb 2025 06:25:07 GMT", "2025-02-04T06:25:07Z"),
    ("Tue, 4 Feb 2025 06:25:07 +0100", "2025-02-04T05:25:07Z"),
    (" 2025-02-04T06:25:07Z\n", "2025-02-04T06:25:07Z"),
  ])
  func comeToUTCFromEveryForm(text: String, utc: String) {
    #expect(Timestamp.utc(text) == utc)
  }

  @Test(arguments: [
    "", " ", "yesterday", "2024-02-30T00:00:00.000Z", "2023-02-29T00:00:00Z",
    "2024-04-31T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
    "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00.xZ", "2024-01-01T00:00:00+25:00",
    "2024-01-01T00:00:00+5", "20240101T000000Z", "1714557600", "+12024-01-01T00:00:00Z",
    "9999-12-31T23:59:59-01:00", "Tue, 30 Feb 2025 06:25:07 GMT", "Tue, 04 Feb 2025 06:25:07 CEST",
    "Tue,", "T", "TT", "2025-02-04T06:25:07ZZ",
  ])
  func whatTellsNoMomentIsNone(text: String) {
    #expect(Timestamp.utc(text) == nil)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (1_646_263_744, "2022-03-02T23:29:04Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
      (-1, "1969-12-31T23:59:59Z"),
    ] as [(Int64, String)]
  )
  func areSecondsAndBack(seconds: Int64, text: String) {
    #expect(Timestamp.text(secondsSince1970: seconds) == text)
    #expect(Timestamp.secondsSince1970(in: text) == seconds)
  }

  @Test func everyDayOfFourCenturiesComesBack() {
    for day in 0..<146_097 as Range<Int64> {
      let text = Timestamp.text(secondsSince1970: day * 86_400)
      guard Timestamp.secondsSince1970(in: String(text.prefix(10))) == day * 86_400 else {
        Issue.record("\(text)")
        return
      }
    }
  }

  @Test(arguments: [
    "", "2025", "2025-02", "2025-02-30", "2025-13-01", "2025-00-10", "2025/02/04", "2025-2-4",
    "2025-02-04 06:25:07", "2025-02-04T24:00:00Z", "2025-02-04T06:61:00Z", "yesterday",
    "2025-02-04x", "+025-02-04", "99999999999999999999-01-01", "2025-02-99999999999999999",
  ])
  func whatIsNoDayIsNone(text: String) {
    #expect(Timestamp.secondsSince1970(in: text) == nil)
  }
}
