import Foundation
import StemmaStudies
import StemmaTestSupport
import Testing

@Suite struct StudyFileTests {
  private static let small = """
    study: small
    title: Small
    date: 2025-11-18
    sources: {A: a page}
    projects:
      - id: one
        name: One
        governance: {value: single-company, source: A, status: stated}
        organizations:
          - {ids: lab, source: A, status: confirmed}
          - {ids: old-lab, role: former, source: A, status: inferred, note: so it seems}
        roots:
          - ids: [lab/base, lab/base-2]
            source: A
            status: confirmed
        datasets:
          - {ids: lab/data, role: post-training, source: A, status: confirmed}
        aliases:
          - {from: lab/first, to: lab/base, source: A, status: confirmed}
        missing_edges:
          - {child: ann/chat, parent: lab/base, relation: finetune, source: A, status: inferred}
    """

  @Test func saysWhatTheFileSays() throws {
    let file = try StudyFile(name: "small.yaml", bytes: Data(Self.small.utf8))
    let study = file.study
    #expect(
      [study.id, study.title, study.date, study.sources.map(\.code).joined()]
        == ["small", "Small", "2025-11-18", "A"]
    )
    let items = study.items.map { item in
      [
        item.section.rawValue, item.name, item.other, item.relation, item.role,
        item.status.rawValue, item.note, String(item.line),
      ].map { $0 ?? "-" }.joined(separator: " ")
    }
    #expect(
      items == [
        "governance single-company - - - stated - 8",
        "organizations lab - - official confirmed - 10",
        "organizations old-lab - - former inferred so it seems 11",
        "roots lab/base - - model confirmed - 13",
        "roots lab/base-2 - - model confirmed - 13",
        "datasets lab/data - - post-training confirmed - 17",
        "aliases lab/first lab/base - - confirmed - 19",
        "missing_edges ann/chat lab/base finetune - inferred - 21",
      ]
    )
    #expect(study.subjects.map(\.name) == ["lab/base", "lab/base-2", "lab/data"])
    let roots = study.items.filter { $0.section == .roots }
    #expect(
      study.projects.first.map { roots.map($0.names(of:)) } == [
        ["lab/base", "lab/first", "old-lab/base", "old-lab/first"],
        ["lab/base-2", "old-lab/base-2"],
      ]
    )
    #expect(file.sha256.count == 64)
  }

  @Test(arguments: [
    ("date: 2025-11-18", "date: someday", ["line 3: someday is not a date such as 2025-11-18"]),
    ("title: Small\n", "", ["line 1: a study needs title"]),
    ("title: Small", "title: Small\ntilte: Small", ["line 3: tilte is not a key of a study"]),
    ("title: Small", "title: Small\ntitle: Big", ["line 2: given twice: title"]),
    ("title: Small", "title: []", ["line 2: a text is missing"]),
    (
      "role: former, source: A, status: inferred", "role: fomer, source: B, status: sure",
      [
        "line 11: B is not one of the study's sources",
        "line 11: fomer is not a role in organizations; use one of official, former, staff, other",
        "line 11: sure is not one of stated, confirmed, inferred",
      ]
    ),
    ("ids: lab,", "ids: lab/base,", ["line 10: lab/base is not an id in organizations"]),
    (
      "[lab/base, lab/base-2]", "[lab/base, lab/Base]",
      ["line 13: lab/Base is repeated; it was first given in line 13"]
    ),
    ("[lab/base, lab/base-2]", "[/root/x]", ["line 13: /root/x is not an id in roots"]),
    ("{ids: lab/data, role", "{role", ["line 17: an item needs ids"]),
    ("from: lab/first, to: lab/base", "from: l/x, to: l/x", ["line 19: l/x is named twice"]),
    ("title: Small", "title: 'Small", ["line 21: YAML: "]),
    ("projects:", "projects: {{ x }}\nother:", ["line 5: a project needs id"]),
    ("{A: a page}", "[A]", ["line 4: sources are a mapping of codes to texts"]),
  ])
  func saysAllThatIsWrongWithItsLine(old: String, new: String, problems: [String]) {
    let text = Self.small.replacing(old, with: new)
    #expect(text != Self.small)
    let found = Self.problems(text)
    for problem in problems {
      #expect(found.contains { $0.hasPrefix(problem) }, "\(found)")
    }
  }

  @Test(arguments: ["", "- a", "x", "\u{0}", "a: &a [*a]", String(repeating: "[", count: 100_000)])
  func refusesWhatIsNoStudy(text: String) {
    #expect(Self.problems(text) != [])
  }

  @Test func refusesWhatWouldExplode() {
    let bombs = (1...20).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
    #expect(
      Self.problems("a0: &a0 x\n" + bombs.joined(separator: "\n")) == [
        "it has more than 16 aliases"
      ]
    )
    #expect(
      Self.problems(String(repeating: " ", count: 600_000)) == [
        "it has more than 524288 bytes"
      ]
    )
  }

  private static func problems(_ text: String) -> [String] {
    do {
      _ = try StudyFile(name: "x.yaml", bytes: Data(text.utf8))
      return []
    } catch let error as StudyError {
      return error.problems.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }
}
