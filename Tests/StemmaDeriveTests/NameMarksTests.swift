import StemmaDerive
import Testing

@Suite struct NameMarksTests {
  @Test(
    arguments: [
      ("Base-7B-GGUF", ["Base-7B"]), ("Base-7B-Q4_K_M-GGUF", ["Base-7B-Q4_K_M", "Base-7B"]),
      ("Base-7B-i1-GGUF", ["Base-7B-i1", "Base-7B"]),
      ("base-4.0bpw-h6-exl2", ["base-4.0bpw-h6", "base-4.0bpw", "base"]),
      ("base-4bit", ["base"]), ("base_8-bit", ["base"]), ("base-mlx-4Bit", ["base-mlx", "base"]),
      ("base-bnb-4bit", ["base-bnb", "base"]), ("base.w4a16", ["base"]),
      ("base-fp16-AWQ", ["base-fp16", "base"]), ("base-AWQ-fp16", ["base"]),
      ("base", []), ("base-chat", []), ("base-fp16", []), ("base-M", []), ("base-v0.1", []),
      ("GGUF", []), ("", []), ("-GGUF", []), ("base-10bpw", []),
    ] as [(String, [String])]
  )
  func end(name: String, bases: [String]) {
    let utf8 = name.utf8
    #expect(NameMarks.ends(in: name).map { String(utf8.prefix($0)) } == bases)
  }

  @Test(
    arguments: [
      ("Base-7B-poems", ["Base-7B"]),
      ("Llama-3.1-8B-Instruct-de", ["Llama-3.1-8B-Instruct", "Llama-3.1-8B"]),
      ("whisper-large-v3", []), ("pythia-70m-deduped", ["pythia-70m"]), ("gpt2-poetry", []),
      ("bert-tiny-x", []), ("model-a-b-c", []), ("", []), ("-", []),
    ] as [(String, [String])]
  )
  func stemsLeaveSizesAndVersions(name: String, stems: [String]) {
    let utf8 = name.utf8
    #expect(NameStems.ends(in: name).map { String(utf8.prefix($0)) } == stems)
  }
}
