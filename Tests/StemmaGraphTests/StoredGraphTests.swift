import Foundation
@testable import StemmaGraph
@testable import StemmaStore
import StemmaTestSupport
import Testing

/// The arrays of the family graph, as they are kept and read.
@Suite struct StoredGraphTests {
  @Test(arguments: [0, 1, 16_384, 16_385, 40_000])
  func arraysComeBackAsTheyWereWritten(count: Int) throws {
    try withCache { connection in
      for seed in seeds(3, of: "stored arrays") {
        var random = SplitMix64(state: seed)
        let arrays = Self.arrays(count, using: &random)
        try arrays.store(over: GraphArrays(), in: connection)
        let stored = try StoredGraph(in: connection)
        #expect(try GraphArrays(stored) == arrays, "STEMMA_SEED=\(seed)")
        let births = try stored.array(.births, of: Int64.self)
        for place in [0, count / 2, count - 1] where place >= 0 && place < count {
          #expect(try births[Int32(place)] == arrays.births[place])
        }
        // Shorter ones leave nothing of the longer.
        let shorter = Self.arrays(count / 3, using: &random)
        try shorter.store(over: arrays, in: connection)
        #expect(try GraphArrays(stored) == shorter, "STEMMA_SEED=\(seed)")
        try GraphArrays().store(over: shorter, in: connection)
        #expect(try connection.count("SELECT count(*) FROM graph_array") == 0)
      }
    }
  }

  @Test func onlyPartsThatDifferAreWritten() throws {
    try withCache { connection in
      var random = SplitMix64(state: 1)
      let arrays = Self.arrays(40_000, using: &random)
      try arrays.store(over: GraphArrays(), in: connection)
      var changed = arrays
      changed.owners.ofNodes[20_000] += 1
      let before = try connection.count("SELECT total_changes()")
      try changed.store(over: arrays, in: connection)
      #expect(try connection.count("SELECT total_changes()") - before == 1)
      #expect(try GraphArrays(StoredGraph(in: connection)) == changed)
    }
  }

  @Test func aPartThatIsCutShortIsDamage() throws {
    try withCache { connection in
      var random = SplitMix64(state: 2)
      try Self.arrays(20_000, using: &random).store(over: GraphArrays(), in: connection)
      try connection.execute("UPDATE graph_array SET value = x'00' WHERE part = 0")
      let owners: StoredArray<Int32> = try StoredGraph(in: connection).array(.owners)
      #expect { _ = try owners[5] } throws: { ($0 as? AnswerError)?.code == .damagedCache }
      // Places come from other arrays, and may be as damaged.
      for place: Int32 in [-1, 20_000, .max] {
        #expect { _ = try owners[place] } throws: { ($0 as? AnswerError)?.code == .damagedCache }
      }
    }
  }

  @Test func ranksCountWhatComesBefore() {
    for seed in seeds(20, of: "ranked places") {
      var random = SplitMix64(state: seed)
      let members = (0..<Int.random(in: 0...300, using: &random)).map { _ in
        Bool.random(using: &random)
      }
      let ranks = BitRanks(BitRanks.words(count: members.count) { members[$0] })
      for (place, isMember) in members.enumerated() {
        let before = members[..<place].count { $0 }
        #expect(ranks.rank(of: Int32(place)) == (isMember ? Int32(before) : nil))
      }
      #expect(ranks.rank(of: Int32(members.count + 64)) == nil)
    }
  }

  @Test func aForestIsLaidOutFromTheTop() {
    // 0 <- 1 <- 3, 0 <- 2, 4 <- 5; 6 and 7 are each other's parents, and 8 hangs below them.
    let forest = FirstParentForest([-1, 0, 0, 1, -1, 4, 7, 6, 6])
    #expect(forest.topDown() == [0, 1, 3, 2, 4, 5, 6, 7, 8])
  }

  private func withCache(_ body: (Connection) throws -> Void) throws {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "one.sqlite").path, access: .write)
      try cache.write(as: .graph, body)
    }
  }

  /// Numbers of every width; they make no graph.
  private static func arrays(_ count: Int, using random: inout SplitMix64) -> GraphArrays {
    var arrays = GraphArrays()
    let widest: Int32 = [100, 30_000, .max].randomElement(using: &random) ?? 100
    arrays.ids = (0..<count).map { _ in .random(in: -widest...widest, using: &random) }
    arrays.makeRoom()
    arrays.owners.ofNodes = arrays.ids.reversed()
    arrays.births = (0..<count).map { _ in
      Bool.random(using: &random) ? GraphArrays.unborn : .random(in: 0...(.max), using: &random)
    }
    arrays.declared.parents = (0..<(count + 63) / 64).map { _ in random.next() }
    arrays.inferred.confidences = (0..<count).map { _ in .random(in: 0...10_000, using: &random) }
    return arrays
  }
}
