import StemmaCore
import StemmaDerive
import Testing

@Suite struct ProseTests {
  @Test(
    arguments: [
      (
        "This is a fine-tuned version of [lab/base](https://huggingface.co/lab/base) on none.",
        "finetune lab/base"
      ),
      ("It was fine-tuned from `meta-llama/Llama-3.1-8B`.", "finetune meta-llama/Llama-3.1-8B"),
      (
        "- **Finetuned from model [optional]:** [t5](https://huggingface.co/t5-base)",
        "finetune t5-base"
      ),
      ("- **Finetuned from model :** lab/base-v0.2\n", "finetune lab/base-v0.2"),
      (
        "converted to GGUF format from [`lab/base`](https://huggingface.co/lab/base) using x",
        "conversion lab/base"
      ),
      ("A quantized version of https://hf.co/lab/base.", "conversion lab/base"),
      ("based on lab/base", "kinship lab/base"),
      ("Initialized from the base model [x](https://huggingface.co/lab/base)", "kinship lab/base"),
      ("See [lab/base](https://huggingface.co/lab/base).", nil),
      ("fine-tuned with [this](https://huggingface.co/datasets/lab/data)", nil),
      ("based on [mergekit](https://github.com/cg123/mergekit)", nil),
      ("fine-tuned from scratch", nil),
      ("based on /root/models/x/y", nil),
      ("", nil),
    ] as [(String, String?)]
  )
  func namesABase(text: String, found: String?) {
    #expect(Prose.statements(in: text).first.map { "\($0.wording) \($0.name)" } == found)
  }

  @Test func metadataIsNoProse() {
    let card = "---\nbase_model: based on lab/wrong\n---\nBased on lab/right."
    #expect(Prose.statements(in: card).map(\.name) == ["lab/right"])
    #expect(Prose.statements(in: "\u{FEFF}" + card).map(\.name) == ["lab/right"])
  }

  @Test func theSurestWordsComeFirst() {
    let card = "Based on lab/one. Converted to MLX format from lab/two, fine-tuned from lab/three."
    #expect(Prose.statements(in: card).map(\.name) == ["lab/three", "lab/two", "lab/one"])
  }

  @Test func evidenceIsOneLine() {
    #expect(Prose.statements(in: "based  on  the\nlab/x").isEmpty)
    #expect(Prose.statements(in: "based on   lab/x").map(\.text) == ["based on lab/x"])
  }

  // Nested repeats are how patterns come to take for ever.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["based on ", "fine-tuned of the ", "based on [", "gguf version ", "*_\"' ", "a/"]
  )
  func hostileTextEnds(piece: String) {
    let card = "based on " + String(repeating: piece, count: 400_000 / piece.count)
    _ = Prose.statements(in: card)
  }

  @Test func configurationsNameWhatWasLoaded() {
    let config: JSONValue = [
      "_name_or_path": "lab/base", "peft": ["base_model_name_or_path": "lab/other"],
    ]
    #expect(Declarations.inConfig(config).map(\.text) == ["lab/base", "lab/other"])
    #expect(Declarations.inConfig(["_name_or_path": 7]) == [])
    #expect(Declarations.inConfig(.null) == [])
  }

  @Test func anExtendedDatasetIsNamed() {
    #expect(Reference("extended|lab/data", kind: .dataset).name == "lab/data")
    #expect(Reference("extended|lab/data", kind: .model).name == nil)
  }
}
