import Foundation
import Stemma
@testable import StemmaExplorer
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
        var target = "models/lab/base?view=derivatives"
        var names: Set<String> = []
        while true {
          let text = try site.get(target).text
          let rows = text.matches(of: #/<td><a href="\/models\/([^"]*)"/#).map { String($0.1) }
          names.formUnion(rows)
          guard let next = text.firstMatch(of: #/<a href="\/([^"]*)" rel="next">/#) else { break }
          target = String(next.1).replacing("&amp;", with: "&")
        }
        #expect(names.count >= 125 && names.contains("bob/mix-GGUF"))
      }
    }

    @Test func foreignTextIsInertOnEveryPage() async throws {
      let texts = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'\u{301}><svg onload=a>",
        "right\u{202E}gnp.exe", "javascript:alert(1)", "a/../../b", "\u{1B}[31mred", "&lt;b&gt;",
        "nul\u{0}end", "?q=1&x=2#y",
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
        var targets = ExplorerWorld.pages.filter { !$0.contains("view=drawing") }
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
        "text", "g", "path", "circle", "tspan", "line",
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
