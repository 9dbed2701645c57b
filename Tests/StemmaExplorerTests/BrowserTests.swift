import Foundation
@testable import StemmaExplorer
import Stemma
import StemmaAnswers
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Pages as a browser shows them: at a phone's, a laptop's and a large screen's width.
  @Suite(.enabled("needs chromium") { Browser.program != nil }, .timeLimit(.minutes(10)))
  struct ExplorerBrowserTests {
    private struct Seen: Decodable {
      let width: Int
      let cut: [String]
      let serious: [String]
      let ran: Bool
    }

    private static let pages = [
      "", "search?q=bas", "models/lab/base", "models/bob/mix", "owners/lab", "datasets/lab/corpus",
      "models/lab/base?view=derivatives", "watch", "policy?id=bob%2Fmix",
      "ghosts?name=gone%2Fghost", "harvests", "studies",
      "evidence?id=lab%2Fbase&field=license", "sql?query=SELECT%201%20AS%20one", "api",
    ]

    /// Served as they are: with their own policy, whatever host they ask is this server.
    @Test func nothingIsAskedElsewhereAndNothingFails() async throws {
      try await TrialSite.with { site in
        let server = try HTTPServer(site.explorer)
        defer { server.stop() }
        for page in Self.pages + ["models/lab/base?view=drawing"] {
          let seen = try await Browser.open(
            server.address + page,
            width: 1280,
            in: site.trial.folder
          )
          #expect(seen.console == [], "\(page)")
          #expect(seen.dom.contains("</footer>"), "\(page)")
        }
        // Else it would not be heard: a policy such as ours tells of what it refuses.
        let bad = site.trial.folder.appending(path: "bad.html")
        let page = """
          <!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="img-src 'self'">
          <img src="http://hub.example/a.png">
          """
        try Data(page.utf8).write(to: bad)
        let seen = try await Browser.open(bad.absoluteString, width: 390, in: site.trial.folder)
        #expect(seen.console.count == 1)
      }
    }

    /// What is folded is asked for when somebody opens it, under the page's own policy but for the program
    /// that clicks.
    @Test(arguments: [390, 1280]) func aFoldOpensInItsPlace(width: Int) async throws {
      try await TrialSite.with { site in
        let script = """
          addEventListener("load", async () => {
            const names = () => new Set([...document.querySelectorAll("svg.stemma")]
              .filter(each => each.getBoundingClientRect().width > 0)
              .flatMap(each => [...each.querySelectorAll("g.row[data-n] title")])
              .map(each => each.textContent.split(";")[0]));
            const first = names().size;
            for (let turn = 0; turn < 40; turn++) {
              const folds = [...document.querySelectorAll("g.fold[role=button]")]
                .filter(each => each.getBoundingClientRect().width > 0);
              if (!folds.length) break;
              const before = names().size;
              folds[0].dispatchEvent(new MouseEvent("click", {bubbles: true}));
              for (let i = 0; i < 200 && names().size === before; i++) {
                await new Promise(done => setTimeout(done, 10));
              }
            }
            document.documentElement.dataset.names = [first, ...names()].join(" ");
          });
          """
        let server = try HTTPServer(ScriptedExplorer(explorer: site.explorer, script: script))
        defer { server.stop() }
        let seen = try await Browser.open(
          server.address + "models/lab/base?view=drawing&at=lab%2Fbase&from=1",
          width: width,
          in: site.trial.folder
        )
        #expect(seen.console == [])
        let told = try #require(seen.dom.firstMatch(of: #/data-names="([^"]*)"/#)).1.split(
          separator: " "
        )
        let names = Set(told.dropFirst().map(String.init))
        #expect(told.first.flatMap { Int($0) }.map { (60..<70).contains($0) } == true)
        let below = try site.trial.answers().models(madeFrom: DerivativeQuestion(["lab/chat"]))
        let all = try site.trial.answers().models(madeFrom: DerivativeQuestion(["lab/base"]))
        let branch = Set(below.models.map(\.listed.id) + ["lab/chat"])
        #expect(names == Set(all.models.map(\.listed.id)).subtracting(branch).union(["lab/base"]))
      }
    }

    /// As files that bring their style along, with a program that measures them.
    @Test(arguments: [390, 1280, 3840])
    func noTextIsCutAndAxeFindsNothingSerious(width: Int) async throws {
      let axe =
        Python.canImport("axe_core_python")
        ? String(decoding: try Python.run("ask.py", ["axe"]), as: UTF8.self) : nil
      let look = try String(
        contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "look.js"),
        encoding: .utf8
      )
      try await TrialSite.with { site in
        let style = try site.get("static/explorer.css").text
        for page in Self.pages {
          let html = try site.get(page).text
            .replacing(
              #"<link rel="stylesheet" href="/static/explorer.css">"#,
              with: "<style>\(style)</style>"
            )
            .replacing(#"<script src="/static/explorer.js" defer></script>"#, with: "")
            .replacing(#"<link rel="icon" type="image/svg+xml" href="/favicon.ico">"#, with: "")
            .replacing(
              "</body>",
              with: "<script>\(axe ?? "")</script><script>\(look)</script></body>"
            )
          let file = site.trial.folder.appending(path: "page.html")
          try Data(html.utf8).write(to: file)
          for scheme in ["light", "dark"] {
            let shown = try await Browser.open(
              file.absoluteString,
              width: width,
              isDark: scheme == "dark",
              in: site.trial.folder
            )
            let told = try #require(shown.dom.firstMatch(of: #/data-seen="([^"]*)"/#), "\(page)").1
              .replacing("&quot;", with: "\"").replacing("&lt;", with: "<")
              .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
            let seen = try JSONDecoder().decode(Seen.self, from: Data(told.utf8))
            #expect(seen.width >= min(width, 500) && seen.ran == (axe != nil))
            #expect(seen.cut == [] && seen.serious == [], "\(page) at \(width), \(scheme)")
          }
        }
      }
    }
  }

  /// The description as schemathesis reads it.
  @Suite(.timeLimit(.minutes(10)))
  struct APITesterTests {
    @Test(.enabled(if: Python.canImport("schemathesis"), "needs schemathesis of PyPI"))
    func findsNoFaultAndNothingOutsideTheSchema() async throws {
      try await TrialSite.with(ExplorerWorld.lines) { site in
        let server = try HTTPServer(site.explorer)
        defer { server.stop() }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "ask.py")
        let ending = try await ChildProcess.start(
          URL(filePath: "/usr/bin/env"),
          ["python3", "-B", script.path, "routes", server.address, "4"],
          in: site.trial.folder
        ).ending(within: 500)
        #expect(ending.status == 0, "\(ending.output.suffix(6000)) \(ending.errors.suffix(1000))")
        #expect(ending.output.contains("Selected: \(API.routes.count)/\(API.routes.count)"))
      }
    }
  }
}

