@testable import StemmaMetrics
import Testing

/// Who is active in several releases or projects: numbers computed by hand.
@Suite struct NewcomerOverlapTests {
  /// Three releases, on the days 0, 100 and 200.
  ///
  /// | | first acts |
  /// |---|---|
  /// | lab/a | Ann 1, Bo 2, Eq 5 |
  /// | lab/b | Ann 101, Cy 102, Dee 104, Eq 5 |
  /// | zed/c | Bo 201, Cy 99, Eve 203 |
  private static var three: DrawnLives {
    var lives = DrawnLives(bots: ["mill-bot"], massPublishers: ["press"])
    lives.repo("lab/a", made: 0)
    lives.repo("lab/b", made: 100)
    lives.repo("zed/c", made: 200)
    lives.commit(1, 1, by: "ann")
    lives.commit(1, 2, by: "bo")
    lives.commit(1, 5, by: "eq")
    lives.commit(1, 6, by: "ann")
    lives.commit(2, 5, by: "eq")
    lives.commit(2, 101, by: "ann")
    lives.commit(2, 102, by: "cy")
    lives.thread(2, 104, by: "dee", answeredBy: "ann")
    lives.commit(3, 99, by: "cy")
    lives.commit(3, 201, by: "bo")
    lives.thread(3, 203, by: "eve", answeredBy: "bo")
    for repo in Int64(1)...3 {
      lives.commit(repo, 210, by: "mill-bot")
      lives.commit(repo, 211, by: "press")
    }
    return lives
  }

  @Test func eachReleaseIsComparedWithTheNext() throws {
    let reading = NewcomerOverlap().reading(of: try Self.three.log())
    // Ann and Eq in a and b, Bo in a and c, Cy in b and c: 4 of 6; Dee and Eve in one.
    let value = try #require(reading.value)
    #expect(abs(value - 4.0 / 6) < 1e-12)
    #expect(reading.notes.first == "4 of 6 contributors were active in several parts.")
    #expect(reading.points.map(\.label) == ["lab/a and lab/b", "lab/b and zed/c"])
    // a and b share Ann and Eq of Ann, Bo, Eq, Cy and Dee; b and c share Cy of Ann, Cy, Dee, Eq, Bo
    // and Eve.
    let shares = reading.points.compactMap(\.value)
    #expect(shares.first == 0.4)
    #expect(abs((shares.last ?? 0) - 1.0 / 6) < 1e-12)
    // Eq began in both at once, and Cy in c before b: neither came from the first.
    #expect(
      reading.points.map(\.note) == [
        "2 shared; 1 of 4 newcomers came from the first",
        "1 shared; 0 of 3 newcomers came from the first",
      ]
    )
    #expect(
      reading.notes.suffix(2) == [
        "Left out: 3 commits of bots (mill-bot); --include-bots counts them.",
        "Left out: 3 commits of mass publishers, owners of 500 or more models of the cache; "
          + "--include-mass-publishers counts them.",
      ]
    )
  }

  @Test func ofTheWholeCacheProjectsAreCompared() throws {
    // a and b are one project's; c is of none, so that its publisher stands for one.
    let log = try Self.three.log(projects: [1: "Alpha", 2: "Alpha"])
    let reading = NewcomerOverlap().reading(of: log)
    // Bo and Cy of Ann, Bo, Eq, Cy, Dee and Eve.
    #expect(reading.points.map(\.label) == ["Alpha and zed"])
    for value in [reading.value, reading.points.first?.value ?? nil] {
      let value = try #require(value)
      #expect(abs(value - 2.0 / 6) < 1e-12)
    }
    // Bo was in Alpha on day 2 and in zed on day 201; Cy on day 102 and before, on day 99.
    #expect(reading.points.map(\.note) == ["2 shared; 1 of 3 newcomers came from the first"])
  }

  @Test func onlyNewcomersOfTheTimeAskedForAreNew() throws {
    var lives = DrawnLives()
    lives.repo("lab/a", made: 0)
    lives.repo("lab/b", made: 10)
    lives.commit(1, 1, by: "ann")
    lives.commit(2, 12, by: "bo")
    lives.commit(1, 40, by: "bo")
    lives.commit(2, 41, by: "ann")
    lives.commit(2, 42, by: "bo")
    var filter = ActivityFilter()
    filter.since = "2024-02-01"
    // Since day 31 Bo is active in both and Ann in b. Bo was in b before, and is not new to it; Ann
    // is, and had begun in a long before.
    let reading = NewcomerOverlap().reading(of: try lives.log(filter))
    #expect(reading.value == 0.5)
    #expect(reading.points.map(\.value) == [0.5])
    #expect(reading.points.map(\.note) == ["1 shared; 1 of 1 newcomers came from the first"])
  }

  @Test func aModelAndADatasetOfOneNameAreTwo() throws {
    var lives = DrawnLives()
    lives.repo("lab/one", made: 0)
    lives.repo("lab/one", kind: "dataset", made: 5)
    lives.commit(1, 1, by: "ann")
    lives.commit(2, 6, by: "ann")
    let reading = NewcomerOverlap().reading(of: try lives.log())
    #expect(reading.value == 1)
    #expect(reading.points.map(\.label) == ["lab/one and datasets/lab/one"])
  }

  @Test func oneReleaseOverlapsWithNothing() throws {
    var lives = DrawnLives()
    lives.repo("lab/a", made: 0)
    lives.repo("lab/b", made: 100, read: nil)
    lives.commit(1, 1, by: "ann")
    let reading = NewcomerOverlap().reading(of: try lives.log())
    #expect(reading.value == nil && reading.points == [])
    #expect(reading.reason == "fewer than two parts of it have contributors that count")
    #expect(reading.notes.contains { $0.hasPrefix("The commits of 1 of 2 repositories are known") })
  }
}
