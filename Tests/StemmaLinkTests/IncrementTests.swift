import Foundation
@testable import StemmaAnswers
@testable import StemmaCore
@testable import StemmaDerive
@testable import StemmaGraph
@testable import StemmaLink
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// Linking and analyzing only what changed gives what linking and analyzing everything gives.
@Suite struct IncrementTests {
  @Test func changesBitByBitMakeTheSameRowsAsAllAtOnce() throws {
    // In the last one a parent's new name came before that of another in the same place.
    for seed in seeds(9, of: "changing Hubs") + [2_229_885_925] {
      try withCache { cache in
        var hub = ChangingHub(seed: seed)
        let derive = try cache.read { try DeriveStage($0) }
        for step in 1...20 {
          hub.change()
          try cache.write { _ in try hub.harvest(into: derive) }
          // A program may be killed between the stages: the next run finds what this one left.
          if step % 4 == 3 { continue }
          try cache.write { try update($0) }
          let bitByBit = try cache.read(Self.contents)
          let atOnce = try Self.rebuilt(cache)
          #expect(differences(bitByBit, atOnce) == [], "STEMMA_SEED=\(seed), step \(step)")
        }
      }
    }
  }

  @Test func groupsThatWereWrittenAreThoseThatAreCounted() throws {
    var written = 0
    for seed in seeds(10, of: "grouped Hubs") {
      try withCache { cache in
        var hub = ChangingHub(seed: seed)
        let derive = try cache.read { try DeriveStage($0) }
        for _ in 1...10 { hub.change() }
        try cache.write { connection in
          try hub.harvest(into: derive)
          try LinkStage().run(on: connection)
          var breakdowns: [[Breakdown]] = []
          for leastGrouped in [1, .max] {
            try GraphStage(leastGrouped: leastGrouped).run(on: connection)
            breakdowns.append(try Self.breakdowns(connection))
            written += try connection.count("SELECT count(*) FROM family_group")
          }
          #expect(breakdowns[0] == breakdowns[1], "STEMMA_SEED=\(seed)")
        }
      }
    }
    #expect(written > 0)
  }

  @Test func ownersWithoutANameAndOfOneTextAreGrouped() throws {
    try withCache { cache in
      let owners = ["lab", "", "jos\u{E9}", "jose\u{301}", ""]
      try cache.write { connection in
        for (number, owner) in owners.enumerated() {
          let name = number == 0 ? "lab/base" : "of/m\(number)"
          var record = RepoRecord(kind: .model, hubID: Self.identity(number + 1), name: name)
          record.author = owner
          record.cardData = number == 0 ? [:] : ["base_model": .string("lab/base")]
          // One that remembers no other: what is in memory goes by Unicode, the table by bytes.
          try DeriveStage(connection).apply(RepoFacts(record, asked: ["cardData"]), harvest: 1)
        }
        try LinkStage().run(on: connection)
        for leastGrouped in [1, .max] {
          try GraphStage(leastGrouped: leastGrouped).run(on: connection)
          let base = try NamedNode("lab/base", in: connection)
          let groups = try Breakdown(of: base, by: .owner, in: connection).groups
          #expect(groups.map(\.all) == [2, 1, 1])
          #expect(groups.map { $0.value?.utf8.count } == [nil, 6, 5])
        }
      }
    }
  }

  @Test func nothingIsWrittenWhereNothingChanged() throws {
    try withCache { cache in
      let derive = try cache.read { try DeriveStage($0) }
      let records = [("lab/base", nil), ("ann/chat", "lab/base"), ("bo/lost", "gone/away")]
      let facts = records.enumerated().map { number, record in
        Self.facts(number + 1, record.0, base: record.1)
      }
      for harvest in 1...2 {
        try cache.write { connection in
          for facts in facts { try derive.apply(facts, harvest: Int64(harvest)) }
          let before = try connection.count("SELECT total_changes()")
          try update(connection)
          let written = try connection.count("SELECT total_changes()") - before
          #expect((written == 0) == (harvest == 2))
        }
      }
    }
  }

