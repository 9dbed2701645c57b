import StemmaStudies

extension ClaimWorld {
  private static func downloaded(
    _ count: Int,
    _ number: Int = 100_000_000,
    by owner: String = "lab"
  ) -> [String] {
    (0..<count).map {
      model("\(owner)/m\($0)", at: "2024-08-01", #""downloadsAllTime": \#(number), "downloads": 9"#)
    }
  }

  /// So many models a day in the month before the talk: too many for lines of a world.
  private static func made(aDay count: Int, days: Int = 30) -> [String] {
    [
      """
      WITH RECURSIVE number(n) AS (
        SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < \(count * days - 1)
      )
      INSERT INTO repo (kind, hub_id, name, created_at, first_seen, counters_since)
      SELECT 'model', 'made' || n, 'made/' || n,
        strftime('%Y-%m-%dT%H:%M:%SZ', julianday('2025-11-18') - n % \(days)), 1, 1
      FROM number
      """
    ]
  }

  private static func licensed(_ license: String, _ count: Int) -> [String] {
    everyRoot.suffix(count).map { model($0, #""license": "\#(license)""#) }
  }

  /// So many thousands of models by the talk, and others after it.
  private static func thousands(_ times: Int, _ verdict: Verdict) -> ClaimWorld {
    let late = model("ann/late", at: "2026-01-01")
    return .init("C28", verdict, [late], details: made(aDay: 50, days: 20), times: times)
  }

  /// Models that somebody else saw on a day, with as many downloads as the claim says.
  private static func imported(_ count: Int, on day: String = "2025-11-18") -> [String] {
    [
      """
      INSERT INTO import (id, source, digest, columns, imported_at)
      VALUES (1, 'past.csv', 'x', '', '2026-01-01T00:00:00Z');
      WITH RECURSIVE number(n) AS (
        SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < \(count)
      )
      INSERT INTO imported_name (id, kind, name) SELECT n, 'model', 'past/m' || n FROM number;
      INSERT INTO imported_counter (imported_name, observed_at, import, downloads_all_time)
      SELECT id, '\(day)T06:00:00Z', 1, 100000000 FROM imported_name;
      """
    ]
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

  package static let context: [ClaimWorld] = [
    // A thousand models, each so many times.
    thousands(2090, .supported), thousands(2310, .supported), thousands(2311, .contradicted),
    thousands(2089, .undetermined),
    .init("C28", .undetermined, [model("ann/one"), model("ann/late", at: "2026-01-01")]),
    .init("C29", .supported, [model("ann/one")], details: made(aDay: 5000)),
    .init("C29", .contradicted, [model("ann/one")], details: made(aDay: 6100)),
    .init("C29", .undetermined, [model("ann/one", at: "2025-11-01")]),
    .init("C30", .supported, downloaded(66)),
    .init("C30", .contradicted, downloaded(65) + downloaded(3, 99_999_999, by: "small")),
    // One more might be the sixty-sixth.
    .init("C30", .undetermined, downloaded(65) + [model("ann/one")]),
    .init("C30", .supported, downloaded(65), details: imported(66)),
    .init("C30", .contradicted, downloaded(65), details: imported(65)),
    .init("C30", .contradicted, downloaded(65), details: imported(66, on: "2025-11-17")),
    .init("C30", .undetermined, [model("ann/one")]),
    .init(
      "C32",
      .supported,
      licensed("apache-2.0", 3) + [model(roots[0], #""license": "llama2""#)]
    ),
    .init("C32", .contradicted, licensed("apache-2.0", 14)),
    .init("C32", .undetermined, licensed("apache-2.0", 13)),
    .init("C32", .undetermined, licensed("apache-2.0", 1)),
    .init("C34", .supported, ranked(1_000_000)),
    .init("C34", .contradicted, ranked(5)),
    .init("C34", .mixed, ranked(7001)),
    .init("C34", .undetermined, [model("ann/one")]),
    .init("C35", .undetermined, [model("allenai/OLMo-7B", using("allenai/dolma"))]),
  ]
}
