@testable import StemmaMetrics
import Testing

/// How long repositories live, and what came with them at once: numbers computed by hand.
@Suite struct RepositoryLifeTests {
  /// Five repositories made on day 0 and read on day 400, the fourth on day 150.
  ///
  /// | last sign | silence | life |
  /// |---|---|---|
  /// | none | 400 d | 0 d, ended |
  /// | day 10 | 390 d | 10 d, ended; a bot came on day 390 |
  /// | day 10 | 390 d | 10 d, ended |
  /// | day 10 | 140 d | 10 d, censored |
  /// | day 300 | 100 d | 300 d, censored |
  private static var five: DrawnLives {
    var lives = DrawnLives(bots: ["mill-bot"])
    for (place, read) in [400.0, 400, 400, 150, 400].enumerated() {
      lives.repo("lab/m\(place)", made: 0, read: read)
    }
    lives.commit(2, 10, by: "ann")
    lives.commit(2, 390, by: "mill-bot")
    lives.commit(3, 10, by: "bo")
    lives.commit(4, 10, by: "ann")
    lives.commit(5, 300, by: "ann")
    return lives
  }

  @Test func whoeverIsCensoredAtAnEndWasAtRisk() throws {
    let reading = RepositorySurvival().reading(of: try Self.five.log())
    // S(0) = 1 - 1/5 = 0.8. On day 10 four are at risk, the censored one with them, and two end:
    // S(10) = 0.8 (1 - 2/4) = 0.4, the first share of at most a half.
    #expect(reading.value == 10)
    let shares = reading.points.map(\.value)
    #expect(shares.dropFirst(4) == [nil, nil])
    for share in shares.prefix(4) {
      let share = try #require(share)
      #expect(abs(share - 0.4) < 1e-12)
    }
    #expect(reading.points.map(\.label).suffix(3) == ["180 days", "365 days", "730 days"])
    // Greenwood: 1/(5 * 4) + 2/(4 * 2) = 0.3; the root is 0.5477, times 1.96 and over |ln 0.4| it is
    // 1.1716; the limits are 0.4 to the power of e^1.1716 = 3.227 and of e^-1.1716 = 0.3099.
    #expect(reading.points[0].note == "95 %: 0.052 to 0.753; 1 watched longer")
    #expect(reading.points[4].note == "nobody was watched so long")
    #expect(
      reading.notes == [
        "2 of 5 repositories are censored: no silence of 180 days had followed their last sign by "
          + "the harvest.",
        "The commits are known up to 2024-05-30 of some repositories, up to 2025-02-04 of others.",
        "The discussions are known up to 2024-05-30 of some repositories, up to 2025-02-04 of "
          + "others.",
        "Left out: 1 commit of bots (mill-bot); --include-bots counts them.",
      ]
    )
  }

  @Test func aBotKeepsARepositoryAliveWhereItCounts() throws {
    var filter = ActivityFilter()
    filter.includesBots = true
    let reading = RepositorySurvival().reading(of: try Self.five.log(filter))
    // Now the second lived 390 days and is censored: S(0) = 0.8, S(10) = 0.8 (1 - 1/4) = 0.6.
    #expect(reading.value == nil)
    let share = try #require(reading.points[0].value)
    #expect(abs(share - 0.6) < 1e-12)
    #expect(reading.notes.first?.hasPrefix("3 of 5 repositories are censored") == true)
    #expect(
      reading.notes.contains(
        "More than half were still active at the harvest, so there is no median."
      )
    )
  }

  @Test func aSilenceOf180DaysIsAnEndAndOneOf179IsNot() throws {
    var lives = DrawnLives()
    lives.repo("lab/ended", made: 0, read: 190)
    lives.repo("lab/alive", made: 0, read: 189)
    lives.commit(1, 10, by: "ann")
    lives.commit(2, 10, by: "ann")
    // One of two ended on day 10: S = 1/2.
    let reading = RepositorySurvival().reading(of: try lives.log())
    #expect(reading.value == 10)
    #expect(reading.notes.first?.hasPrefix("1 of 2 repositories are censored") == true)
  }

  @Test func whatNobodyReadHasNoLife() throws {
    var lives = Self.five
    lives.repo("lab/unread", made: 0, read: nil)
    let reading = RepositorySurvival().reading(of: try lives.log())
    #expect(reading.notes.first?.hasPrefix("2 of 5 repositories are censored") == true)
    #expect(reading.notes.contains { $0.hasPrefix("The commits of 5 of 6 repositories are known") })
    var unread = DrawnLives()
    unread.repo("lab/unread", made: 0, read: nil)
    for metric in [RepositorySurvival(), DumpIndex()] as [any ActivityMetric] {
      let reading = metric.reading(of: try unread.log())
      #expect(reading.value == nil && reading.points == [])
      #expect(reading.reason == "unknown: not harvested, run `stemma harvest`")
    }
    var hidden = DrawnLives()
    hidden.repo("lab/hidden", made: 0, read: nil, isHidden: true)
    #expect(
      DumpIndex().reading(of: try hidden.log()).reason
        == "unknown: the Hub does not show its commits: switched off, gated or missing"
    )
  }

  @Test func aDumpEndsWithThe48thHour() throws {
    var lives = DrawnLives(bots: ["system"])
    lives.repo("lab/dumped", made: 10)
    lives.repo("lab/slow", made: 20)
    lives.repo("lab/empty", made: 30)
    lives.commit(1, 10, by: "system")
    // Older than the repository, at once, and in the last second of the 48 hours; then too late.
    lives.commit(1, 5, by: "ann")
    lives.commit(1, 10, by: "ann")
    lives.commit(1, 12, by: "ann")
    lives.commit(1, 12.001, by: "ann")
    lives.commit(2, 23, by: "bo")
    // 3 of 4 and 0 of 1: the mean of 0.75 and 0; one without commits has no share.
    let reading = DumpIndex().reading(of: try lives.log())
    #expect(reading.value == 0.375)
    #expect(reading.points.map(\.label) == ["lab/dumped", "lab/slow"])
    #expect(reading.points.map(\.value) == [0.75, 0])
    #expect(reading.points.map(\.note) == ["3 of 4 commits", "0 of 1 commits"])
    #expect(
      reading.notes.prefix(1) == ["3 of all 5 commits of 2 repositories are that early."]
    )
    #expect(
      reading.notes.last == "Left out: 1 commit of bots (system); --include-bots counts them."
    )
    // With the Hub's own first commit: 4 of 5 and 0 of 1.
    var filter = ActivityFilter()
    filter.includesBots = true
    #expect(DumpIndex().reading(of: try lives.log(filter)).value == 0.4)
    lives.repo("lab/undated", made: nil)
    lives.commit(4, 40, by: "ann")
    #expect(
      DumpIndex().reading(of: try lives.log()).notes.contains(
        "Repositories without a known creation date: 1. Their oldest commit is used instead."
      )
    )
    var empty = DrawnLives()
    empty.repo("lab/empty", made: 0)
    #expect(
      DumpIndex().reading(of: try empty.log()).reason
        == "no repository has commits that count and a release"
    )
  }
}