  @Test func aGhostThatAppearsIsNoGhostAnyMore() throws {
    try withCache { cache in
      let derive = try cache.read { try DeriveStage($0) }
      let steps = [
        [Self.facts(1, "ann/chat", base: "lab/base"), Self.facts(2, "bo/gguf", base: "ann/chat")],
        [Self.facts(3, "Lab/Base", base: nil)],
      ]
      var seen: [[String]] = []
      for (step, records) in steps.enumerated() {
        try cache.write { connection in
          for facts in records { try derive.apply(facts, harvest: Int64(step + 1)) }
          try update(connection)
          seen.append(
            try connection.rows(
              """
              SELECT node.name || ' ' || coalesce(node.reason, '-') || ' ' || all_total
              FROM family
              JOIN node ON node.id = family.model
              ORDER BY 1
              """
            ) { $0.text(0) }
          )
        }
      }
      #expect(
        seen == [
          ["ann/chat - 1", "lab/base unknown 2"], ["Lab/Base - 2", "ann/chat - 1"],
        ]
      )
    }
  }

  /// The name that the Hub was asked for is that of the ghost; nothing about its children changed.
  @Test func aGhostThatIsSpeltOtherwiseIsSoInTheGraph() throws {
    try withCache { cache in
      let derive = try cache.read { try DeriveStage($0) }
      try cache.write { connection in
        try derive.apply(Self.facts(1, "ann/chat", base: "lab/base"), harvest: 1)
        try derive.apply(Self.facts(2, "bo/chat", base: "Lab/Base"), harvest: 1)
        try update(connection)
        let before = try Self.contents(connection)
        try derive.applyAbsence(
          of: "lab/base",
          kind: .model,
          status: 404,
          at: "2026-01-02T00:00:00.000Z",
          harvest: 2
        )
        try update(connection)
        #expect(differences(before, try Self.contents(connection)) != [])
      }
      #expect(differences(try cache.read(Self.contents), try Self.rebuilt(cache)) == [])
    }
  }

  /// Names decide between equal roots: a new one, in other letters as well.
  @Test func aRenameAmongEqualRootsIsARenameOfTheFamily() throws {
    try withCache { cache in
      let derive = try cache.read { try DeriveStage($0) }
      var merge = RepoRecord(kind: .model, hubID: Self.identity(9), name: "cy/mix")
      merge.cardData = ["base_model": ["ann/one", "bo/two"]]
      var seen: [String] = []
      func step(_ change: () throws -> Void) throws {
        try cache.write { connection in
          try change()
          try update(connection)
          let parts = try FamilyParts(storedIn: connection)
          let root = Int64(try #require(parts?.roots.first))
          seen.append(
            try connection.first("SELECT name FROM node WHERE id = ?", root) { $0.text(0) } ?? "?"
          )
        }
        #expect(differences(try cache.read(Self.contents), try Self.rebuilt(cache)) == [])
      }
      func one(_ name: String, _ harvest: Int64) throws {
        try derive.apply(Self.facts(1, name, base: nil), harvest: harvest)
      }
      try step {
        try one("ann/one", 1)
        try derive.apply(Self.facts(2, "bo/two", base: nil), harvest: 1)
        try derive.apply(RepoFacts(merge, asked: ["cardData"]), harvest: 1)
      }
      // The Hub redirects the name that the card still gives.
      for (harvest, name) in [(2, "zoe/one"), (3, "ZOE/one"), (4, "b/one")] as [(Int64, String)] {
        try step { try one(name, harvest) }
      }
      #expect(seen == ["ann/one", "bo/two", "ZOE/one", "b/one"])
    }
  }

  @Test func anIdentityFindsAParentThatAppearsByAnotherName() throws {
    try withCache { cache in
      let derive = try cache.read { try DeriveStage($0) }
      var child = RepoRecord(kind: .model, hubID: Self.identity(1), name: "ann/chat")
      child.baseModels = BaseModels(
        relation: .finetune,
        models: [.init(hubID: Self.identity(2), name: "old/base")]
      )
      let steps = [
        RepoFacts(child, asked: ["baseModels"]), Self.facts(2, "new/base", base: nil),
      ]
      var parents: [[String]] = []
      for (step, facts) in steps.enumerated() {
        try cache.write { connection in
          try derive.apply(facts, harvest: Int64(step + 1))
          try update(connection)
          parents.append(
            try connection.rows("SELECT name FROM edge JOIN node ON node.id = parent") {
              $0.text(0)
            }
          )
        }
      }
      #expect(parents == [["old/base"], ["new/base"]])
    }
  }

  @Test func aLogThatWasCutLinksEverything() throws {
    try withCache { cache in
      let derive = try cache.read { try DeriveStage($0) }
      try cache.tamper { connection in
        try derive.apply(Self.facts(1, "lab/base", base: nil), harvest: 1)
        try update(connection)
        for harvest in 2...4 {
          let facts = Self.facts(1, "lab/base\(harvest)", base: nil)
          try derive.apply(facts, harvest: Int64(harvest))
        }
        try connection.execute("DELETE FROM change WHERE id < 3")
        guard case .everything = try linkChanges(connection) else {
          Issue.record("changes were taken for known that are not")
          return
        }
      }
    }
  }

  /// Never so much that all is rebuilt.
  private func linkChanges(_ connection: Connection) throws -> EdgeChange {
    try LinkStage(largestShare: .infinity)
      .update(after: DeclarationMark(endOf: connection), on: connection)
  }

  private func update(_ connection: Connection) throws {
    let change = try linkChanges(connection)
    try GraphStage(leastGrouped: 2).update(after: change, on: connection)
  }

  private func withCache(_ body: (Cache) throws -> Void) throws {
    try withScratchFolder { folder in
      try body(Cache(path: folder.appending(path: "one.sqlite").path, access: .write))
    }
  }

  private static func identity(_ number: Int) -> String { "64000000000000000000000\(number)" }

  private static func facts(_ number: Int, _ name: String, base: String?) -> RepoFacts {
    var record = RepoRecord(kind: .model, hubID: identity(number), name: name)
    record.cardData = base.map { ["base_model": .string($0)] } ?? [:]
    return RepoFacts(record, asked: ["cardData"])
  }

  /// What rebuilding gives; the cache stays as it is.
  private static func rebuilt(_ cache: Cache) throws -> [String] {
    struct Undo: Error {}
    var rows: [String] = []
    do {
      try cache.write { connection in
        try LinkStage().run(on: connection)
        try GraphStage(leastGrouped: 2).run(on: connection)
        rows = try contents(connection)
        throw Undo()
      }
    } catch is Undo {}
    return rows
  }

  /// The breakdowns of every family by every key, of all derivatives and of the direct ones.
  private static func breakdowns(_ connection: Connection) throws -> [Breakdown] {
    let heads = try connection.rows("SELECT name FROM family JOIN node ON id = model ORDER BY id") {
      $0.text(0)
    }
    return try heads.flatMap { head in
      try Breakdown.Key.allCases.flatMap { key in
        try [nil, 1].map { depth in
          let node = try NamedNode(head, in: connection)
          return try Breakdown(of: node, by: key, filter: .init(depth: depth), in: connection)
        }
      }
    }
  }

  /// The rows of the link and graph stages, with names for the numbers of ghosts.
  private static func contents(_ connection: Connection) throws -> [String] {
    let ghosts = Dictionary(
      uniqueKeysWithValues: try connection.rows("SELECT id, kind, name FROM ghost") {
        ($0.integer(0), "[\($0.text(1)) \($0.text(2))]")
      }
    )
    let tables = Stage.link.tables + Stage.graph.tables + Stage.measure.tables
    let plain = tables.filter { !GraphLines.tables.contains($0) }
    let rows = try plain.flatMap { table in
      try connection.rows("SELECT * FROM \(table)") { row in
        let cells = (0..<row.columnCount).map { column in
          let number = row.integer(column)
          return row.isNull(column) ? "-" : number < 0 ? ghosts[number] ?? "?" : row.text(column)
        }
        return "\(table): " + cells.joined(separator: " | ")
      }
    }
    return (rows + (try GraphLines.lines(in: connection))).sorted()
  }
}
