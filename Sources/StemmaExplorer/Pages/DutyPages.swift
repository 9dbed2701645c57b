import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaOperations
import StemmaStudies

/// A model and all that it was made from, against a policy that is written in the page.
enum PolicyPage {
  private static let example = """
    licenses:
      refuse: [non-commercial]
      looser: refuse
    ghosts: refuse
    """

  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    let text = question["policy"] ?? example
    var page = Page(title: "Policy")
    page.lead = [
      "What somebody allows of a model and of everything that it was made from. It compares what cards "
        + "declare, and is no legal advice."
    ]
    page.sections = [
      .init(
        id: "ask",
        title: "The policy",
        blocks: [
          .form(
            .init(
              action: "/policy",
              label: "Policy, as YAML",
              name: "policy",
              value: text,
              isLong: true,
              also: .init(label: "Model", name: "id", value: question["id"] ?? ""),
              button: "Check"
            )
          )
        ]
      )
    ]
    guard let id = question["id"] else { return page }
    do {
      let check = try PolicyRequest.check(text, [id], question["as_of"], answers)
      page.sections += check.models.map { section(on: $0, text) }
    } catch {
      let problem = Problem(error)
      guard problem.status < 500 else { throw error }
      page.status = problem.status
      page.sections[0].blocks.append(.caution(problem.detail))
    }
    return page
  }

  private static func section(on model: PolicyCheck.Checked, _ policy: String) -> Page.Section {
    .init(
      id: "findings",
      title: model.breaches.isEmpty ? "\(model.model) keeps it" : "\(model.model) breaks it",
      blocks: [
        .links([.init("Back to \(model.model)", Way.model(model.model))]),
        .table(
          PageTable(
            headings: ["who", "what", "steps", "rule", "finding"],
            rows: model.breaches.map { breach in
              [
                .link(breach.id, Way.of(breach.kind, breach.id)), .text(breach.kind),
                .count(breach.distance), .text(breach.rule.rawValue), .text(breach.finding),
              ]
            },
            caption: "What breaks the policy, from the farthest ancestor on",
            empty: "Nothing breaks it. Looked at: \(Shown.number(model.hops))."
          )
        ),
      ],
      source: .init(
        Shell.command("policy", "check", model.model, "--policy", "policy.yaml"),
        api: Address.path(["api", "policy", "check"], ["id": model.model, "policy": policy]),
        sql: "SELECT ancestor, relation, distance FROM derivative WHERE descendant = "
          + SQLText.quoted(model.model)
      )
    )
  }
}

/// A policy that comes as text: a server reads no file that somebody names.
enum PolicyRequest {
  static func check(_ yaml: String, _ ids: [String], _ day: String?, _ answers: Answers) throws
    -> PolicyCheck
  {
    let policy: Policy
    do {
      policy = try Policy(yaml: yaml, file: "policy.yaml")
    } catch {
      throw Problem(400, "policy", "The policy cannot be read: \(error)")
    }
    let today = day ?? Timestamp.text(secondsSince1970: Int64(Date.now.timeIntervalSince1970))
    return try answers.check(policy, of: ids, on: today)
  }
}

/// What is watched, and its news since they were told.
enum WatchPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    let entries = try answers.watched()
    var page = Page(title: "Watched")
    page.lead = [
      "Owners, repositories and studies that the command stemma watch add put on the list. Reading "
        + "here tells nobody, and notes nothing."
    ]
    let rows = entries.map { entry -> [PageTable.Cell] in
      [
        .link(entry.subject, address(of: entry)), .text(entry.kind), .number(entry.digested),
        .text(Shown.day(entry.addedAt)),
      ]
    }
    page.sections = [
      .init(
        id: "list",
        title: "The list",
        blocks: [
          .table(
            PageTable(
              headings: ["name", "what", "told until harvest", "since"],
              rows: rows,
              caption: "What is watched",
              empty: "Nothing is watched."
            )
          )
        ],
        source: .init(
          Shell.command("watch", "ls"),
          api: "/api/watch",
          sql: "SELECT subject, kind, digested, added_at FROM watch ORDER BY subject"
        )
      )
    ]
    guard !entries.isEmpty else { return page }
    let since = question["since"]
    let digest = try answers.digest(of: entries, since: since.map { try answers.harvest(by: $0) })
    page.sections.append(news(digest.digest, since: since))
    return page
  }

  private static func address(of entry: WatchList.Entry) -> String {
    switch entry.kind {
    case "study": Way.study(entry.subject)
    case "dataset", "space": Address.path(entry.subject.split(separator: "/").map(String.init))
    default: Way.of(entry.kind, entry.subject)
    }
  }

  private static func news(_ digest: NewsDigest, since: String?) -> Page.Section {
    let rows = digest.news.flatMap { news in
      news.items.map { event -> [PageTable.Cell] in
        [
          .text(news.subject), .text(event.event.rawValue),
          .link(event.id, Way.of(event.kind, event.id)), .text(event.before), .text(event.after),
        ]
      }
    }
    return .init(
      id: "news",
      title: "News",
      blocks: [
        .table(
          PageTable(
            headings: ["of", "event", "who", "before", "after"],
            rows: Array(rows.prefix(200)),
            caption: "What happened to them, and to what was made from theirs",
            empty: "Nothing happened since."
          )
        )
      ] + (rows.count > 200 ? [.paragraph("And \(rows.count - 200) more.")] : []),
      source: .init(
        Shell.command(["watch", "run"] + (since.map { ["--since", $0] } ?? [])),
        api: Address.path(["api", "watch", "run"], ["since": since]),
        sql: "SELECT subject, digested FROM watch ORDER BY subject"
      )
    )
  }
}

/// A badge: an image of one thing told of a model.
enum BadgePage {
  static func reply(to question: PageQuestion, _ answers: Answers) throws -> Reply {
    guard let name = question.name else {
      throw Problem(404, "page", "Name a model behind /badges/.")
    }
    guard let subject = Badge.Subject(rawValue: question["what"] ?? "derivatives") else {
      let known = Badge.Subject.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(400, "parameter", "what is one of \(known).")
    }
    let badge = try answers.badge(of: name, telling: subject)
    return Reply(200, type: "image/svg+xml", Array(badge.svg.utf8))
  }
}
