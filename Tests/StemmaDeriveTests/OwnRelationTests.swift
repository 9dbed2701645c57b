import StemmaCore
import StemmaDerive
import Testing

@Suite struct OwnRelationTests {
  @Test(
    arguments: [
      ("a/b-GGUF", [], nil, .null, .quantized),
      ("a/b", ["4-bit"], nil, .null, .quantized),
      ("a/b", ["lora"], nil, .null, .adapter),
      ("a/b", [], "peft", .null, .adapter),
      ("a/b", ["mergekit", "merge"], nil, .null, .merge),
      ("a/b", ["merge", "gguf"], nil, .null, .quantized),
      ("a/b", [], nil, ["parameters": ["I32": 900, "F16": 100]], .quantized),
      ("a/b", [], nil, ["parameters": ["BF16": 900, "I32": 100]], nil),
      ("a/b", [], nil, ["parameters": ["F8_E4M3": 900, "BF16": 100]], nil),
      ("a/b", [], nil, ["parameters": "many"], nil),
      ("a/b", ["text-generation"], "transformers", .null, nil),
    ] as [(String, [String], String?, JSONValue, Relation?)]
  )
  func followsFromTheMarks(
    name: String,
    tags: [String],
    library: String?,
    safetensors: JSONValue,
    relation: Relation?
  ) {
    let reading = OwnRelation.reading(
      name: name,
      tags: tags,
      library: library,
      safetensors: safetensors
    )
    #expect(reading == relation)
  }

  @Test(
    arguments: [
      (["model.gguf"], .null, .null, .quantized),
      (["model.gguf", "model.safetensors"], .null, .null, nil),
      ([], ["total": 1], .null, .quantized),
      (["model.safetensors"], .null, ["quantization_config": ["bits": 4]], .quantized),
      (["adapter_config.json", "adapter_model.safetensors"], .null, .null, .adapter),
      ([], .null, ["peft": ["task_type": "CAUSAL_LM"]], .adapter),
      (["config.json", "model.safetensors"], .null, ["model_type": "llama"], nil),
    ] as [([String], JSONValue, JSONValue, Relation?)]
  )
  func followsFromTheFiles(
    files: [String],
    gguf: JSONValue,
    config: JSONValue,
    relation: Relation?
  ) {
    #expect(OwnRelation.reading(files: files, gguf: gguf, config: config) == relation)
  }

  @Test func quantizedWeightsOutweighTheRest() {
    #expect(OwnRelation.stronger(.merge, .quantized) == .quantized)
    #expect(OwnRelation.stronger(.adapter, .merge) == .adapter)
    #expect(OwnRelation.stronger(nil, .merge) == .merge)
    #expect(OwnRelation.stronger(nil, nil) == nil)
  }
}
