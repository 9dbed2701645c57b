import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore
import StemmaStudies

/// From a fact to the archived reply that says it.
enum EvidencePage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let id = question["id"], let field = question["field"] else {
      throw Problem(404, "page", "Name a fact as /evidence?id=…&field=….")
    }
    let found = try answers.evidence(of: id, field: field)
    var page = Page(title: "\(found.field) of \(found.id)")
    page.kicker = "Evidence"
    var facts: [Page.Fact] = [
      .init(name: "the cache holds", values: [.init(Self.shown(found.value), nil)]),
      .init(name: "commit on the Hub", values: [.init(found.commit ?? "not named", nil)]),
    ]
    func harvest(_ name: String, _ number: Int64?, _ day: String?) {
      guard let number else { return }
      facts.append(
        .init(name: name, values: [.init("harvest \(number)", "/harvests", note: day ?? "")])
      )
    }
    harvest("held since", found.since, found.sinceDay)
    harvest("last met in", found.lastMet, found.lastMetDay)
    var blocks: [Page.Block] = [.facts(facts)]
    if let reply = found.reply {
      blocks.append(
        .facts([
          .init(name: "asked", values: [.init(reply.url, nil)]),
          .init(name: "the reply came", values: [.init(reply.receivedAt, nil)]),
          .init(name: "archive", values: [.init(reply.archive, nil)]),
          .init(
            name: "record",
            values: [.init(reply.record, nil, note: "byte \(reply.offset), \(reply.length) bytes")]
          ),
        ])
      )
      blocks.append(
        .table(
          PageTable(
            headings: ["where in the reply", "what it says"],
            rows: found.pieces.prefix(100).map { [.text($0.path), .text(Self.shown($0.value))] },
            caption: "The piece of the reply"
          )
        )
      )
    } else {
      blocks.append(.caution("No archive has a reply that says it."))
    }
    page.sections = [
      .init(
        id: "evidence",
        title: "What it rests on",
        blocks: [.links([.init("Back to \(found.id)", Way.of(found.kind, found.id))])] + blocks,
        source: .init(
          Shell.command("evidence", id, field),
          api: Address.path(["api", "evidence"], ["id": id, "field": field])
        )
      )
    ]
    return page
  }

  private static func shown(_ value: JSONValue) -> String {
    let text = value.string ?? (value == .null ? "nothing" : value.text)
    return text.unicodeScalars.count > 2000
      ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(2000))) + "…" : text
  }
}
