import Foundation
import Stemma
import StemmaAnswers
@testable import StemmaReports
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Pages as a browser shows them that takes every host for a server of ours.
  @Suite(.enabled("needs chromium") { Browser.program != nil }, .timeLimit(.minutes(5)))
  struct ReportBrowserTests {
    @Test(arguments: [390, 1280])
    func nothingIsFetchedAndNothingFails(width: Int) async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport()
        let harvested = trial.standIn.requests.count
        for file in try ReportFormat.html.files(of: trial.report()) {
          let page = trial.folder.appending(path: file.path)
          try FileManager.default.createDirectory(
            at: page.deletingLastPathComponent(),
            withIntermediateDirectories: true
          )
          try Data(file.text.utf8).write(to: page)
          let seen = try await Browser.open(page, width: width, of: trial)
          #expect(seen.console == [], "\(file.path)")
          #expect(seen.dom.contains("</footer>") && seen.dom.contains("<svg"))
          #expect(seen.dom.firstMatch(of: /(src|href)="(https?:)?\/\//) == nil)
        }
        #expect(Browser.asked(trial).dropFirst(harvested) == [])
      }
    }

    /// Else the test above would see nothing.
    @Test func aPageThatAsksForMoreIsHeard() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        let page = trial.folder.appending(path: "bad.html")
        let text = """
          <!DOCTYPE html><img src="http://hub.example/a.png"><script>console.error("x")</script>
          """
        try Data(text.utf8).write(to: page)
        let seen = try await Browser.open(page, width: 390, of: trial)
        #expect(seen.console.count == 1)
        #expect(Browser.asked(trial) == ["/a.png"])
      }
    }
  }
}

extension Browser {
  /// What a trial's stand-in was asked for, but for the signed requests by which a browser looks
  /// for news of itself.
  fileprivate static func asked(_ trial: Trial) -> [String] {
    trial.standIn.requests.map(\.uri).filter { !$0.contains("cup2key=") }
  }

  /// Opens a page; whatever host it asks, the trial's stand-in answers.
  fileprivate static func open(
    _ page: URL,
    width: Int,
    of trial: Trial
  ) async throws -> (dom: String, console: [String]) {
    try await open(
      page.absoluteString,
      size: (width, 844),
      hosts: "MAP * 127.0.0.1:\(trial.address.port ?? 0)",
      milliseconds: 2000,
      in: trial.folder
    )
  }
}

extension EndToEnd {
  /// The drawing that README begins with; `Scripts/drawing` makes it.
  @Suite(.timeLimit(.minutes(5))) struct FirstDrawingTests {
    @Test func isThatOfTheDemosWorld() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.sweep(on: "2026-09-01")
        let picture = try trial.answers().picture(of: "meta-llama/Llama-3.1-8B")
        let drawn = FamilyDrawing(picture, isStandalone: true).svg + "\n"
        let file = Shared.package.appending(path: "Sources/Stemma/Stemma.docc/family.svg")
        #expect(try String(contentsOf: file, encoding: .utf8) == drawn)
        let readme = Shared.package.appending(path: "README.md")
        #expect(try String(contentsOf: readme, encoding: .utf8).contains("Stemma.docc/family.svg"))
      }
    }
  }

  /// The drawing of a family in a browser: of every size, at every width.
  @Suite(.enabled("needs chromium") { Browser.program != nil }, .timeLimit(.minutes(5)))
  struct FamilyBrowserTests {
    private struct Seen: Decodable {
      let boxes: Int
      let seen: [String]
      let count: Int
    }

    @Test(arguments: [5, 50, 500, 5_000, 50_000], [390, 1280, 3840])
    func noBoxLiesOnAnother(count: Int, width: Int) async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        let harvested = trial.standIn.requests.count
        let picture = FamilyPicture(DrawnTree.madeUp(count))
        let page = FamilyPage(picture, version: "0", state: "as of then").html
        let seen = try await Self.measure(page, width: width, of: trial)
        #expect(seen.boxes > count.words && seen.count == 0, "\(seen.seen)")
        #expect(Browser.asked(trial).dropFirst(harvested) == [])
      }
    }

    /// The drawing for a phone: it fits, and no box lies on another.
    @Test(arguments: [5, 500, 50_000])
    func aPhoneScrollsNothingSideways(count: Int) async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        for picture in [FamilyPicture(DrawnTree.madeUp(count)), DrawnTree.small] {
          let svg = FamilyDrawing(picture, sheet: .narrow).svg
          let page = """
            <!DOCTYPE html><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>\(ReportTemplates.treeStyle)svg.stemma{min-width:0}</style>
            <body><div style="width:366px;overflow-x:auto">\(svg)</div></body>
            """
          let seen = try await Self.measure(page, width: 390, of: trial)
          #expect(seen.boxes > 8 && seen.count == 0, "\(seen.seen)")
        }
      }
    }

    @Test func oneOfEachKindIsDrawnAlikeByPageAndProgram() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        let page = FamilyPage(DrawnTree.small, version: "0", state: "as of then").html
        let seen = try await Self.measure(page, width: 1280, of: trial)
        #expect(seen.boxes > 16 && seen.count == 0, "\(seen.seen)")
      }
    }

    /// The page as it is, but for the program that measures: it is let in beside the page's own.
    private static func measure(_ html: String, width: Int, of trial: Trial) async throws -> Seen {
      let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "measure_drawing.js")
      let measuring = try String(contentsOf: script, encoding: .utf8)
      let page = trial.folder.appending(path: "family.html")
      let text =
        html.replacing(/script-src '[^']*'/, with: "script-src 'unsafe-inline'")
        .replacing("</body>", with: "<script>\(measuring)</script></body>")
      try Data(text.utf8).write(to: page)
      let seen = try await Browser.open(page, width: width, of: trial)
      #expect(seen.console == [])
      let told = try #require(seen.dom.firstMatch(of: /data-seen="([^"]*)"/)).1
        .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
        .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      return try JSONDecoder().decode(Seen.self, from: Data(told.utf8))
    }
  }
}

extension Int {
  /// The boxes that a family of so many has at least.
  fileprivate var words: Int { Swift.min(2 * self, 120) }
}
