import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaOperations
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What happened between two harvests, and how it is told.
  @Suite(.timeLimit(.minutes(5))) struct NewsTests {
    /// A repository as one of the two harvests knew it.
    private struct State {
      var name, owner, kind: String
      var license, gated: String?
      var isGone: Bool
      var parents: Set<Parent> = []
    }

    /// A parent by its number, or a name that leads nowhere.
    private enum Parent: Hashable {
      case known(Int64)
      case named(String)
    }

    private typealias States = [Int64: State]

    /// All repositories as a date saw them, by plain questions to the tables of then.
    private static func states(_ answers: Answers) throws -> States {
      func text(_ value: JSONValue) -> String { value.string ?? "" }
      func number(_ value: JSONValue) -> Int64 {
        if case .integer(let number) = value { number } else { 0 }
      }
      var states: States = [:]
      for row in try answers.rows(
        of: "SELECT id, name, kind, license, gated, gone_since IS NOT NULL FROM repo"
      ).rows {
        let name = text(row[1])
        states[number(row[0])] = State(
          name: name,
          owner: String(name.prefix { $0 != "/" }),
          kind: text(row[2]),
          license: row[3].string,
          gated: row[4].string,
          isGone: number(row[5]) == 1
        )
      }
      for row in try answers.rows(
        of: """
          SELECT child, parent, node.name FROM edge JOIN node ON node.id = edge.parent
          WHERE edge.last_seen IS NULL AND child <> parent
          """
      ).rows {
        let parent = number(row[1])
        states[number(row[0])]?.parents.insert(parent > 0 ? .known(parent) : .named(text(row[2])))
      }
      return states
    }

    /// The same with what names that led nowhere then lead to now: news tell of those as they are known by.
    private static func known(_ states: States, _ now: Answers) throws -> States {
      var meant: [String: Int64] = [:]
      for table in ["SELECT name, repo FROM alias", "SELECT name, id FROM repo"] {
        for row in try now.rows(of: table + " WHERE kind = 'model'").rows {
          guard let name = row[0].string, case .integer(let id) = row[1] else { continue }
          meant[name.lowercased()] = id
        }
      }
      return states.mapValues { state in
        var state = state
        state.parents = Set(
          state.parents.map { parent in
            guard case .named(let name) = parent, let id = meant[name.lowercased()] else {
              return parent
            }
            return .known(id)
          }
        )
        return state
      }
    }

    /// Everyone below some models.
    private static func below(_ own: Set<Int64>, _ states: States) -> Set<Int64> {
      var found: Set<Int64> = []
      while true {
        let reached = Set(own.union(found).map(Parent.known))
        let next = states.filter { id, state in
          !found.contains(id) && !reached.isDisjoint(with: state.parents)
        }
        if next.isEmpty { return found }
        found.formUnion(next.keys)
      }
    }

    /// What happened to an owner, or to anybody, as two pictures of everything tell it.
    private static func expected(
      _ owner: String?,
      _ before: States,
      _ after: States
    ) -> Set<String> {
      let own = Set(after.filter { owner == nil || $0.value.owner == owner }.keys)
      let ours = own.union(below(own, after))
      let left = before.filter { id, state in
        let gone = state.parents.subtracting(after[id]?.parents ?? [])
        return !gone.isDisjoint(with: ours.map(Parent.known))
      }
      // A parent goes by its present name, whatever it was called.
      func names(_ state: State) -> Set<String> {
        Set(
          state.parents.map { parent in
            switch parent {
            case .known(let id): after[id]?.name ?? ""
            case .named(let name): name
            }
          }
        )
      }
      var events: Set<String> = []
      for id in ours.union(left.keys) {
        guard let now = after[id] else { continue }
        guard let was = before[id] else {
          events.insert("new \(now.name)")
          if now.isGone { events.insert("gone \(now.name)") }
          continue
        }
        if now.isGone, !was.isGone { events.insert("gone \(now.name)") }
        if now.name != was.name { events.insert("renamed \(now.name) \(was.name)") }
        if now.license != was.license {
          events.insert("relicensed \(now.name) \(was.license ?? "-") \(now.license ?? "-")")
        }
        if now.gated != was.gated {
          events.insert("gated \(now.name) \(was.gated ?? "-") \(now.gated ?? "-")")
        }
        if names(now) != names(was) { events.insert("reparented \(now.name)") }
      }
      return events
    }

    private static func told(_ item: News.Item) -> String {
      switch item.event {
      case .new, .gone, .reparented: "\(item.event.rawValue) \(item.id)"
      case .renamed: "renamed \(item.id) \(item.before ?? "-")"
      case .relicensed, .gated, .dataset:
        "\(item.event.rawValue) \(item.id) \(item.before ?? "-") \(item.after ?? "-")"
      }
    }

    @Test func areWhatTwoPicturesOfAHubDifferIn() async throws {
      var kinds: Set<News.Event> = []
      // In the last one a card names a parent again that it had left out for some days.
      for seed in seeds(2, of: "news") + [4_213_023_080] {
        var living = LivingWorld(seed: seed, count: 24)
        try await Trial.of(try living.world) { trial in
          try await trial.sweep(on: "2026-03-01")
          for day in 2...6 {
            living.pass(to: "2026-03-0\(day)")
            trial.standIn.serve(try living.world)
            try await trial.sweep(on: "2026-03-0\(day)")
          }
          let now = try trial.answers()
          let after = try Self.states(now)
          for day in ["2026-03-01", "2026-03-03", "2026-03-05"] {
            let before = try Self.known(Self.states(trial.answers(asOf: day)), now)
            for owner in Set(after.values.map(\.owner)) {
              let news = try now.news(of: owner, from: now.harvest(by: day))
              let items = news.items.filter { $0.event != .dataset }
              let told = Set(items.map(Self.told))
              #expect(news.counts[.new] ?? 0 == news.items.count { $0.event == .new })
              let extra = told.symmetricDifference(Self.expected(owner, before, after))
              #expect(extra.isEmpty, "\(owner) since \(day) STEMMA_SEED=\(seed): \(extra)")
              kinds.formUnion(news.items.map(\.event))
            }
            let all = try now.difference(from: now.harvest(by: day), naming: 1000).news
            let told = Set(all.items.filter { $0.event != .dataset }.map(Self.told))
            let extra = told.symmetricDifference(Self.expected(nil, before, after))
            #expect(extra.isEmpty, "everything since \(day) STEMMA_SEED=\(seed): \(extra)")
            let few = try now.difference(from: now.harvest(by: day), naming: 2).news
            #expect(few.counts == all.counts)
            for event in News.Event.allCases {
              let shown = few.items.count { $0.event == event }
              #expect(shown == min(2, all.counts[event] ?? 0), "\(event)")
              #expect(all.counts[event] ?? 0 == all.items.count { $0.event == event }, "\(event)")
            }
          }
        }
      }
      #expect(kinds.isSuperset(of: [.new, .gone, .relicensed]))
    }

    private static let before = [
      #"{"dataset": {"id": "lab/data"}}"#,
      #"{"model": {"id": "lab/base", "cardData": {"license": "mit"}}}"#,
      #"{"model": {"id": "a/old", "cardData": {"base_model": "lab/base"}}}"#,
      #"{"model": {"id": "b/user"}}"#, #"{"model": {"id": "c/other"}}"#,
    ]
    private static let after = [
      #"{"dataset": {"id": "lab/data"}}"#,
      #"{"model": {"id": "lab/base", "gated": "auto", "cardData": {"license": "gemma"}}}"#,
      #"{"model": {"id": "a/old", "cardData": {"base_model": "c/other"}}}"#,
      #"{"model": {"id": "x/<b>&]]>", "cardData": {"base_model": "lab/base", "license": "\u001b[31m"}}}"#,
      #"{"model": {"id": "b/user", "cardData": {"datasets": "lab/data"}}}"#,
      #"{"model": {"id": "c/other"}}"#,
    ]

    /// The world before and after, with `lab` and a dataset on the list.
    private static func watching(_ body: (Trial) async throws -> Void) async throws {
      try await Trial.of(try World(lines: before)) { trial in
        try await trial.sweep(on: "2026-01-01")
        let entries = try trial.answers().watchEntries(for: ["LAB", "a/old"], at: "2026-01-01")
        try WatchList(cachePath: trial.path()).add(entries)
        trial.standIn.serve(try World(lines: after))
        try await trial.sweep(on: "2026-01-02")
        try await body(trial)
      }
    }

    @Test func aDigestTellsOfEachOnce() async throws {
      try await Self.watching { trial in
        let entries = try trial.answers().watched()
        #expect(entries.map(\.subject) == ["a/old", "lab"])
        #expect(entries.map(\.kind) == ["model", "owner"])
        let (digest, last) = try trial.answers().digest(of: entries)
        #expect(last == 2)
        #expect(
          digest.news.last?.items.map(Self.told) == [
            "new x/<b>&]]>", "relicensed lab/base mit gemma", "gated lab/base false auto",
            "reparented a/old", "dataset b/user - lab/data",
          ]
        )
        #expect(digest.news.first?.items.map(\.event) == [.reparented])
        try WatchList(cachePath: trial.path()).mark(entries, digested: last)
        let again = try trial.answers()
        let none = try again.digest(of: again.watched()).digest
        #expect(!none.hasNews)
        #expect(none.text == "Nothing happened to 2 watched names.\n")
        #expect(try again.digest(of: again.watched(), since: 1).digest == digest)
        #expect(try WatchList(cachePath: trial.path()).remove(["Lab", "none"]) == ["none"])
        #expect(try trial.answers().watched().map(\.subject) == ["a/old"])
        #expect(throws: AnswerError.self) { try again.watchEntries(for: ["nobody"], at: "") }
      }
    }

    /// What comes from the Hub acts in no format.
    @Test(.enabled("needs python3") { Python.canImport("xml.etree.ElementTree") })
    func aDigestIsInertInEveryFormat() async throws {
      try await Self.watching { trial in
        let (digest, _) = try trial.answers().digest(of: trial.answers().watched())
        for format in DigestFormat.allCases {
          let text = format.text(of: digest)
          let isMarkup = ![.text, .json].contains(format)
          #expect(!isMarkup || !text.contains("<b>&"), "\(format)")
          #expect(!text.unicodeScalars.contains("\u{1B}"), "\(format)")
        }
        for format in [DigestFormat.rss, .atom] {
          let data = try Python.run("read_feed.py", input: Data(format.text(of: digest).utf8))
          let titles = try JSONDecoder().decode([String].self, from: data)
          #expect(titles.count == 6)
          #expect(titles.contains("new: x/<b>&]]> is new, made from lab/base"))
        }
        let mail = DigestFormat.mail.text(of: digest)
        let lines = mail.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "Subject: Stemma: 6 pieces of news of 2 watched names")
        let body = lines.drop { !$0.isEmpty }.joined()
        #expect(
          Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) }
            == DigestFormat.html.text(of: digest)
        )
        let badge = Badge(label: "<x>", value: "\"&\u{202E}", color: "red;")
        #expect(!badge.svg.contains("<x>"))
        #expect(!badge.svg.contains("red"))
        #expect(!badge.svg.unicodeScalars.contains("\u{202E}"))
        #expect(try trial.answers().badge(of: "lab/base").value == "1")
        #expect(
          try trial.answers().badge(of: "a/old", telling: .generation).value == "1 model, 1 up"
        )
      }
    }

    @Test func oneHarvestIsComparedWithNothingAndSaysWhatToDo() async throws {
      try await Trial.of(try World(lines: Self.before)) { trial in
        try await trial.sweep(on: "2026-01-01")
        func reason(_ from: Int64?, _ to: Int64?) throws -> AnswerError? {
          let answers = try trial.answers()
          return #expect(throws: AnswerError.self) { try answers.difference(from: from, to: to) }
        }
        let alone = try reason(nil, nil)
        #expect(alone?.code == .beforeHistory)
        #expect(
          alone?.description
            == "The cache has one harvest, of 2026-01-01, and two are compared: "
            + "run `stemma harvest` once more."
        )
        let unknown = try reason(7, 9)
        #expect(unknown?.code == .unknownName)
        #expect(
          unknown?.description.hasPrefix("There is no harvest 7; the cache has 1 to 1.") == true
        )
        #expect(try reason(1, 1)?.code == .misuse)
        try await trial.sweep(on: "2026-01-02")
        #expect(try reason(nil, 1)?.code == .beforeHistory)
        #expect(try trial.answers().difference().news.isEmpty)
      }
    }

    /// An owner's former name leads to all that stands under its names.
    @Test func anOwnerIsWatchedUnderAllItsNames() async throws {
      func world(_ owner: String, _ license: String) throws -> World {
        try World(lines: [
          #"{"model": {"id": "\#(owner)/m", "_id": "640000000000000000000007", "cardData": {"license": "\#(license)"}}}"#,
          #"{"model": {"id": "x/child", "cardData": {"base_model": "\#(owner)/m"}}}"#,
        ])
      }
      try await Trial.of(try world("oldlab", "mit")) { trial in
        try await trial.sweep(on: "2026-01-01")
        let entries = try trial.answers().watchEntries(for: ["oldlab"], at: "2026-01-01")
        #expect(entries.map(\.subject) == ["oldlab"])
        trial.standIn.serve(try world("newlab", "gemma"))
        try await trial.sweep(on: "2026-01-02")
        let answers = try trial.answers()
        let (digest, _) = try answers.digest(of: entries)
        #expect(digest.news.first?.subject == "newlab")
        #expect(
          try digest.news.first?.items == answers.news(of: "newlab").items
        )
        #expect(digest.news.first?.items.contains { $0.event == .relicensed } == true)
      }
    }

    /// A feed tells each thing once, by the same name, however often it is written.
    @Test func aFeedNamesEachThingTheSameWheneverItIsWritten() async throws {
      try await Self.watching { trial in
        let entries = try trial.answers().watched()
        let first = try trial.answers().feed(of: entries, since: 1)
        try await trial.sweep(on: "2026-01-03")
        let answers = try trial.answers()
        let second = try answers.feed(of: entries, since: 1)
        #expect(first.hasNews)
        func ids(_ digest: NewsDigest) -> [Substring] {
          DigestFormat.atom.text(of: digest).matches(of: /<id>(urn:stemma:[0-9a-f]+)<\/id>/)
            .map { $0.output.1 }
        }
        #expect(ids(first).count == 6)
        #expect(ids(first) == ids(second))
        #expect(try answers.harvestOfAMonthAgo() == 1)
        try await trial.sweep(on: "2026-02-10")
        #expect(try trial.answers().harvestOfAMonthAgo() == 3)
      }
    }

    @Test(.enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"))
    func aHarvestHandsItsNewsOn() async throws {
      try await Trial.of(try World(lines: Self.before)) { trial in
        func run(_ arguments: String...) async throws -> ChildProcess.Ending {
          try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            arguments + ["--cache", trial.path()],
            in: trial.folder
          ).ending()
        }
        func harvest() async throws -> ChildProcess.Ending {
          try await run(
            "harvest",
            "--plan",
            "sweep",
            "-q",
            "--endpoint",
            trial.address.absoluteString
          )
        }
        func text(_ name: String) -> String? {
          try? String(contentsOf: trial.folder.appending(path: name), encoding: .utf8)
        }
        let feed = trial.folder.appending(path: "news.xml").path
        let told = "cat >> \(trial.folder.appending(path: "told").path)"
        #expect(try await harvest().status == 0)
        #expect(try await run("watch", "add").status == 64)
        #expect(try await run("watch", "add", "-o", "-").status == 64)
        #expect(
          try await run("watch", "add", "lab", "-o", feed, "--format", "atom").status == 0
        )
        #expect(try await run("watch", "add", "--command", told).status == 0)
        #expect(try await run("watch", "add", "--command", "exit 3").status == 0)
        let list = try await run("watch", "ls", "--format", "csv").output
        #expect(list.contains("\(feed),atom file,1,"))
        #expect(list.contains("\(told),text command,1,"))
        trial.standIn.serve(try World(lines: Self.after))
        let second = try await harvest()
        #expect(second.status == 0)
        #expect(second.errors.contains("The command ended with 3"))
        #expect(text("told")?.contains("relicensed: lab/base is under gemma") == true)
        #expect(text("news.xml")?.contains("lab/base is under gemma") == true)
        let once = text("told")
        #expect(try await harvest().status == 0)
        #expect(text("told") == once)
        #expect(text("news.xml")?.contains("lab/base is under gemma") == true)
        #expect(try await run("watch", "rm", told, "lab").status == 0)
        #expect(try await run("watch", "rm", told).status == 1)
      }
    }

    /// A cache that was made before there were watch lists lacks the table.
    @Test func aCacheWithoutTheTableOpensAndGetsIt() async throws {
      try await Trial.of(try World(lines: Self.before)) { trial in
        try await trial.sweep(on: "2026-01-01")
        try OtherDatabase.run("DROP TABLE watch; DROP TABLE watch_delivery", at: trial.path())
        let answers = try trial.answers()
        #expect(try answers.watched().isEmpty)
        #expect(try answers.deliveries().isEmpty)
        #expect(try answers.derivatives(of: "lab/base").all.total == 1)
        let entries = try answers.watchEntries(for: ["lab"], at: "2026-01-01T00:00:00Z")
        try WatchList(cachePath: trial.path()).add(entries)
        #expect(try trial.answers().watched() == entries)
        #expect(try trial.answers(asOf: "2026-01-01").derivatives(of: "lab/base").all.total == 1)
      }
    }

    @Test(.enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"))
    func theCommandEndsWithOneWhenThereIsNews() async throws {
      try await Self.watching { trial in
        func run(_ arguments: String...) async throws -> ChildProcess.Ending {
          try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            arguments + ["--cache", trial.path()],
            in: trial.folder
          ).ending()
        }
        let feed = trial.folder.appending(path: "news.xml").path
        let since = try await run(
          "watch",
          "run",
          "--since",
          "2026-01-01",
          "--format",
          "atom",
          "-o",
          feed
        )
        #expect(since.status == 1)
        #expect(try String(contentsOfFile: feed, encoding: .utf8).contains("<feed"))
        let failed = try await run("watch", "run", "--command", "exit 3")
        #expect(failed.status == 2)
        let copy = trial.folder.appending(path: "digest").path
        let told = try await run(
          "watch",
          "run",
          "--format",
          "markdown",
          "--command",
          "cat > '\(copy)'"
        )
        #expect(told.status == 1)
        #expect(try String(contentsOfFile: copy, encoding: .utf8).hasPrefix("## model a/old"))
        #expect(try await run("watch", "run").status == 0)
        let diff = try await run(
          "diff",
          "2026-01-01",
          "2026-01-02",
          "--of",
          "lab",
          "--format",
          "csv"
        )
        #expect(diff.status == 0)
        #expect(diff.output.contains("relicensed,model,lab/base,own,mit,gemma\n"))
        #expect(try await run("diff", "2025-01-01", "2026-01-02").status == 2)
        #expect(try await run("watch", "add", "nobody").status == 2)
        #expect(try await run("watch", "rm", "nobody").status == 1)
      }
    }
  }
}
