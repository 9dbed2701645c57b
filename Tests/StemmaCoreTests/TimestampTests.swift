import StemmaCore
import Testing

/// Times as the cache keeps them.
@Suite struct Timestamps {
  @Test(arguments: [
    ("2025-02-04T06:25:07.000Z", "2025-02-04T06:25:07Z"),
    ("2025-02-04T06:25:07.123456Z", "2025-02-04T06:25:07Z"),
    ("2025-02-04T06:25:07+00:00", "2025-02-04T06:25:07Z"),
    ("2025-02-04T06:25:07Z", "2025-02-04T06:25:07Z"), ("yesterday", "yesterday"), ("", ""),
  ])
  func areCutToTheSecond(text: String, cut: String) {
    #expect(Timestamp.toTheSecond(text) == cut)
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
