import Foundation
import StemmaCore
@testable import StemmaDerive
import StemmaStore
import StemmaTestSupport
import Testing

@Suite struct TagListTests {
  /// A tag and the harvests between which a repository had it.
  private struct Row: Hashable, Comparable {
    let tag: String
    let firstSeen: Int64
    var lastSeen: Int64?

    static func < (one: Row, other: Row) -> Bool {
      (one.tag, one.firstSeen) < (other.tag, other.firstSeen)
    }
  }

  /// A row a tag, as plain as can be.
  private struct Oracle {
    private(set) var rows: [Row] = []

    mutating func take(_ said: Set<String>, harvest: Int64) {
      let standing = Set(rows.filter { $0.lastSeen == nil }.map(\.tag))
      for tag in said.subtracting(standing) {
        rows.removeAll { $0.tag == tag && $0.firstSeen == harvest }
        rows.append(Row(tag: tag, firstSeen: harvest))
      }
      for place in rows.indices where rows[place].lastSeen == nil {
        if !said.contains(rows[place].tag) { rows[place].lastSeen = harvest - 1 }
      }
    }
  }

  @Test func listsOfTagsTellWhatARowForEachWould() throws {
    let tags = ["a", "b", "c", "region:us", "license:mit"]
    for seed in seeds(5, of: "tags that come and go") {
      var random = SplitMix64(state: seed)
      var oracle = Oracle()
      var harvest: Int64 = 1
      try withScratchFolder { folder in
        let cache = try Cache(path: folder.appending(path: "one.sqlite").path, access: .write)
        let derive = try cache.read { try DeriveStage($0) }
        for step in 1...60 {
          let said = tags.filter { _ in .random(using: &random) }
          oracle.take(Set(said), harvest: harvest)
          var record = RepoRecord(kind: .model, hubID: "66", name: "a/model")
          // One that is said twice is one.
          record.tags = said.shuffled(using: &random) + said.prefix(1)
          let facts = RepoFacts(record, asked: [])
          try cache.write { _ in _ = try derive.apply(facts, harvest: harvest) }
          #expect(try cache.read(Self.rows) == oracle.rows.sorted(), "STEMMA_SEED=\(seed), \(step)")
          // Some harvests meet a repository more than once.
          if .random(using: &random) { harvest += 1 }
        }
        let lists = try cache.read { try $0.rows("SELECT tags FROM tag_list") { $0.text(0) } }
        #expect(lists.allSatisfy { $0.contains(/^\[\d+(,\d+)*\]$/) })
      }
    }
  }

  private static func rows(_ connection: Connection) throws -> [Row] {
    try connection.rows(
      """
      SELECT tag.value, repo_tag.first_seen, repo_tag.last_seen
      FROM repo_tag JOIN tag ON tag.id = repo_tag.tag
      """
    ) { row in
      row.inOrder {
        Row(tag: $0.text(), firstSeen: $0.integer(), lastSeen: $0.optionalInteger())
      }
    }.sorted()
  }
}
