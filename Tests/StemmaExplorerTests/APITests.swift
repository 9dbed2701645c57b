import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
@testable import StemmaExplorer
import StemmaMetrics
import StemmaOperations
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The routes of the API against their description, the commands and the protocol.
  @Suite(.timeLimit(.minutes(5))) struct APITests {
    /// A question for each route, with whatever it cannot do without.
    static let questions: [String] = [
      "status", "search?text=bas", "models?owner=lab", "models/info?id=lab%2Fbase",
      "models/info?id=lab%2Fcorpus&kind=dataset", "models/history?id=lab%2Fbase",
      "evidence?id=lab%2Fbase&field=license", "tree?id=lab%2Fbase", "tree?id=bob%2Fmix&up=true",
      "derivatives?id=lab%2Fbase", "derivatives?id=lab%2Fbase&without=mass-uploads",
      "derivatives/by?id=lab%2Fbase&by=owner", "derivatives/timing?id=lab%2Fbase",
      "derivatives/list?id=lab%2Fbase", "derivatives/spaces?id=lab%2Fbase",
      "derivatives/list?id=datasets%2Flab%2Fcorpus", "tree?id=datasets%2Flab%2Fcorpus",
      "derivatives/robust?id=lab%2Fbase&resamples=50",
      "derivatives/joint?owner=lab", "derivatives/joint/by?owner=lab&by=month&by=relation",
      "ancestors?id=bob%2Fmix-GGUF", "siblings?id=bob%2Flora", "path?from=bob%2Fmix&to=bob%2Flora",
      "families", "families/cycles", "traits?trait=license", "licenses?id=bob%2Fmix",
      "licenses/down?id=lab%2Fbase", "impact?id=lab%2Fbase",
      "policy/check?id=bob%2Fmix&policy=ghosts%3A%20refuse", "watch", "watch/run",
      "reuse?dataset=lab%2Fcorpus",
      "reuse/rows?dataset=lab%2Fcorpus&rows=declared_by", "reuse/owner?owner=lab",
      "report?id=lab%2Fbase", "activity?id=lab%2Fbase", "metrics",
      "metrics/show?metric=derivative-growth", "metrics/run?metric=derivative-growth&id=lab%2Fbase",
      "claims", "claims/check?id=P1", "claims/show?id=P1", "studies",
      "studies/show?id=cartography-2025", "studies/methods?id=cartography-2025", "diff",
      "diff/of?of=lab", "queries", "queries/run?query=ghosts-by-reason",
      "sql?query=SELECT%20name%20FROM%20repo%20ORDER%20BY%20name",
    ]

    @Test func everyRouteIsAskedHere() {
      let asked = Set(Self.questions.map { String($0.split(separator: "?")[0]) })
      #expect(asked == Set(API.routes.map(\.path)))
    }

    @Test(.enabled(if: Python.canImport("jsonschema"), "needs jsonschema of PyPI"))
    func everyAnswerHasTheShapeThatIsDescribed() async throws {
      try await TrialSite.with { site in
        let study = try StudyFolder.ofThisProcess.study("cartography-2025")
        try Pipeline(cachePath: site.trial.path()).load(study)
        var lines = [OpenAPI.document.text]
        for question in Self.questions {
          let reply = try site.get("api/" + question)
          #expect(reply.status == 200, "\(question): \(reply.text.prefix(300))")
          let path = String(question.split(separator: "?")[0])
          lines.append(JSONValue.array([.string("/" + path), .string(reply.text)]).text)
        }
        let told = try Python.run(
          "ask.py",
          ["shapes"],
          input: Data(lines.joined(separator: "\n").utf8)
        )
        #expect(
          String(decoding: told, as: UTF8.self) == "\(Self.questions.count) answers, 0 faults\n"
        )
      }
    }

    @Test func anAnswerIsThatOfTheCommand() async throws {
      try await TrialSite.with { site in
        let answers = try site.trial.answers()
        #expect(
          try site.get("api/derivatives?id=lab%2Fbase").text
            == answers.derivatives(of: "lab/base").text(as: .json)
        )
        #expect(
          try site.get("api/tree?id=lab%2Fbase").text
            == answers.tree(of: "lab/base").text(as: .json)
        )
        let list = try answers.models(madeFrom: DerivativeQuestion(["lab/base"]))
        #expect(
          try site.get("api/derivatives/list?id=lab%2Fbase&format=csv").text == list.text(as: .csv)
        )
        #expect(
          try site.get("api/derivatives/list?id=lab%2Fbase", ["accept": "application/x-ndjson"])
            .text
            == list.text(as: .jsonl)
        )
        #expect(
          try site.get("api/derivatives?id=lab%2Fbase&as_of=2026-01-15").text
            == site.trial.answers(asOf: "2026-01-15").derivatives(of: "lab/base").text(as: .json)
        )
      }
    }

    /// What is kept for those who turn pages is of one state of the cache alone.
    @Test func whatIsKeptOfAListOutlivesNoChange() async throws {
      try await TrialSite.with(ExplorerWorld.lines) { site in
        let question = ReuseQuestion(dataset: "lab/corpus")
        var answers = try site.trial.answers()
        answers.kept = KeptAnswers()
        func told() throws -> [String] {
          [
            try answers.reuse(question).text(as: .json),
            try answers.looserLicenses(below: "lab/base").text(as: .json),
          ]
        }
        func kept() throws -> [String] {
          [
            try answers.keptReuse(question).text(as: .json),
            try answers.keptLooserLicenses(below: "lab/base").text(as: .json),
          ]
        }
        func served(_ limit: Int) throws -> [String] {
          try ["reuse?dataset=lab%2Fcorpus", "licenses/down?id=lab%2Fbase"].map {
            try site.get("api/\($0)&limit=\(limit)").text
          }
        }
        let before = try told()
        #expect(try kept() == before && served(500) == before)
        try OtherDatabase.run(
          """
          UPDATE repo SET license = 'llama2' WHERE name = 'ann/tuned';
          UPDATE dataset_user SET created_at = '2024-03-07T00:00:00.000Z' WHERE name = 'ann/tuned'
          """,
          at: site.trial.path()
        )
        let after = try told()
        #expect(zip(before, after).allSatisfy { $0 != $1 })
        // They were kept of the state before, and the explorer keeps none of that.
        #expect(try kept() == before && served(501) == after)
        answers.kept = KeptAnswers()
        #expect(try kept() == after)
      }
    }

    /// As Prometheus has them, and never an answer that was kept.
    @Test func aMonitorReadsFigures() async throws {
      try await TrialSite.with { site in
        let reply = try site.get("metrics")
        #expect(reply.status == 200 && reply.header("cache-control") == "no-store")
        #expect(reply.header("content-type")?.hasPrefix("text/plain; version=0.0.4") == true)
        #expect(reply.header("etag") == nil)
        let health = try CacheHealth(of: site.trial.path())
        let status = try WatchedStatus(site.trial.answers().status(), health)
        let names = { (text: String) in
          text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
        }
        #expect(names(reply.text) == names(status.prometheus) && names(reply.text).count > 3)
      }
    }

    @Test func aLongListComesInPartsThatLeadOn() async throws {
      try await TrialSite.with { site in
        for list in [
          "derivatives/list?id=lab%2Fbase", "derivatives/list?id=lab%2Fbase&by_downloads=true",
          "tree?id=lab%2Fbase", "siblings?id=crowd%2Fm1", "impact?id=lab%2Fbase",
          "models?owner=crowd",
        ] {
          var target: String? = "api/\(list)&limit=50"
          var ids: [String] = []
          let whole = try Self.list(in: JSONValue(parsing: site.get("api/\(list)").text))
          while let next = target {
            let reply = try site.get(next)
            let value = try JSONValue(parsing: reply.text)
            let part = try Self.list(in: value)
            let total = list.hasPrefix("models") ? nil : String(whole.count)
            #expect(part.count <= 50 && reply.header("stemma-total") == total)
            if let total = value["total"] { #expect(total == JSONValue(whole.count), "\(list)") }
            #expect(part == Array(whole.dropFirst(ids.count).prefix(50)), "\(list)")
            ids += part.compactMap { ($0["id"] ?? $0["name"])?.string }
            target = reply.header("link").map { link in
              String(link.split(separator: ">")[0].dropFirst(2))
            }
          }
          #expect(Set(ids).count == ids.count && ids.count > 100, "\(list)")
        }
      }
    }

    private static func list(in answer: JSONValue) throws -> [JSONValue] {
      let lists = ["models", "nodes", "siblings", "affected"].compactMap { answer[$0]?.array }
      return try #require(lists.first)
    }

    @Test func whatCannotBeAnsweredIsRefusedInWords() async throws {
      let refused: KeyValuePairs = [
        "derivatives": 400, "derivatives?id=": 400, "derivatives?id=no%2Fsuch": 404,
        "derivatives?id=gpt2&x=1": 400, "derivatives?id=gpt2&id=a": 400,
        "derivatives?id=gpt2&limit=0": 400, "derivatives?id=gpt2&depth=-1": 400,
        "derivatives?id=gpt2&as_of=yesterday": 400, "derivatives?id=gpt2&as_of=2001-01-01": 404,
        "nothing": 404, "": 404, "path?from=gpt2&to=lab%2Fbase": 404, "sql?query=SELEC": 400,
        "sql?query=DELETE+FROM+repo": 400, "sql?query=SELECT+1%3B+SELECT+2": 400,
        "sql?query=ATTACH+%27%2Ftmp%2Fx%27+AS+y": 400, "queries/run?query=..%2F..%2Fx": 404,
        "studies/show?id=%2Fetc%2Fpasswd": 404, "policy/check?id=gpt2&policy=x%3A%20y": 400,
        "policy/check?id=gpt2": 400, "watch/run?since=yesterday": 400,
      ]
      try await TrialSite.with(ExplorerWorld.lines) { site in
        for (target, status) in refused {
          let reply = try site.get("api/" + target)
          #expect(reply.status == status, "\(target): \(reply.text.prefix(200))")
          #expect(reply.header("content-type") == "application/problem+json")
          let value = try JSONValue(parsing: reply.text)
          #expect(value["status"]?.integer == Int64(status) && value["detail"]?.string != "")
        }
      }
    }

    @Test func aQueryIsStoppedAndBounded() async throws {
      try await TrialSite.with { site in
        let endless =
          "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
        let reply = try site.get("api/sql" + Address.query([("query", endless)]))
        #expect(reply.status == 400 && reply.text.contains("urn:stemma:problem:bounds"))
        let long =
          "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) "
          + "SELECT x FROM n"
        let rows = try site.get("api/sql" + Address.query([("query", long)]))
        #expect(rows.status == 200)
        #expect(try JSONValue(parsing: rows.text).array?.count == APIPage.usual)
      }
    }

    /// What SQLite sorts it writes to temporary files: more than it keeps in memory is no harm.
    @Test func aSortedQueryTakesLittleMemory() async throws {
      try await TrialSite.with(ExplorerWorld.lines) { site in
        _ = try site.get("api/sql?query=SELECT%201")
        let before = SQLiteLibrary.memory(isReset: true).now
        let sorted = """
          WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000)
          SELECT x, printf('%0600d', x * 7919 % 100003) AS pad FROM n ORDER BY pad DESC, x
          """
        let reply = try site.get(
          "api/sql" + Address.query([("query", sorted), ("limit", "1")])
        )
        #expect(reply.status == 200 && reply.text.contains("\"x\""))
        let most = SQLiteLibrary.memory(isReset: false).most - before
        #expect(most < 32 << 20, "\(most) bytes for 60 MB of rows")
      }
    }

    @Test func anAnswerIsKnownByItsHarvestUntilAnotherOne() async throws {
      try await TrialSite.with { site in
        let first = try site.get("api/status")
        let tag = try #require(first.header("etag"))
        #expect(tag.hasPrefix("\"2-"))
        for known in [tag, "W/" + tag, "\"x\", " + tag, "*"] {
          let again = try site.get("api/status", ["if-none-match": known])
          #expect(again.status == 304 && again.body.isEmpty)
          // Its fields would take the place of those that a browser keeps: a drawing has a policy of its own.
          #expect(again.safe.header("content-security-policy") == nil)
          #expect(first.safe.header("content-security-policy") != nil)
        }
        #expect(try site.get("api/status").header("etag") == tag)
        try await site.trial.sweep(on: "2026-03-02")
        let later = try site.get("api/status", ["if-none-match": tag])
        #expect(later.status == 200 && later.header("etag")?.hasPrefix("\"3-") == true)
        #expect(later.text.contains("\"harvest\":3"))
        #expect(try site.get("models/lab/base", ["if-none-match": tag]).status == 200)
      }
    }

    /// Who writes, no file of the cache tells.
    @Test func aStatusIsOfNowAndKnownByWhatItSays() async throws {
      try await TrialSite.with(ExplorerWorld.lines) { site in
        let before = try site.get("api/status")
        #expect(before.text.contains("\"writer\":null"))
        let lock = try WriterLock(cachePath: site.trial.path(), startedAt: "2026-02-03T04:05:06Z")
        let held = try site.get("api/status", ["if-none-match": before.header("etag") ?? ""])
        #expect(held.status == 200 && held.text.contains("since 2026-02-03T04:05:06Z"))
        #expect(held.header("etag") != before.header("etag"))
        withExtendedLifetime(lock) {}
      }
    }

    @Test(
      arguments: [
        (nil, APIFormat.json), ("*/*", .json), ("text/csv", .csv),
        ("text/csv;q=0.5, */*;q=0.1", .csv),
        ("application/x-ndjson", .jsonl), ("image/png", nil), ("text/csv;q=0", nil),
        ("text/html, application/json;q=0.9", .json),
      ] as [(String?, APIFormat?)]
    )
    func theFieldAcceptChoosesTheFormat(field: String?, format: APIFormat?) {
      #expect(APIFormat.accepted(by: field) == format)
    }
  }
}
