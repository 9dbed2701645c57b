import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore

/// The columns of a repository as facts, each with the way to its evidence.
struct RepoFactsView {
  let id: String
  let section: Page.Section
  private let columns: [String: JSONValue]

  /// What the names of columns are called on a page; those that are not here are our own numbers.
  private static let names: KeyValuePairs = [
    "owner": "owner", "created_at": "created", "last_modified": "changed", "license": "license",
    "license_name": "license called", "license_link": "license at", "gated": "gated",
    "library": "library", "pipeline_tag": "task", "languages": "languages",
    "parameters": "parameters", "architecture": "architecture", "downloads": "downloads, 30 days",
    "downloads_all_time": "downloads, all time", "likes": "likes",
    "children_by_relation": "children, by the Hub", "sha": "commit",
    "hub_id": "identity on the Hub",
    "gone_since": "gone since harvest",
  ]

  init(_ info: RepoInfo, kind: String) {
    let columns = Dictionary(info.columns.map { ($0.key, $0.value) }) { first, _ in first }
    let id = columns["name"]?.string ?? ""
    var facts: [Page.Fact] = []
    for (column, name) in Self.names {
      guard let value = columns[column], value != .null else { continue }
      let isKnown = Answers.evidenceFields.contains(column)
      facts.append(
        .init(
          name: name,
          values: [Self.link(column, value)],
          evidence: isKnown ? Way.evidence(kind, id, column) : nil
        )
      )
    }
    for attribute in info.inherited {
      facts.append(
        .init(
          name: "\(attribute.field), of its original",
          values: [.init("\(attribute.value)", nil)],
          since: "from \(attribute.source), \(attribute.basis)"
        )
      )
    }
    func list(
      _ name: String,
      _ values: [String],
      _ address: (String) -> String?,
      _ field: String? = nil
    ) {
      guard !values.isEmpty else { return }
      facts.append(
        .init(
          name: name,
          values: values.prefix(60).map { .init($0, address($0)) },
          since: values.count > 60 ? "and \(values.count - 60) more" : nil,
          evidence: field.map { Way.evidence(kind, id, $0) }
        )
      )
    }
    list("other names", info.aliases) { _ in nil }
    list("followed by", info.succession.successors, Way.model, "new_version")
    list("follows", info.succession.predecessors, Way.model)
    list("tags", info.tags, { _ in nil }, "tags")
    self.id = id
    self.columns = columns
    section = .init(
      id: "facts",
      title: "What the Hub and its card say",
      blocks: [
        .facts(facts),
        .links([.init("On the Hub", nil, note: Self.hubAddress(kind, id))]),
      ],
      source: .init(
        Shell.command("models", "info", id),
        api: Address.path(["api", "models", "info"], ["id": id, "kind": kind]),
        sql: kind == "model"
          ? "SELECT * FROM model WHERE name = \(SQLText.quoted(id))" : nil
      )
    )
  }

  private static func link(_ column: String, _ value: JSONValue) -> Page.Link {
    let text = shown(value)
    switch column {
    case "owner": return .init(text, Way.owner(text))
    case "children_by_relation":
      let counts = (try? JSONValue(parsing: text))?.object ?? []
      let words = counts.compactMap { count in
        count.value.integer.flatMap { $0 > 0 ? "\(count.key) \(Shown.number($0))" : nil }
      }
      return .init(words.isEmpty ? "none" : words.joined(separator: ", "), nil)
    case "created_at", "last_modified":
      return .init(text.replacing("T", with: " ").replacing("Z", with: " UTC"), nil)
    case "license": return .init(text, Address.path(["models"], ["license": text]))
    case "library": return .init(text, Address.path(["models"], ["library": text]))
    case "pipeline_tag": return .init(text, Address.path(["models"], ["task": text]))
    default: return .init(text, nil)
    }
  }

  private static func shown(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .integer(let number): Shown.number(number)
    case .number(let number): Shown.number(number)
    default: value.text
    }
  }

  /// The address as text: a page of ours leads nowhere else.
  private static func hubAddress(_ kind: String, _ id: String) -> String {
    "https://huggingface.co/" + (kind == "model" ? "" : kind + "s/") + id
  }
}

/// What held before, and what the counters were.
enum HistorySection {
  static func section(of id: String, _ info: RepoInfo, _ counters: CounterSeries) -> Page.Section {
    let past = info.history.map { past -> [PageTable.Cell] in
      [
        .text(past.field), .text(past.value.string ?? past.value.text), .number(past.firstSeen),
        .number(past.lastSeen),
      ]
    }
    let rows = counters.entries.suffix(40).reversed().map { entry -> [PageTable.Cell] in
      [
        .text(entry.date), .text(entry.heldUntil), .number(entry.downloads), .number(entry.likes),
        .text(entry.origin ?? entry.source),
      ]
    }
    return .init(
      id: "history",
      title: "History",
      blocks: [
        .table(
          PageTable(
            headings: ["field", "held before", "first harvest", "last harvest"],
            rows: past,
            caption: "What no longer holds",
            empty: "No fact has changed since it was first seen."
          )
        ),
        .table(
          PageTable(
            headings: ["from", "until", "downloads", "likes", "source"],
            rows: Array(rows),
            caption: "Its counters, the latest first",
            empty: "No counter was seen."
          )
        ),
      ],
      source: .init(
        Shell.command("models", "history", id),
        api: Address.path(["api", "models", "history"], ["id": id]),
        sql: "SELECT date, held_until, downloads, likes, source FROM counter_series\n"
          + "WHERE kind = 'model' AND name = \(SQLText.quoted(id)) ORDER BY date DESC"
      )
    )
  }
}
