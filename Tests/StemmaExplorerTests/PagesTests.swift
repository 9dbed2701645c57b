import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif
import Stemma
import StemmaAnswers
import StemmaCore
@testable import StemmaExplorer
import StemmaOperations
import StemmaReports
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Every page: whole, linked, inert.
  @Suite(.timeLimit(.minutes(5))) struct PagesTests {
    @Test func everyPageIsThereAndEveryLinkLeadsOn() async throws {
      try await TrialSite.with { site in
        var waiting = ExplorerWorld.pages.map { "/" + $0 }
        var seen = Set(waiting)
        while let target = waiting.popLast() {
          let reply = try site.get(String(target.dropFirst()))
          #expect(reply.status == 200, "\(target): \(reply.text.prefix(300))")
          guard reply.status == 200, reply.header("content-type")?.hasPrefix("text/html") == true,
            !target.contains("view=drawing")
          else { continue }
          #expect(reply.text.contains("<h1>") && reply.text.hasSuffix("</html>\n"), "\(target)")
          #expect(!reply.text.contains("Optional("), "\(target)")
          for link in Self.links(in: reply.text) where seen.insert(link).inserted {
            waiting.append(link)
          }
          // A crowd looks alike: some of it is enough.
          if seen.count > 300 { waiting.removeAll { $0.contains("crowd") } }
        }
        #expect(seen.count > 200)
      }
    }

    /// The pages of our own that a page leads to.
    private static func links(in html: String) -> [String] {
      html.matches(of: #/href="(/[^"#]*)/#).map {
        String($0.1).replacing("&amp;", with: "&").replacing("&#39;", with: "'")
      }
      .filter { !$0.contains("crowd/m") || $0.hasSuffix("m1") }
    }

    @Test func aModelTellsItsFamilyLicensesAndWays() async throws {
      try await TrialSite.with { site in
        let text = try site.get("models/lab/base").text
        #expect(text.contains("<h1>lab/base</h1>") && text.contains("<svg"))
        #expect(text.contains("stemma derivatives lab/base"))
        #expect(text.contains("/api/derivatives?id=lab%2Fbase"))
        #expect(text.contains(#"<dt>derivatives</dt><dd class="value"><a href="/models/lab/base"#))
        #expect(text.contains(">125</a>"))
        #expect(text.contains("/evidence?id=lab%2Fbase&amp;field=license"))
        let mixed = try site.get("models/bob/mix").text
        #expect(mixed.contains("looser than llama2 of lab/chat"))
        #expect(mixed.contains("/ghosts?name=gone%2Fghost"))
        let ghost = try site.get("ghosts?name=gone%2Fghost").text
        #expect(ghost.contains("not on the Hub as far as we know") && ghost.contains("bob/mix"))
        let data = try site.get("datasets/lab/corpus").text
        #expect(data.contains("<td>90 days</td>") && data.contains("/models/ann/tuned"))
        let owner = try site.get("owners/lab").text
        #expect(owner.contains("/models/lab/chat") && owner.contains("/datasets/lab/corpus"))
        let evidence = try site.get("evidence?id=lab%2Fbase&field=license").text
        #expect(evidence.contains("urn:uuid:") && evidence.contains("cardData.license"))
      }
    }

    /// Every number leads to what it counts, and every section with numbers says by which command and SQL.
    @Test func everyNumberLeadsToItsRowsAndSaysWhatGivesIt() async throws {
      try await TrialSite.with { site in
        let list = WatchList(cachePath: site.trial.path())
        try list.add(site.trial.answers().watchEntries(for: ["lab"], at: "2026-02-03T00:00:00Z"))
        var (figures, sections, queries) = (0, 0, Set<String>())
        for target in ExplorerWorld.pages where !target.hasPrefix("badges/") {
          let html = try site.get(target).text
          for figure in html.matches(of: #/<dd class="value">(.*?)<\/dd>/#) {
            figures += 1
            #expect(figure.1.hasPrefix("<a href=\""), "\(target): \(figure.1)")
          }
          for section in html.matches(of: #/(?s)<section id="([^"]*)".*?<\/section>/#) {
            let text = section.0
            let told = text.replacing(#/(?s)<svg.*?<\/svg>|<details class="source">.*/#, with: "")
            guard told.contains(#"class="value""#) || told.contains(#/<td [^>]*class="number"/#),
              // The rows of somebody's own query are what they ask for.
              !target.hasPrefix("api")
            else { continue }
            sections += 1
            let place: Comment = "\(target): \(section.1)"
            #expect(text.contains(#"<details class="source">"#) && text.contains("stemma "), place)
            #expect(text.contains("/api/"), place)
            let query = text.firstMatch(of: #/href="(\/sql\?query=[^"]*)">Run this query/#)
            #expect(query != nil, place)
            if let query { queries.insert(String(query.1.dropFirst())) }
          }
        }
        #expect(figures > 40 && sections > 40 && queries.count > 20)
        for query in queries {
          let reply = try site.get(query.replacing("&amp;", with: "&"))
          #expect(reply.status == 200, "\(query): \(reply.text.suffix(900))")
        }
      }
    }

    /// Of which no more is read than is drawn.
    @Test func theFirstDrawingIsThatOfTheWholeFamily() async throws {
      for seed in seeds(2, of: "families that are drawn") {
        var random = SplitMix64(state: seed)
        func name(_ number: Int) -> String { "o\(number % 10)/m\(number)" }
        let lines = (1...260).map { number -> String in
          let parents = (0..<(number % 9 == 0 ? 2 : 1)).map { _ in
            number < 4
              ? "lab/base" : name(Int.random(in: max(1, number / 9)...(number / 2), using: &random))
          }
          let license = ["mit", "llama2", "apache-2.0"][Int.random(in: 0...2, using: &random)]
          let relation = ["finetune", "adapter", "quantized"][Int.random(in: 0...2, using: &random)]
          return #"{"model": {"id": "\#(name(number))", "#
            + #""createdAt": "2024-0\#(1 + number % 9)-10T00:00:00.000Z", "#
            + #""downloads": \#(Int.random(in: 0...3, using: &random)), "#
            + #""cardData": {"license": "\#(license)", "base_model_relation": "\#(relation)", "#
            + #""base_model": \#(parents)}}}"#
        }
        try await TrialSite.with(ExplorerWorld.lines + lines) { site in
          let answers = try site.trial.answers()
          var drawn = 0
          for name in ["lab/base", "lab/chat", "bob/mix", "gpt2", "gone/ghost"] {
            let (whole, sketch) = (
              try answers.picture(of: name), try answers.sketch(of: name, most: 0)
            )
            let outlines = [whole, sketch].map { picture in
              FamilyDrawing(picture).outline.map { "\($0.depth) \($0.text)" }
            }
            #expect(outlines[0] == outlines[1], "\(name), STEMMA_SEED=\(seed)")
            #expect(whole.totals.models == sketch.totals.models)
            #expect(whole.totals.publishers == sketch.totals.publishers)
            #expect(FamilyDrawing(whole).summary == FamilyDrawing(sketch).summary)
            drawn += outlines[0].count
            try Self.expectAllUnfolds(of: name, as: whole, answers)
          }
          #expect(drawn > 40)
        }
      }
    }

    /// From fold to fold each model is met once, and each fold holds what it says.
    private static func expectAllUnfolds(
      of name: String,
      as whole: FamilyPicture,
      _ answers: Answers
    ) throws {
      var (met, waiting): ([String], [(home: String, FoldedBranches)]) = ([], [])
      func note(_ picture: FamilyPicture) {
        for line in FamilyFold(picture).lines(of: picture) {
          switch line {
          case .member(let place, _):
            if place > 0, !picture.members[place].isOutside {
              met.append(picture.members[place].node.id)
            }
          case .fold(let branches, _):
            waiting.append((picture.members[branches.home].node.id, branches))
          }
        }
      }
      note(try answers.sketch(of: name, most: 0))
      while let (home, folded) = waiting.popLast() {
        let part = try answers.sketch(of: name, below: home, from: folded.first)
        #expect(part.totals.models == folded.count + 1 && part.model == home, "\(name), \(home)")
        #expect(part.totals.publishers == folded.publishers, "\(name), \(home)")
        note(part)
      }
      let all = whole.members.dropFirst().filter { !$0.isOutside }.map(\.node.id)
      #expect(met.sorted() == all.sorted(), "\(name)")
    }

    /// Without a script a fold leads to the drawing of what it stands for, and no reply is large.
    @Test func aFoldedBranchHasADrawingOfItsOwn() async throws {
      try await TrialSite.with { site in
        var waiting = ["models/lab/base?view=drawing", "models/lab/base"]
        var (seen, names) = (Set(waiting), Set<String>())
        while let target = waiting.popLast() {
          let reply = try site.get(target)
          #expect(reply.status == 200 && reply.body.count < 300_000, "\(target)")
          names.formUnion(reply.text.matches(of: #/crowd\/m\d+/#).map { String($0.0) })
          for link in Self.links(in: reply.text) where link.contains("&at=") {
            if seen.insert(link).inserted { waiting.append(String(link.dropFirst())) }
          }
        }
        #expect(seen.count >= 4 && names.count == 120)
        let branch = "models/lab/base?view=drawing&as=json&at=lab%2Fchat"
        let part = try JSONValue(parsing: site.get(branch).text)
        #expect(part["members"]?.array?.first?.array?.first == "lab/chat")
        let far = try JSONValue(parsing: site.get(branch + "&from=1000000000").text)
        #expect(far["members"]?.array?.count == 1 && far["folds"] == .array([]))
        #expect(try site.get(branch + "&from=-9").status == 200)
        for stranger in ["gpt2", "no%2Fsuch", "lab%2Fcorpus"] {
          let reply = try site.get("models/lab/base?view=drawing&at=" + stranger)
          #expect(reply.status == 404, "\(stranger)")
        }
      }
    }

    @Test func aNameThatLeadsNowhereHasAPageThatSaysSo() async throws {
      try await TrialSite.with { site in
        let reply = try site.get("models/no/such")
        #expect(reply.status == 404)
        #expect(reply.text.contains("/search?q=no%2Fsuch"))
        for target in [
          "nothing", "models/a/b/c/d", "static/x", "models/..%2F..%2Fetc", "claims/Z9",
        ] {
          #expect(try site.get(target).status == 404, "\(target)")
        }
        #expect(try site.get("sql?query=DELETE%20FROM%20repo").status == 400)
        #expect(try site.get("studies/..%2F..%2FPackage").status == 404)
      }
    }

    @Test func aLongListIsTurnedByPages() async throws {
      try await TrialSite.with { site in
        for (list, count) in [
          ("models/lab/base?view=derivatives", 125), ("ghosts?name=lab%2Fbase", 125),
          ("models?owner=crowd", 120),
        ] {
          var target = list
          var names: [String] = []
          while true {
            let text = try site.get(target).text
            let rows = text.matches(
              of: #/<tr role="row"><td role="cell"><a href="\/models\/([^"]*)"/#
            )
            .map { String($0.1) }
            #expect(rows.count <= 50 && text.contains("Page "), "\(target)")
            names += rows
            guard let next = text.firstMatch(of: #/<a href="\/([^"]*)" rel="next">/#) else { break }
            target = String(next.1).replacing("&amp;", with: "&")
          }
          #expect(names.count == count && Set(names).count == count, "\(list)")
          #expect(names.contains(count == 125 ? "bob/mix-GGUF" : "crowd/m120"))
        }
      }
    }

    @Test func foreignTextIsInertOnEveryPage() async throws {
      let texts = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'\u{301}><svg onload=a>",
        "right\u{202E}gnp.exe", "javascript:alert(1)", "a/../../b", "\u{1B}[31mred", "&lt;b&gt;",
        "nul\u{0}end", "?q=1&x=2#y", "\"];evil[URL=\"javascript:alert(1)\"",
        "x\\\", href=\"//h\", y=\"\\",
        "<b>\\N\\l</b>",
      ]
      try await TrialSite.with { site in
        try Cache(path: site.trial.path(), access: .write).tamper { connection in
          for (place, text) in texts.enumerated() {
            try connection.run(
              "UPDATE repo SET name = ?1, license = ?1, library = ?1, languages = ?1 WHERE name = ?2",
              "crowd/" + text,
              "crowd/m\(place + 1)"
            )
          }
          try connection.run("UPDATE owner SET name = ? WHERE name = 'crowd'", texts[1])
          try connection.run("UPDATE ghost SET name = ?", texts[0])
          try connection.run("UPDATE harvest SET endpoint = ?1, plan = ?1", texts[1])
        }
        var targets = ExplorerWorld.pages.filter {
          !$0.contains("view=drawing") && !$0.hasPrefix("badges/")
        }
        for text in texts {
          targets.append(String(Way.model("crowd/" + text).dropFirst()))
          targets.append(String(Address.path(["search"], ["q": text]).dropFirst()))
          targets.append(String(Way.owner(text).dropFirst()))
          targets.append(String(Way.ghost(text).dropFirst()))
        }
        for target in targets {
          let reply = try site.get(target)
          #expect(reply.status < 500, "\(target)")
          #expect(Self.strangers(in: reply.text) == [], "\(target)")
          #expect(!reply.text.unicodeScalars.contains("\u{202E}") && !reply.text.contains("\u{1B}"))
        }
        try Self.expectInert(texts, site)
        try Self.expectNothingActsInGraphviz(site)
      }
    }

    /// The same texts in DOT, as Graphviz reads and draws it, where it is there.
    private static func expectNothingActsInGraphviz(_ site: TrialSite) throws {
      let answers = try site.trial.answers()
      var bytes: [UInt8] = []
      _ = try answers.export(.tree(of: "lab/base", direction: .down, depth: nil), as: DOTExport()) {
        bytes += $0
      }
      let names = try answers.tree(of: "lab/base").nodes.map { TerminalText.inert($0.id) }
      #expect(names.count > 120 && names.contains { $0.contains("evil[URL") })
      let dot = String(decoding: bytes, as: UTF8.self)
      #expect(!dot.unicodeScalars.contains { "\u{202E}\u{1B}\u{0}".unicodeScalars.contains($0) })
      guard Python.succeeds("import subprocess; subprocess.run(['dot', '-V'], check=True)") else {
        return
      }
      let given: JSONValue = ["dot": .string(dot), "names": .array(names.map(JSONValue.string))]
      let faults = try Python.run("ask.py", ["dot"], input: Data(given.text.utf8))
      #expect(String(decoding: faults, as: UTF8.self) == "[]\n")
    }

    /// The same texts in JSON, CSV, SVG and charts.
    private static func expectInert(_ texts: [String], _ site: TrialSite) throws {
      func expectNoSigns(_ text: String, _ what: String) {
        let acting = text.unicodeScalars.contains {
          "\u{202E}\u{1B}\u{0}".unicodeScalars.contains($0)
        }
        #expect(!acting, "\(what)")
      }
      for question in APITests.questions {
        let reply = try site.get("api/" + question)
        #expect(reply.status < 500 && reply.header("x-content-type-options") == nil, "\(question)")
        expectNoSigns(reply.text, question)
        if reply.status == 200 { _ = try JSONValue(parsing: reply.text) }
      }
      let answers = try site.trial.answers()
      for name in ["lab/base"] + texts.map({ "crowd/" + $0 }) {
        guard let picture = try? answers.sketch(of: name) else { continue }
        let badge = try answers.badge(of: name).svg
        let linked = FamilyDrawing(picture) { Way.model($0.node.id) }.svg
        for svg in [badge, linked, FamilyDrawing(picture, isStandalone: true).svg] {
          expectNoSigns(svg, name)
          let parser = XMLParser(data: Data(svg.utf8))
          #expect(parser.parse(), "\(name): \(String(describing: parser.parserError))")
          #expect(!svg.contains("<script") && !svg.contains("<img"))
        }
        let chart = picture.flowchart ?? ""
        expectNoSigns(chart, name)
        for line in chart.split(separator: "\n") where line.contains("[") {
          #expect(line.filter { $0 == "\"" }.count == 2 && !line.contains("<"), "\(line)")
        }
      }
    }

    /// Elements and attributes that no page of ours has.
    private static func strangers(in html: String) -> [String] {
      let own: Set<String> = [
        "html", "head", "meta", "link", "script", "title", "body", "a", "header", "nav", "form",
        "label", "input", "datalist", "button", "main", "p", "h1", "h2", "ul", "li", "section",
        "dl",
        "dt", "dd", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "details",
        "summary", "pre", "code", "figure", "span", "footer", "textarea", "svg", "desc", "rect",
        "text", "g", "path", "circle", "tspan", "line", "use",
      ]
      var found: [String] = []
      for tag in html.matches(of: #/<([A-Za-z][A-Za-z0-9]*)((?:[^>"]|"[^"]*")*)>/#) {
        let name = String(tag.1)
        if !own.contains(name) { found.append(name) }
        if name == "script", !tag.2.contains(#"src="/static/explorer.js""#) {
          found.append("script")
        }
        // What stands between quotation marks is a value.
        let names = tag.2.replacing(#/"[^"]*"/#, with: "")
        if names.firstMatch(of: #/\s(on[a-z]+|style|srcdoc)=/#) != nil {
          found.append(String(tag.0))
        }
        if tag.2.firstMatch(of: #/href="(?!\/|#)/#) != nil { found.append(String(tag.0)) }
      }
      return found
    }
  }
}
