import StemmaCore
@testable import StemmaStandIn
import Testing

@Suite struct WorldFiles {
  @Test(arguments: [
    ("{", 1), ("\n# a comment\n[]", 3), (#"{"model": {"id": "a/b"}, "dataset": {"id": "a/b"}}"#, 1),
    (#"{"model": {"name": "a/b"}}"#, 1), (#"{"model": {"id": "a/b"}, "readm": ""}"#, 1),
    (#"{"model": {"id": "a/b/c"}}"#, 1), (#"{"model": {"id": "a/b", "_id": "zz"}}"#, 1),
    ("{\"model\": {\"id\": \"a/b\"}}\n{\"model\": {\"id\": \"A/b\"}}", 2),
    (#"{"rename": {"kind": "paper", "from": "a", "to": "b"}}"#, 1),
    (#"{"exchange": {"uri": "/api/models", "status": 9000, "body": ""}}"#, 1),
  ])
  func aBrokenLineIsNamed(text: String, line: Int) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect {
      try World(lines: lines)
    } throws: { error in
      (error as? StandInError)?.code == .brokenLine(line)
    }
  }

  @Test func tagsComeFromTheCard() async throws {
    let asking = try Asking([
      #"{"rename": {"from": "bert", "to": "google/bert"}}"#,
      #"{"model": {"id": "google/bert", "_id": "621ffdc036468d709f174338"}}"#,
      """
      {"model": {"id": "ann/bert-ft", "library_name": "transformers", \
      "pipeline_tag": "fill-mask", "config": {"model_type": "bert"}, \
      "siblings": [{"rfilename": "model.safetensors"}], \
      "cardData": {"tags": ["fun"], "language": ["en", "no"], "license": "mit", \
      "datasets": "squad_v2", "base_model": ["BERT", "gone/model", "./local path"]}}, \
      "readme": "See https://arxiv.org/abs/1810.04805 and arxiv:1810.04805v2."}
      """,
    ])
    let row = try await asking.json("/api/models/ann/bert-ft?expand=tags&expand=baseModels")
    #expect(
      row["tags"].strings == [
        "transformers", "safetensors", "bert", "fill-mask", "fun", "en", "no", "dataset:squad_v2",
        "arxiv:1810.04805", "base_model:google/bert", "base_model:merge:google/bert",
        "base_model:gone/model", "base_model:merge:gone/model", "license:mit", "region:us",
      ]
    )
    #expect(row["baseModels"] == nil)
  }

  @Test(arguments: [
    (#""library_name": "peft""#, "adapter"), (#""library_name": "mlx""#, "quantized"),
    (#""siblings": [{"rfilename": "adapter_config.json"}]"#, "adapter"),
    (#""siblings": [{"rfilename": "q4.GGUF"}]"#, "quantized"),
    (#""cardData": {"base_model": "base", "base_model_relation": "merge"}"#, "merge"),
    (#""cardData": {"base_model": ["base", "other"]}"#, "merge"), (#""likes": 1"#, "finetune"),
  ])
  func relationsAreInferred(fields: String, relation: String) async throws {
    let card = fields.contains("cardData") ? "" : #", "cardData": {"base_model": "base"}"#
    let asking = try Asking([
      #"{"model": {"id": "base"}}"#, #"{"model": {"id": "other"}}"#,
      "{\"model\": {\"id\": \"a/child\", \(fields)\(card)}}",
    ])
    let row = try await asking.json("/api/models/a/child?expand=baseModels")
    #expect(row["baseModels"]?["relation"]?.string == relation)
  }

  @Test func childrenAreCountedByRelation() async throws {
    let asking = try Asking([
      #"{"model": {"id": "lab/base"}}"#,
      #"{"model": {"id": "a/one", "cardData": {"base_model": "lab/base"}}}"#,
      #"{"model": {"id": "a/two-GGUF", "cardData": {"base_model": "lab/base"}}}"#,
      #"{"model": {"id": "a/three", "private": true, "cardData": {"base_model": "lab/base"}}}"#,
    ])
    let row = try await asking.json("/api/models/lab/base?expand=childrenModelCount")
    #expect(
      row["childrenModelCount"] == ["adapter": 0, "merge": 0, "quantized": 1, "finetune": 1]
    )
  }

  @Test func spacesThatNameAModelAreItsSpaces() async throws {
    let asking = try Asking([
      #"{"model": {"id": "lab/base"}}"#,
      #"{"space": {"id": "ann/demo", "models": ["lab/base"], "sdk": "gradio"}}"#,
    ])
    #expect(try await asking.json("/api/models/lab/base")["spaces"] == ["ann/demo"])
    #expect(try await asking.json("/api/spaces?models=lab/base").ids == ["ann/demo"])
    #expect(try await asking.json("/api/spaces?models=lab/other").ids == [])
  }

  @Test func provenanceIsKeptAndNotServed() async throws {
    let world = try World(lines: [
      #"{"model": {"id": "a/b", "downloads": 3}, "source": "s", "invented": ["downloads"]}"#
    ])
    let kept = world.provenance(of: .model, id: "a/b")
    #expect(kept == ["source": "s", "invented": ["downloads"]])
  }

  @Test func aRecordedExchangeIsReplayedWordForWord() async throws {
    let asking = try Asking([
      """
      {"exchange": {"uri": "https://huggingface.co/api/models/x?expand=likes", "status": 418, \
      "headers": {"ETag": "W/\\"1-a\\"", "Content-Length": "9"}, "body": "{ \\"as\\": 1.0 }"}}
      """
    ])
    let reply = await asking.reply("/api/models/x?expand=likes")
    #expect(
      reply
        == Reply(status: 418, headers: ["ETag": "W/\"1-a\""], body: Array("{ \"as\": 1.0 }".utf8))
    )
    #expect(await asking.reply("/api/models/x").status == 401)
  }
}
