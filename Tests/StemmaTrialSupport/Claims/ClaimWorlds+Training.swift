import StemmaStudies

extension ClaimWorld {
  private static let infinity = "BAAI/Infinity-Instruct"

  /// Models of others that name the dataset, from the day it came out on.
  private static func trained(
    _ count: Int,
    relation: String? = nil,
    at date: String = "2024-08-01",
    by name: String = "t"
  ) -> [String] {
    let base = relation.map { based(on: "meta-llama/Meta-Llama-3-8B", relation: $0) + ", " } ?? ""
    return (0..<count).map { model("\(name)\($0)/m", base + using(infinity), at: date) }
  }

  private static func committers(_ count: Int) -> [String] {
    (0..<count).map { commit("speakleash/Bielik-7B-v0.1", "c\($0)", at: "2024-08-02") }
  }

  private static func spoken(_ id: String, _ language: String) -> [String] {
    [dataset(id, #""language": ["\#(language)"]"#), model("u/\(language)", using(id))]
  }

  private static func pile(_ card: String) -> [String] {
    [dataset("common-pile/wikimedia", card), model("ann/other")]
  }

  package static let training: [ClaimWorld] = [
    .init("T1", .supported, [dataset(infinity)] + trained(131)),
    .init("T1", .undetermined, [dataset(infinity)] + trained(130)),
    .init("T1", .undetermined, [dataset(infinity)] + trained(131, at: "2024-09-13")),
    .init(
      "T1",
      .mixed,
      [dataset(infinity)] + trained(100) + trained(40, relation: "quantized", by: "q")
    ),
    .init(
      "T1",
      .undetermined,
      [dataset(infinity)] + trained(130)
        + (0..<9).map { model("BAAI/own\($0)", using(infinity)) }
    ),
    .init("T3", .supported, reused(7, times: 10)),
    .init("T3", .undetermined, reused(7, times: 9)),
    .init("T4", .undetermined, [model("HuggingFaceTB/SmolLM3-3B", using("a/b"))]),
    .init(
      "E2",
      .supported,
      [dataset("HuggingFaceTB/finemath")]
        + (0..<10).map { model("u\($0)/m", using("HuggingFaceTB/finemath")) }
    ),
    .init(
      "E2",
      .undetermined,
      [dataset("HuggingFaceTB/finemath")]
        + (0..<10).map { model("u/m\($0)", using("HuggingFaceTB/finemath")) }
    ),
    .init(
      "E3",
      .supported,
      spoken("scb10x/avhallubench", "th") + spoken("masakhane/masakhanews", "sw")
    ),
    .init("E3", .undetermined, spoken("scb10x/avhallubench", "th")),
    .init(
      "E3",
      .undetermined,
      spoken("scb10x/avhallubench", "th") + spoken("masakhane/masakhanews", "de")
    ),
    .init("E4", .supported, pile(#""license": "cc-by-4.0""#)),
    .init("E4", .undetermined, pile("")),
    .init("E7", .supported, [model("speakleash/Bielik-7B-v0.1")], details: committers(3)),
    .init("E7", .contradicted, [model("speakleash/Bielik-7B-v0.1")], details: committers(21)),
    .init("E7", .undetermined, [model("speakleash/Bielik-7B-v0.1")]),
  ]
}
