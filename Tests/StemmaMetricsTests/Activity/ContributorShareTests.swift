@testable import StemmaMetrics
import Testing

/// How few make half of the work: numbers computed by hand.
@Suite struct ContributorShareTests {
  private static func points(_ reading: Reading) -> [String] {
    reading.points.map { "\($0.label): \($0.value.map { "\($0)" } ?? "-")" }
  }

  @Test func ofEqualsAsManyCountAsReachHalf() throws {
    var lives = DrawnLives(bots: ["mill-bot"])
    lives.repo("lab/base", made: 0)
    for day in [1.0, 2] {
      for name in ["cy", "ann", "bo"] { lives.commit(1, day, by: name) }
    }
    for day in 3..<12 { lives.commit(1, Double(day), by: "mill-bot") }
    // Three made 2 each of 6: one of them made a third, two made 4 of 6.
    let reading = ContributorAbsenceFactor().reading(of: try lives.log())
    #expect(reading.value == 2)
    // Of equals the one whom the cache met first stands first.
    #expect(Self.points(reading) == ["cy: 2.0", "ann: 2.0", "bo: 2.0"])
    #expect(
      reading.notes == [
        "3 committers made 6 commits; the points count commits.",
        "Left out: 9 commits of bots (mill-bot); --include-bots counts them.",
      ]
    )
    // With the bot: 9 of 15 are more than half.
    var filter = ActivityFilter()
    filter.includesBots = true
    #expect(ContributorAbsenceFactor().reading(of: try lives.log(filter)).value == 1)
  }

  @Test func exactlyHalfIsEnough() throws {
    var lives = DrawnLives()
    lives.repo("lab/base", made: 0)
    for day in 1...3 { lives.commit(1, Double(day), by: "ann") }
    lives.commit(1, 4, by: "bo", "cy")
    lives.commit(1, 5, by: "bo")
    // Ann 3, Bo 2 and Cy 1: a commit counts for each of its authors, and 3 are half of 6.
    let half = ContributorAbsenceFactor().reading(of: try lives.log())
    #expect(half.value == 1)
    #expect(half.notes == ["3 committers made 6 commits; the points count commits."])
    // One more of Cy's: 3 of 7 are less than half, 5 of 7 are more.
    lives.commit(1, 6, by: "cy")
    #expect(ContributorAbsenceFactor().reading(of: try lives.log()).value == 2)
  }

  @Test func whoHasNoHistoryHasNoFactor() throws {
    var lives = DrawnLives(bots: ["mill-bot"])
    lives.repo("lab/base", made: 0, read: nil)
    for metric in [ContributorAbsenceFactor(), ElephantFactor()] as [any ActivityMetric] {
      let reading = metric.reading(of: try lives.log())
      #expect(reading.value == nil && reading.points == [])
      #expect(reading.reason == "unknown: not harvested, run `stemma harvest`")
    }
    // One of two is known: the other's commits are not zero, they are missing, and this is said.
    lives.repo("lab/chat", made: 0)
    lives.commit(2, 1, by: "ann")
    let reading = ContributorAbsenceFactor().reading(of: try lives.log())
    #expect(reading.value == 1)
    #expect(
      reading.notes.last
        == "The commits of 1 of 2 repositories are known; what happened in the others is not "
        + "counted: not harvested, run `stemma harvest`."
    )
    // Read, but nobody's whose work counts.
    var silent = DrawnLives(bots: ["mill-bot"])
    silent.repo("lab/base", made: 0)
    silent.commit(1, 1, by: "mill-bot")
    #expect(
      ContributorAbsenceFactor().reading(of: try silent.log()).reason
        == "no commit has an author that counts"
    )
    #expect(
      ElephantFactor().reading(of: try silent.log()).reason
        == "no commit is of a known organization"
    )
  }

  @Test func organizationsAreThoseOnWhoseBehalfCommitsWereMade() throws {
    var lives = DrawnLives(bots: ["mill-bot"])
    lives.repo("lab/base", made: 0)
    lives.repo("acme/tool", made: 0)
    lives.repo("solo/toy", made: 0)
    // Pushed, so of the repository's owner: 2 of lab's, 1 of acme's.
    lives.commit(1, 1, by: "ann")
    lives.commit(1, 2, by: "bo")
    lives.commit(2, 3, by: "zoe")
    // By pull request: Zoe was marked as one of acme's people, nobody knows of Guest.
    lives.thread(2, 4, by: "guest", answeredBy: "zoe")
    lives.commit(1, 5, by: "zoe", isMerged: true)
    lives.commit(1, 6, by: "guest", isMerged: true)
    lives.commit(1, 7, by: "mill-bot")
    // Acme and lab made 2 each of 4 whose organization is known: one of them made half.
    let tied = ElephantFactor().reading(of: try lives.log())
    #expect(tied.value == 1)
    #expect(Self.points(tied) == ["acme: 2.0", "lab: 2.0"])
    #expect(
      tied.notes == [
        "The organization of 1 commit is unknown; the points count commits.",
        "Left out: 1 commit of bots (mill-bot); --include-bots counts them.",
      ]
    )
    // A fifth, of a third: 2 of 5 are less than half, 4 of 5 are more.
    lives.commit(3, 8, by: "sol")
    let three = ElephantFactor().reading(of: try lives.log())
    #expect(three.value == 2)
    #expect(Self.points(three) == ["acme: 2.0", "lab: 2.0", "solo: 1.0"])
  }

  @Test func aMaintainersOwnPublisherComesBeforeOthers() throws {
    var lives = DrawnLives()
    lives.repo("lab/base", made: 0)
    lives.repo("acme/tool", made: 0)
    lives.thread(1, 1, by: "guest", answeredBy: "zoe")
    lives.thread(2, 1, by: "guest", answeredBy: "zoe")
    // Zoe is of both: what she merged into lab's is lab's, though acme comes first by name.
    lives.commit(1, 2, by: "zoe", isMerged: true)
    #expect(Self.points(ElephantFactor().reading(of: try lives.log())) == ["lab: 1.0"])
  }
}
