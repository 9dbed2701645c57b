import StemmaAnalysis

extension ClaimWorld {
  private static func downloaded(_ count: Int, _ number: Int = 100_000_000) -> [String] {
    (0..<count).map {
      model("lab/m\($0)", at: "2024-08-01", #""downloadsAllTime": \#(number), "downloads": 9"#)
    }
  }

  /// So many models a day in the month before the talk: too many for lines of a world.
  private static func made(aDay count: Int) -> [String] {
    [
      """
      WITH RECURSIVE number(n) AS (
        SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < \(count * 30 - 1)
      )
      INSERT INTO repo (kind, hub_id, name, created_at, first_seen, counters_since)
      SELECT 'model', 'made' || n, 'made/' || n,
        strftime('%Y-%m-%dT%H:%M:%SZ', julianday('2025-11-18') - n % 30), 1, 1
      FROM number
      """
    ]
  }

  private static func licensed(_ license: String, _ count: Int) -> [String] {
    roots.suffix(count).map { model($0, #""license": "\#(license)""#) }
  }

  private static func ranked(_ downloads: Int) -> [String] {
    let mature = [
      "meta-llama/Llama-2-7b-hf", "HuggingFaceTB/SmolLM-135M", "EleutherAI/pythia-14m",
      "bigscience/bloom",
    ]
    let others = (0..<100).map { ("ann/m\($0)", $0 * 100) }
    return (mature.map { ($0, downloads) } + others).map { name, downloads in
      model(
        name,
        at: "2024-08-01",
        #""pipeline_tag": "text-generation", "downloadsAllTime": \#(downloads)"#
      )
    }
  }

  static let context: [ClaimWorld] = [
    // The bounds are checked on its rule: see ClaimTests.
    .init("C28", .undetermined, [model("ann/one"), model("ann/late", at: "2026-01-01")]),
    .init("C29", .supported, [model("ann/one")], details: made(aDay: 5000)),
    .init("C29", .contradicted, [model("ann/one")], details: made(aDay: 6100)),
    .init("C29", .undetermined, [model("ann/one", at: "2025-11-01")]),
    .init("C30", .supported, downloaded(66)),
    .init("C30", .contradicted, downloaded(65) + [model("ann/one")]),
    .init("C30", .undetermined, [model("ann/one")]),
    .init(
      "C32",
      .supported,
      licensed("apache-2.0", 3) + [model(roots[0], #""license": "llama2""#)]
    ),
    .init("C32", .contradicted, licensed("apache-2.0", 4)),
    .init("C32", .undetermined, licensed("apache-2.0", 1)),
    .init("C34", .supported, ranked(1_000_000)),
    .init("C34", .contradicted, ranked(5)),
    .init("C34", .mixed, ranked(7001)),
    .init("C34", .undetermined, [model("ann/one")]),
    .init("C35", .undetermined, [model("allenai/OLMo-7B", using("allenai/dolma"))]),
  ]
}