/// An explorer whose drawings have a program of the test beside their own.
private struct ScriptedExplorer: Responder {
  let explorer: Explorer
  let script: String

  func desk() -> Explorer.Desk { explorer.desk() }
  func immediate(_ request: Request) -> Reply? { explorer.immediate(request) }
  func isHeavy(_ request: Request) -> Bool { explorer.isHeavy(request) }
  func sameness(of request: Request) -> String? { explorer.sameness(of: request) }

  func reply(to request: Request, at desk: Explorer.Desk) -> Reply {
    var reply = explorer.reply(to: request, at: desk)
    guard let policy = reply.header("content-security-policy") else { return reply }
    let open = #/script-src '[^']*'/#
    reply.headers.append(
      .init(
        "Content-Security-Policy",
        policy.replacing(open, with: "script-src 'unsafe-inline'")
      )
    )
    reply.headers.removeAll { $0.value == policy }
    reply.body = Array(
      reply.text.replacing(open, with: "script-src 'unsafe-inline'")
        .replacing("</body>", with: "<script>\(script)</script></body>").utf8
    )
    return reply
  }
}

extension Browser {
  /// Opens an address; any host but this machine is none.
  fileprivate static func open(
    _ address: String,
    width: Int,
    isDark: Bool = false,
    in folder: URL
  ) async throws -> (dom: String, console: [String]) {
    try await open(
      address,
      size: (width, 1200),
      isDark: isDark,
      hosts: "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      milliseconds: 8000,
      in: folder
    )
  }
}
