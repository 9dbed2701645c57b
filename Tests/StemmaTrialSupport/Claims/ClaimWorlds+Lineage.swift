import StemmaStudies

extension ClaimWorld {
  private static let llama = model("meta-llama/Llama-3.1-8B", #""license": "llama3.1""#)
  private static let lugha = "Lugha-Llama/Lugha-Llama-8B-wura"
  private static let sahabat = "GoToCompany/gemma2-9b-cpt-sahabatai-v1-base"
  private static let seaLion = "aisingapore/Gemma-SEA-LION-v3-9B"
  private static let oldSeaLion = "aisingapore/gemma2-9b-cpt-sea-lionv3-base"
  private static let spoken = #", "language": ["en", "id", "jv", "su"]"#
  private static let rename =
    #"{"rename": {"kind": "model", "from": "\#(oldSeaLion)", "to": "\#(seaLion)"}}"#

  /// Where models come from.
  package static let lineage: [ClaimWorld] = [
    .init(
      "P1",
      .supported,
      [llama, model(lugha)],
      details: [card(lugha, "It continues the training of [meta-llama/Llama-3.1-8B].")]
    ),
    .init("P1", .supported, [llama, model(lugha, based(on: "meta-llama/Llama-3.1-8B"))]),
    .init("P1", .contradicted, [llama, model(lugha, based(on: "google/gemma-7b"))]),
    // Neither card nor text: what a program noted down where the weights were loaded.
    .init("P1", .supported, [llama, loaded(from: "meta-llama/Llama-3.1-8B")], named: [lugha]),
    .init(
      "P1",
      .supported,
      [llama, model(lugha, #""finetuned_from": "meta-llama/Llama-3.1-8B""#)]
    ),
    .init(
      "P1",
      .undetermined,
      [llama, model("google/gemma-7b"), loaded(from: "google/gemma-7b")],
      named: [lugha]
    ),
    .init(
      "P1",
      .undetermined,
      [llama, model(lugha, based(on: "google/gemma-7b"))],
      details: [unlisted]
    ),
    .init("P1", .undetermined, [llama, model(lugha)]),
    .init("P1", .undetermined, [llama, model(lugha)], details: [card(lugha, "A model.")]),
    .init("P2", .supported, [llama, model(lugha)], details: scores(0.41, 0.39)),
    .init("P2", .contradicted, [llama, model(lugha)], details: scores(0.31, 0.39)),
    .init("P2", .undetermined, [llama, model(lugha)], details: [card(lugha, "A model.")]),
    .init(
      "P4",
      .supported,
      [model(seaLion), model(sahabat, based(on: oldSeaLion) + spoken), rename]
    ),
    // The study knows the old name even where the Hub does not lead from it.
    .init("P4", .supported, [model(seaLion), model(sahabat, based(on: oldSeaLion) + spoken)]),
    .init("P4", .mixed, [model(seaLion), model(sahabat, based(on: seaLion))]),
    .init("P4", .contradicted, [model(seaLion), model(sahabat, based(on: "google/gemma-2-9b"))]),
    .init("P4", .undetermined, [model(seaLion), model(sahabat)]),
    .init(
      "P4",
      .undetermined,
      [model(seaLion), model(sahabat, based(on: "google/gemma-2-9b"))],
      details: [unlisted]
    ),
  ]

  private static func loaded(from parent: String) -> String {
    model(lugha, at: "2025-03-01", #""config": {"_name_or_path": "\#(parent)"}"#)
  }

  /// A listing of models that did not come to its end.
  package static let unlisted =
    "UPDATE step SET state = 'incomplete' WHERE purpose = 'listing' AND kind = 'model'"

  private static func scores(_ one: Double, _ other: Double) -> [String] {
    func text(_ score: Double) -> String {
      "model-index:\n- dataset: {name: Global MMLU}\n  metrics: [{type: acc, value: \(score)}]"
    }
    return [card(lugha, text(one)), card("meta-llama/Llama-3.1-8B", text(other))]
  }
}
