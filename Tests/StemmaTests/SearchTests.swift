import Stemma
import StemmaAnswers
@testable import StemmaGraph
import StemmaMetrics
import StemmaReports
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Names as people type them.
  @Suite(.timeLimit(.minutes(2))) struct SearchingNames {
    @Test func namesAreFoundAsTypedAndMisspelt() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        let heads = try trial.rows(
          """
          SELECT repo.name FROM family JOIN repo ON repo.id = family.model
          WHERE length(repo.name) - instr(repo.name, '/') > 7
          ORDER BY repo.name
          """
        )
        #expect(heads.count > 20)
        var random = SplitMix64(state: 23)
        for name in heads {
          let whole = try answers.search(name.uppercased()).hits.first
          #expect(whole?.name == name && whole?.match == .name)
          // Nothing that is merely alike stands beside a whole id.
          let beside = try answers.search(name, limit: 1000).hits.filter { $0.match > .beginning }
          #expect(!name.contains("/") || beside.isEmpty, "\(name)")
          let part = name.split(separator: "/").last.map(String.init) ?? ""
          let begun = try answers.search(String(part.prefix(6)), limit: 1000).hits
          #expect(begun.contains { $0.name == name && $0.match == .beginning }, "\(name)")
          let inner = try answers.search(String(part.dropFirst(2).prefix(5)), limit: 1000).hits
          #expect(inner.contains { $0.name == name && $0.match <= .part }, "\(name)")
          // One letter is left out, or two change places.
          var letters = Array(part)
          let place = Int.random(in: 1..<letters.count - 2, using: &random)
          if Bool.random(using: &random) {
            letters.remove(at: place)
          } else {
            letters.swapAt(place, place + 1)
          }
          let misspelt = try answers.search(String(letters), limit: 1000).hits
          #expect(misspelt.contains { $0.name == name }, "\(String(letters)) for \(name)")
        }
        let owner = try answers.search("eleutherai").hits.first { $0.kind == "owner" }
        #expect(owner?.match == .name)
        #expect(try answers.search("eleutherai").text(as: .table).contains("KIND"))
        #expect(try answers.search("no such name at all").hits.isEmpty)
      }
    }

    /// Where nearly every model has derivatives their names are not kept beside those of all models: in a
    /// long chain they were a thirtieth of the cache.
    @Test func namesThatAreNotKeptApartAreFoundAsWell() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        let texts = try trial.rows(
          "SELECT substr(name, length(name) - 5, 5) FROM node JOIN family ON model = id ORDER BY id"
        )
        #expect(texts.count > 20)
        func found() throws -> [NameSearch] {
          try texts.map { try trial.answers().search($0, limit: 100) }
        }
        let kept = try found()
        try Cache(path: trial.path(), access: .write).tamper { connection in
          let heads = try connection.rows("SELECT model FROM family ORDER BY model") {
            Int32($0.integer(0))
          }
          let names = try HeadNames(of: heads, in: connection)
          #expect(names.starts.count == heads.count + 1)
          // As many as one for four repositories, whatever the least is.
          let few = Array(heads.prefix(try connection.count("SELECT count(*) FROM repo") / 4))
          #expect(try HeadNames(of: few, most: 0, in: connection).starts.count == few.count + 1)
          #expect(try HeadNames(of: heads, most: 0, in: connection) == HeadNames())
          // Left out, they are read when they are to be kept.
          #expect(
            try HeadNames(
              of: heads,
              known: (heads, HeadNames()),
              isStale: { _ in false },
              in: connection
            ) == names
          )
          try connection.execute("DELETE FROM graph_array WHERE name LIKE 'head.name%'")
        }
        #expect(try found() == kept)
      }
    }

    /// Every name, also of what nobody built on, by its part behind the slash, its id or its owner.
    @Test func everyNameIsFoundWithOneLetterMistaken() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        let names = try trial.rows(
          "SELECT name FROM repo WHERE gone_since IS NULL AND kind = 'model' ORDER BY name"
        )
        var random = SplitMix64(state: 7)
        for (place, name) in names.enumerated() where place % 3 == 0 {
          let part = String(name.split(separator: "/").last ?? "")
          for whole in [name, part] where whole.count > 4 {
            let text = Self.mistaken(whole, using: &random)
            let hits = try answers.search(text, limit: 2000).hits
            #expect(hits.contains { $0.name == name }, "\(text) for \(name)")
          }
        }
        for owner in try trial.rows("SELECT name FROM owner WHERE length(name) > 4") {
          let text = Self.mistaken(owner, using: &random)
          let hits = try answers.search(text, limit: 2000).hits
          #expect(hits.contains { $0.kind == "owner" && $0.name == owner }, "\(text) for \(owner)")
        }
      }
    }

    /// The text without a letter, with one more, another one, or two in each other's place.
    private static func mistaken(_ text: String, using random: inout SplitMix64) -> String {
      var letters = Array(text)
      let places = letters.indices.dropLast().filter {
        letters[$0] != "/" && letters[$0 + 1] != "/"
      }
      guard let place = places.randomElement(using: &random) else { return text }
      switch Int.random(in: 0..<4, using: &random) {
      case 0: letters.remove(at: place)
      case 1: letters.insert("q", at: place)
      case 2: letters[place] = "z"
      default: letters.swapAt(place, place + 1)
      }
      return String(letters)
    }

    /// What is asked for is read by an index: of a rare trait its own, of an owner that of names.
    @Test func listsAndSearchesReadIndexes() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        try Cache(path: trial.path(), access: .read).read { connection in
          func plan(_ question: ModelQuestion) throws -> String {
            let account = try question.owner.map { try OwnerAccount($0, in: connection) }
            let listing = try ModelListing(question, of: account, in: connection)
            return try connection.rows("EXPLAIN QUERY PLAN " + listing.sql) { $0.text("detail") }
              .joined(separator: "; ")
          }
          var question = ModelQuestion()
          question.license = "MIT"
          #expect(try plan(question).contains("USING INDEX repo_license (license=?)"))
          question = ModelQuestion()
          question.task = "text-generation"
          #expect(try plan(question).contains("USING INDEX repo_task (pipeline_tag=?)"))
          question = ModelQuestion()
          question.library = "transformers"
          #expect(try plan(question).contains("USING INDEX repo_library (library=?)"))
          question.owner = "allenai"
          #expect(try plan(question).contains("USING INDEX repo_name (name>? AND name<?)"))
          for change in [
            { $0.since = "2025-01-01" }, { $0.language = "fr" },
          ] as [(inout ModelQuestion) -> Void] {
            question = ModelQuestion()
            question.limit = 10
            change(&question)
            let rare = try plan(question)
            #expect(rare.contains("SEARCH repo USING INTEGER PRIMARY KEY (rowid=?)"), "\(rare)")
          }
          question = ModelQuestion()
          question.limit = 10
          let all = try plan(question)
          #expect(all.contains("SCAN repo USING INDEX repo_name"), "\(all)")
          #expect(!all.contains("TEMP B-TREE"), "\(all)")
          for (column, index) in [("first_seen", "repo_newer"), ("gone_since", "repo_gone")] {
            let details = try connection.rows(
              """
              EXPLAIN QUERY PLAN
              SELECT id FROM repo WHERE \(column) > ?1 AND \(column) <= ?2 AND \(column) > 1
              """
            ) { $0.text("detail") }
            #expect(details.first?.contains(index) == true, "\(details)")
          }
        }
        try OtherDatabase.run(
          "DROP INDEX repo_name_part; DROP INDEX repo_license; DROP INDEX repo_newer",
          at: trial.path()
        )
        // A cache of before has no such indexes, and answers all the same.
        var question = ModelQuestion()
        question.license = "mit"
        let answers = try trial.answers()
        let listed = try answers.models(question).models.map(\.id)
        #expect(
          try listed
            == trial.rows(
              "SELECT name FROM repo WHERE kind = 'model' AND license = 'mit' ORDER BY name"
            )
        )
        #expect(try !answers.search("olmo").hits.isEmpty)
        try Pipeline(cachePath: trial.path()).analyze()
        let known = try trial.rows("SELECT name FROM pragma_index_list('repo')")
        #expect(known.contains("repo_name_part") && known.contains("repo_license"))
      }
    }

    @Test func modelsAreListedAsPlainSQLCountsThem() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        for owner in try trial.rows("SELECT name FROM owner ORDER BY name") {
          let named = try trial.rows(
            """
            SELECT name FROM repo
            WHERE kind = 'model' AND gone_since IS NULL AND name LIKE '\(owner)/%'
            ORDER BY name
            """
          )
          guard !named.isEmpty else { continue }
          var question = ModelQuestion()
          question.owner = owner.uppercased()
          #expect(try answers.models(question).models.map(\.id) == named, "\(owner)")
          question.limit = named.count - 1
          let most = try answers.models(question).models.map(\.id)
          question.limit = nil
          for (whole, byDownloads) in [(named, false), (most, true)] {
            for first in stride(from: 0, to: whole.count, by: 2) {
              let part = try answers.models(
                question,
                of: owner.uppercased(),
                from: first,
                limit: min(2, whole.count - first),
                byDownloads: byDownloads
              )
              #expect(part.models.map(\.id) == Array(whole.dropFirst(first).prefix(2)), "\(owner)")
              #expect(part.total == named.count && part.owners.last?.isEmpty == false)
            }
          }
        }
        for license in ["apache-2.0", "mit"] {
          for task in ["text-generation", nil] {
            var question = ModelQuestion()
            (question.license, question.task) = (license, task)
            (question.since, question.until) = ("2023-06-01", "2025-01-31")
            let expected = try trial.rows(
              """
              SELECT name FROM repo
              WHERE kind = 'model' AND gone_since IS NULL AND license = '\(license)'
                AND \(task.map { "pipeline_tag = '\($0)'" } ?? "TRUE")
                AND date(created_at) BETWEEN '2023-06-01' AND '2025-01-31'
              ORDER BY name
              """
            )
            let listed = try answers.models(question)
            #expect(listed.models.map(\.id) == expected && listed.total == expected.count)
            question.limit = 2
            #expect(try answers.models(question).models.map(\.id) == Array(expected.prefix(2)))
          }
        }
      }
    }

    /// A name that the Hub leads from is the owner's as long as nothing stands under it.
    @Test func anOwnerIsMeantByAllItsNames() async throws {
      try await Trial.of(
        #"{"model": {"id": "new/base"}}"#,
        #"{"rename": {"from": "old/base", "to": "new/base"}}"#,
        #"{"model": {"id": "new/chat", "cardData": {"base_model": "old/base"}}}"#,
        #"{"model": {"id": "x/chat", "cardData": {"base_model": "new/base"}}}"#
      ) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        for name in ["new", "NEW", "old"] {
          let made = try answers.derivatives(DerivativeQuestion(owner: name))
          #expect(made.owners == ["new", "old"])
          #expect((made.own.total, made.outside.total) == (1, 1))
          let families = try answers.families(of: name).parts
          #expect(families.map(\.own) == [2] && families.map(\.models) == [3])
        }
        #expect(throws: (any Error).self) {
          try answers.derivatives(DerivativeQuestion(owner: "?"))
        }
      }
    }

    @Test func aReportTellsWhatTheAnswersTell() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        let model = try answers.report(of: "bigcode/starcoderbase")
        let counts = try answers.derivatives(of: "bigcode/starcoderbase")
        #expect(model.kind == .model)
        let picture = try answers.picture(of: "bigcode/starcoderbase")
        // Only what it draws was read: it numbers its members otherwise.
        func withoutNumbers(_ svg: String?) -> String? {
          svg?.replacing(#/ data-n="[0-9]+"/#, with: "")
        }
        let whole = FamilyDrawing(picture, isStandalone: true).svg
        #expect(withoutNumbers(model.drawing) == withoutNumbers(whole))
        #expect(model.flowchart?.contains("bigcode/starcoderbase") == true)
        let page = try answers.page(on: "bigcode/starcoderbase")
        let files = ReportFormat.html.files(of: page)
        #expect(files.count == 1 && files[0].text.contains("<svg"))
        #expect(files[0].text.contains("HHI") && files[0].text.contains("lower bound"))
        #expect(model.figures.first == .init("derivatives", Double(counts.all.total)))
        let share = model.figures.first { $0.name == "share of quantized" }
        #expect(share?.value == Double(counts.all.quantized) / Double(counts.all.total))
        #expect(
          share.map { ($0.low ?? 1) <= $0.value ?? 0 && $0.value ?? 1 <= $0.high ?? 0 } == true
        )
        for words in ["harvested", "base model", "lower bound", "seed 1", "HHI"] {
          #expect(model.methods.contains(words), "\(words)")
        }
        let owner = try answers.report(of: "bigcode")
        let made = try answers.derivatives(DerivativeQuestion(owner: "bigcode"))
        #expect(owner.kind == .owner && owner.drawing == nil)
        #expect(owner.figures[1] == .init("derivatives", Double(made.all.total)))
        let name = try #require(
          try trial.rows(
            """
            SELECT node.name FROM dataset_user JOIN node ON node.id = dataset
            WHERE node.name LIKE '%/%' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1
            """
          ).first
        )
        let dataset = try answers.report(of: "datasets/\(name)")
        let reuse = try answers.reuse(ReuseQuestion(dataset: name))
        #expect(dataset.kind == .dataset && dataset.subject == reuse.dataset)
        #expect(dataset.figures[1] == .init("models of others", Double(reuse.external)))
        #expect(dataset.methods.contains("names the dataset"))
        #expect(throws: (any Error).self) { try answers.report(of: "no/such") }
      }
    }

    @Test func reuseByOwnerIsTheSumOfItsDatasets() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        let owners = try trial.rows(
          """
          SELECT DISTINCT substr(node.name, 1, instr(node.name, '/') - 1)
          FROM dataset_use
          JOIN node ON node.id = dataset_use.dataset AND node.kind = 'dataset'
          JOIN owner ON owner.name = substr(node.name, 1, instr(node.name, '/') - 1)
          """
        )
        #expect(owners.count > 1)
        for owner in owners {
          let told = try answers.reuse(ofOwner: owner)
          for dataset in told.datasets {
            let reuse = try answers.reuse(ReuseQuestion(dataset: dataset.id))
            #expect(dataset.use.declaredBy == reuse.models.count)
            #expect(dataset.use.trained == reuse.trained)
            #expect(dataset.use.publishers == reuse.externalPublishers)
          }
          let distinct = try trial.rows(
            """
            SELECT count(DISTINCT dataset_use.repo)
            FROM dataset_use
            JOIN node ON node.id = dataset_use.dataset
            JOIN repo ON repo.id = dataset_use.repo
            WHERE node.name LIKE '\(owner)/%' AND dataset_use.last_seen IS NULL
              AND repo.kind = 'model' AND repo.gone_since IS NULL
            """
          )
          #expect(distinct == ["\(told.all.declaredBy)"], "\(owner)")
        }
      }
    }
  }
}
