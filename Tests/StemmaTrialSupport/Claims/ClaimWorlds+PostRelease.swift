import StemmaStudies

extension ClaimWorld {
  /// The first root of each of twelve cases.
  package static let roots = [
    "meta-llama/Llama-2-7b-hf", "HuggingFaceTB/SmolLM-135M", "scb10x/typhoon-7b",
    "inclusionAI/Ling-lite-base", "allenai/OLMo-7B", "aisingapore/SEA-LION-v1-3B", "BAAI/Aquila-7B",
    "NbAiLab/nb-llama-3.1-8B", "openGPT-X/Teuken-7B-base-v0.6", "EleutherAI/pythia-14m",
    "speakleash/Bielik-7B-v0.1", "bigscience/bloom",
  ]

  /// The first root of each of the fourteen cases.
  package static let everyRoot = roots + ["CohereLabs/aya-101", "masakhane/africomet-stl"]

  package static let postRelease: [ClaimWorld] = lineage + places + lives + activity + maintenance

  private static let numbers = "AfroBench covers 64 African languages, 15 tasks and 22 datasets."
  private static let bench = "McGill-NLP/AfroBench"
  private static let gates = ["meta-llama/Llama-2-7b-hf", "meta-llama/Llama-3.1-8B"]

  private static let places: [ClaimWorld] = [
    .init("P3", .supported, [space(bench)], details: [card(bench, numbers)]),
    .init("P3", .mixed, [space(bench)], details: [card(bench, "A leaderboard.")]),
    .init("P3", .contradicted, [space("ann/other")]),
    .init("P3", .undetermined, [space(bench)]),
    .init("P5", .supported, founders("2022-03-10", "2022-10-01"), details: shared("ann", "ann")),
    .init("P5", .undetermined, founders("2022-03-10", "2022-10-01"), details: shared("ann", "bob")),
    .init("P5", .contradicted, founders("2022-10-01", "2022-03-10"), details: shared("ann", "ann")),
    .init("P5", .undetermined, founders("2022-03-10", "2022-10-01")),
    // One of ten is a tenth, one of eleven is less.
    .init("P5", .supported, founders("2022-03-10", "2022-10-01"), details: oneShared(of: 10)),
    .init("P5", .undetermined, founders("2022-03-10", "2022-10-01"), details: oneShared(of: 11)),
    .init("P5", .undetermined, founders("2022-10-01", "2022-10-01"), details: shared("ann", "ann")),
    .init("P5", .undetermined, founders("2022-03-10", "2022-10-01").suffix(1)),
    .init("P6", .supported, releases.map { model($0) }),
    .init("P6", .contradicted, releases.prefix(10).map { model($0) }),
    .init("P6", .mixed, releases.prefix(releases.count * 3 / 4).map { model($0) }),
    // Of all but one project, which has few: more than nine of ten are there.
    .init("P6", .mixed, releases.filter { !$0.hasPrefix("openGPT-X/") }.map { model($0) }),
    .init("P6", .undetermined, releases.prefix(10).map { model($0) }, details: [unlisted]),
    .init("P6", .supported, releases.map { model($0) }, details: [unlisted]),
    .init("P7", .supported, gates.map { model($0, at: "2024-08-01", #""gated": "manual""#) }),
    .init("P7", .contradicted, gates.map { model($0, at: "2024-08-01", #""gated": false"#) }),
    .init("P7", .mixed, [model(gates[0], at: "2024-08-01", #""gated": "auto""#), model(gates[1])]),
    .init("P7", .undetermined, [model("ann/other")]),
  ]

  private static let releases: [String] = {
    let study = try? Trial.cartography().study
    return (study?.projects ?? []).filter { $0.role == "case" }.flatMap(\.items)
      .filter { [.roots, .extraRoots, .models].contains($0.section) && $0.role != "other" }
      .map(\.name)
  }()

  private static func founders(_ science: String, _ code: String) -> [String] {
    [model("bigscience/bloom", at: science), model("bigcode/starcoderbase", at: code)]
  }

  private static func shared(_ one: String, _ other: String) -> [String] {
    [
      commit("bigscience/bloom", one, at: "2022-11-01"),
      commit("bigcode/starcoderbase", other, at: "2022-11-01"),
    ]
  }

  /// Committers of BigCode, of whom one committed for BigScience, too.
  private static func oneShared(of count: Int) -> [String] {
    shared("ann", "ann")
      + (1..<count).map { commit("bigcode/starcoderbase", "bob\($0)", at: "2022-11-01") }
  }

  /// Publishers with a derivative each, who live for a time.
  private static func publishers(_ count: Int, until end: String) -> [String] {
    (0..<count).flatMap { index in
      [
        model(
          "lab\(index)/base",
          at: "2023-01-01",
          #""pipeline_tag": "text-generation", "lastModified": "\#(end)T00:00:00.000Z""#
        ),
        model("ann/chat\(index)", based(on: "lab\(index)/base"), at: "2023-02-01"),
      ]
    }
  }

  private static let lives: [ClaimWorld] = [
    .init("P8", .supported, publishers(12, until: "2023-02-05")),
    .init("P8", .contradicted, publishers(12, until: "2026-08-01")),
    .init(
      "P8",
      .mixed,
      publishers(12, until: "2023-02-05").prefix(8)
        + publishers(12, until: "2024-02-05").suffix(16)
    ),
    .init("P8", .undetermined, publishers(3, until: "2023-02-05")),
  ]

  /// Outsiders who make models from a root.
  package static func derivatives(
    _ count: Int,
    of root: String,
    at date: String = "2024-09-01",
    name: String = "made"
  ) -> [String] {
    let tail = root.split(separator: "/").last ?? ""
    return (0..<count).map { model("p\($0)/\(name)-\(tail)", based(on: root), at: date) }
  }

  /// Roots with all that outsiders may do about them.
  private static func lively(_ count: Int) -> [String] {
    roots.prefix(count).enumerated().flatMap { index, root in
      [model(root), space("s\(index)/demo", "\"\(root)\"")] + derivatives(10, of: root)
    }
  }

  /// Roots of the other projects, of which nobody does anything.
  private static func quiet(_ count: Int) -> [String] { roots.suffix(count).map { model($0) } }

  private static func talk(_ count: Int) -> [String] {
    roots.prefix(count).flatMap { root in
      (1...10).map { discussion(root, $0, "q\($0)", at: "2024-09-02") }
    }
  }

  private static func uploads(_ count: Int) -> [String] {
    roots.prefix(count).map { commit($0, "staff", at: "2024-08-01") }
  }

  private static let activity: [ClaimWorld] = [
    .init("P10", .supported, lively(10), details: talk(10)),
    .init("P10", .mixed, lively(6) + quiet(6), details: talk(6) + roots.map(read)),
    .init("P10", .contradicted, lively(2) + quiet(10), details: talk(2) + roots.map(read)),
    // Those whose discussions were not read may be lively, too.
    .init("P10", .undetermined, lively(6), details: talk(6)),
    .init("P10", .undetermined, lively(2) + quiet(10), details: talk(2)),
    .init("P10", .undetermined, lively(10)),
    .init("P11", .supported, lively(12), details: uploads(12)),
    .init("P11", .mixed, lively(8), details: uploads(8)),
    .init("P11", .contradicted, roots.map { model($0) }, details: uploads(12)),
    .init("P11", .undetermined, lively(12), details: uploads(5)),
    .init("P15", .supported, reused(12)),
    .init("P15", .undetermined, reused(5)),
  ]

  /// A dataset of each of some projects, and how many models of others name it.
  package static let datasets = [
    "HuggingFaceTB/smoltalk", "inclusionAI/Ling-Coder-SFT", "allenai/tulu-3-sft-mixture",
    "BAAI/Infinity-Preference", "NbAiLab/norwegian-alpaca", "CohereLabs/aya_dataset",
    "bigscience/xP3", "masakhane/african-ultrachat", "EleutherAI/pile", "openGPT-X/mmlux",
    "aisingapore/SEA-Instruct-2602", "scb10x/avhallubench",
  ]

  package static func reused(_ count: Int, times: Int = 1) -> [String] {
    datasets.prefix(count).enumerated().flatMap { index, set in
      [dataset(set)] + (0..<times).map { model("u\($0)/m\(index)", using(set)) }
    }
  }

  private static func dumps(_ verdict: Verdict, _ days: [String], late: Bool) -> ClaimWorld {
    let repos = days.enumerated().map { ("inclusionAI/r\($0.offset)", $0.element) }
    return .init(
      "P13",
      verdict,
      repos.map { model($0.0, at: $0.1) },
      details: repos.map { commit($0.0, "bot", at: late ? "2026-01-01" : $0.1) }
    )
  }

  private static let monthly = ["2025-01-01", "2025-02-01", "2025-03-01"]

  /// Two releases of one family, and how many derive from the first before and after the second.
  private static func releases(before: Int, after: Int) -> [String] {
    let root = "EleutherAI/pythia-14m"
    return [model(root, at: "2024-01-05"), model("EleutherAI/pythia-31m", at: "2024-06-05")]
      + derivatives(before, of: root, at: "2024-05-01", name: "before")
      + derivatives(after, of: root, at: "2024-07-01", name: "after")
  }

  private static let maintenance: [ClaimWorld] = [
    dumps(.supported, monthly, late: false),
    dumps(.contradicted, monthly, late: true),
    dumps(.mixed, ["2024-01-01", "2024-08-01", "2025-03-01"], late: false),
    .init("P13", .undetermined, monthly.map { model("inclusionAI/r\($0)", at: $0) }),
    .init("P14", .supported, releases(before: 6, after: 1)),
    .init("P14", .mixed, releases(before: 4, after: 3)),
    .init("P14", .contradicted, releases(before: 3, after: 6)),
    .init("P14", .undetermined, releases(before: 1, after: 1)),
  ]
}
