import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStore
import StemmaStudies

/// The pages and where they are.
enum Site {
  /// What stands under the first part of a path.
  private struct Room: Sendable {
    /// The first part of its path; the rest names what it is about.
    let name: String
    var isHeavy = false
    let page: @Sendable (PageQuestion, Answers) throws -> Page
  }

  private static let rooms: [String: Room] = Dictionary(
    uniqueKeysWithValues: [
      Room(name: "") { try FrontPage.page($0, $1) },
      Room(name: "search") { try SearchPage.page($0, $1) },
      Room(name: "models") { try ModelPage.page($0, $1) },
      Room(name: "datasets") { try DatasetPage.page($0, $1) },
      Room(name: "spaces") { try SpacePage.page($0, $1) },
      Room(name: "owners") { try OwnerPage.page($0, $1) },
      Room(name: "ghosts") { try GhostPage.page($0, $1) },
      Room(name: "families", isHeavy: true) { try FamiliesPage.page($0, $1) },
      Room(name: "licenses") { try LicensesPage.page($0, $1) },
      Room(name: "policy", isHeavy: true) { try PolicyPage.page($0, $1) },
      Room(name: "watch", isHeavy: true) { try WatchPage.page($0, $1) },
      Room(name: "activity", isHeavy: true) { try ActivityPage.page($0, $1) },
      Room(name: "evidence", isHeavy: true) { try EvidencePage.page($0, $1) },
      Room(name: "studies") { try StudyPage.page($0, $1) },
      Room(name: "claims", isHeavy: true) { try ClaimPages.page($0, $1) },
      Room(name: "harvests", isHeavy: true) { try HarvestsPage.page($0, $1) },
      Room(name: "queries", isHeavy: true) { try QueriesPage.page($0, $1) },
      Room(name: "sql", isHeavy: true) { try QueriesPage.sql($0, $1) },
      Room(name: "api") { _, _ in APIPages.page },
    ].map { ($0.name, $0) }
  )

  static func isHeavy(_ request: Request) -> Bool {
    rooms[request.path.first ?? ""]?.isHeavy ?? false
  }

  static func reply(to request: Request, from answers: @autoclosure () throws -> Answers) throws
    -> Reply
  {
    let question = PageQuestion(request)
    if request.path.first == "badges" { return try BadgePage.reply(to: question, answers()) }
    if let drawing = try ModelPage.drawing(question, answers()) { return drawing }
    guard let place = rooms[request.path.first ?? ""] else {
      throw Problem(404, "page", "There is no such page.")
    }
    return try place.page(question, answers()).reply(for: request)
  }

  /// The page that says why there is none.
  static func page(on problem: Problem, for request: Request) -> Reply {
    var page = Page(title: problem.title, lead: [problem.detail])
    page.status = problem.status
    let name = request.path.dropFirst().joined(separator: "/")
    if problem.status == 404, !name.isEmpty {
      page.sections = [
        .init(
          id: "elsewhere",
          title: "Elsewhere",
          blocks: [
            .links([
              .init("Search for \(name)", Address.path(["search"], ["q": name])),
              .init(
                "As a name that others give: a ghost",
                Address.path(["ghosts"], ["name": name])
              ),
            ])
          ]
        )
      ]
    }
    return page.reply(for: request)
  }
}

/// What the address of a page asks.
struct PageQuestion: Sendable {
  let request: Request

  init(_ request: Request) { self.request = request }

  /// The name behind the place, which may have a slash in it; nil without one.
  var name: String? {
    let name = request.path.dropFirst().joined(separator: "/")
    return name.isEmpty || name.unicodeScalars.count > 400 ? nil : name
  }

  /// A value that is there and not empty.
  subscript(name: String) -> String? {
    request.value(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The page of a list, from 1.
  var page: Int {
    guard let number = self["page"].flatMap({ Int($0) }) else { return 1 }
    return min(max(1, number), 1_000_000)
  }

  /// The address of the same with other values; nil leaves one out.
  func address(_ changes: KeyValuePairs<String, String?>) -> String {
    var pairs = request.query.map { ($0.name, Optional($0.value)) }
    for (name, value) in changes {
      pairs.removeAll { $0.0 == name }
      if let value { pairs.append((name, value)) }
    }
    return Address.path(request.path) + Address.query(pairs)
  }
}

/// Where things have their pages.
enum Way {
  static func model(_ id: String) -> String { Address.path(["models"] + parts(id)) }
  static func dataset(_ id: String) -> String { Address.path(["datasets"] + parts(id)) }
  static func owner(_ name: String) -> String { Address.path(["owners", name]) }
  static func study(_ id: String) -> String { Address.path(["studies", id]) }
  static func claim(_ id: String) -> String { Address.path(["claims", id]) }
  /// The rows of a query.
  static func sql(_ query: String) -> String { Address.path(["sql"], ["query": query]) }

  static func ghost(_ name: String) -> String { Address.path(["ghosts"], ["name": name]) }

  /// A model, or a name that leads to none.
  static func node(_ id: String, isGhost: Bool) -> String { isGhost ? ghost(id) : model(id) }

  /// Of a repository by its kind: `model`, `dataset`, `space` or `owner`.
  static func of(_ kind: String, _ id: String) -> String {
    kind == "owner" ? owner(id) : Address.path([kind + "s"] + parts(id))
  }

  static func evidence(_ kind: String, _ id: String, _ field: String) -> String {
    Address.path(["evidence"], ["id": kind == "model" ? id : "\(kind)s/\(id)", "field": field])
  }

  private static func parts(_ id: String) -> [String] {
    id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  }
}

/// Commands as a shell takes them.
enum Shell {
  static func command(_ words: String...) -> String { command(words) }

  static func command(_ words: [String]) -> String {
    (["stemma"] + words.map(quoted)).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || "-_./=:".utf8.contains($0)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

/// Text of SQL.
enum SQLText {
  static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
