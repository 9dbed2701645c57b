import StemmaCore
import StemmaDerive
import StemmaTestSupport
import Testing

@Suite struct ReferenceTests {
  @Test(
    arguments: [
      ("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", nil),
      ("gpt2", "gpt2", nil),
      ("  'gpt2' ", "gpt2", nil),
      ("- mistralai/Mistral-7B-v0.1", "mistralai/Mistral-7B-v0.1", nil),
      ("org/model/", "org/model", nil),
      ("org/model@main", "org/model", "main"),
      ("https://huggingface.co/psmathur/model_007", "psmathur/model_007", nil),
      ("http://www.huggingface.co/gpt2/", "gpt2", nil),
      ("https://hf.co/a/b?x=1#y", "a/b", nil),
      ("huggingface.co/a/b", "a/b", nil),
      ("hf://a/b", "a/b", nil),
      ("https://huggingface.co/a/b/tree/main", "a/b", "main"),
      ("https://huggingface.co/a/b/blob/v1/config.json", "a/b", "v1"),
    ] as [(String, String, String?)]
  )
  func namesAModel(text: String, name: String, revision: String?) {
    let reference = Reference(text, kind: .model)
    #expect(reference.name == name)
    #expect(reference.revision == revision)
    #expect(reference.defect == nil)
  }

  @Test(
    arguments: [
      ("", .placeholder), ("{{ base_model }}", .placeholder), ("None", .placeholder),
      ("[]", .placeholder), ("<base model>", .placeholder), ("ORIGINAL_REPO_NAME", .placeholder),
      ("/root/models/x", .localPath), ("./out", .localPath), ("C:\\models\\x", .localPath),
      ("~/x", .localPath), ("models/llama/7b/hf", .localPath),
      ("Llama 2 7B", .notAnID), ("https://example.org/a/b", .notAnID), ("a--b/c", .notAnID),
      ("https://huggingface.co/datasets/a/b", .notAnID), ("org/.hidden", .notAnID),
      ("https://huggingface.co/datasets/squad", .notAnID), ("datasets/squad", .notAnID),
      ("datasets/Yelp/yelp_review_full", .notAnID), ("spaces/a/b", .notAnID),
      ("models/llama", .localPath),
      ("https://huggingface.co/", .notAnID), ("kernels/org/attention", .notAnID),
      ("https://huggingface.co/kernels/org/attention", .notAnID), ("buckets/org/runs", .notAnID),
      ("containers/org/image", .notAnID), ("kernels/attention", .notAnID),
      ("None.", .placeholder), ("TODO!", .placeholder), ("NaN", .placeholder), ("~", .placeholder),
      ("org/<model>", .placeholder), ("unknown/unknown", .placeholder), ("\u{2026}", .placeholder),
      ("path/to/model", .placeholder), ("your-model", .placeholder), ("n.a.", .placeholder),
      ("C:/models", .localPath), ("d:/a/b", .localPath), ("$HOME/x", .localPath),
      ("%USERPROFILE%/x", .localPath), ("model.safetensors", .localPath),
      ("llama-7b.Q4_K_M.gguf", .localPath), ("s3://bucket/x", .notAnID), ("a < b", .notAnID),
      ("10.5281/zenodo.7752615", .notAnID), ("10.57967/hf-1234", .notAnID),
    ] as [(String, Reference.Defect)]
  )
  func namesNothing(text: String, defect: Reference.Defect) {
    let reference = Reference(text, kind: .model)
    #expect(reference.name == nil)
    #expect(reference.defect == defect)
  }

  /// 57 real models declare `datasets/winogrande`.
  @Test(
    arguments: [
      ("https://huggingface.co/datasets/a/b", "a/b"), ("datasets/winogrande", "winogrande"),
      ("datasets/a/b@v1", "a/b"), ("extended|datasets/a/b", "a/b"), ("datasets", "datasets"),
      ("dataset/winogrande", "dataset/winogrande"), ("datasets/", "datasets"),
      ("hf://datasets/a/b", "a/b"),
    ]
  )
  func namesADatasetByItsPage(text: String, name: String) {
    #expect(Reference(text, kind: .dataset).name == name)
  }

  @Test func aDOIIsNoDataset() {
    let source = Reference("extended|10.5281/zenodo.7752615", kind: .dataset)
    #expect(source.name == nil && source.defect == .notAnID)
    #expect(Reference("10.5/short", kind: .dataset).name == "10.5/short")
  }

  @Test func aSpaceHasAPageOfItsOwn() {
    #expect(Reference("spaces/a/b", kind: .space).name == "a/b")
    #expect(Reference("datasets/a/b", kind: .space).defect == .notAnID)
    #expect(Reference("models/a", kind: .dataset).defect == .notAnID)
  }

  /// A text that is a name at a glance is read as one with a blank before it, which is looked at twice.
  @Test func namesAreReadAlikeAtAGlance() {
    let pieces = [
      "a", "B7", "-", ".", "_", "/", "datasets", "models", "spaces", "huggingface.co", "hf.co",
      "HF.co", "none", "N/A", "model_id", "10.5281", "tree", "git", "é", "@", "x",
    ]
    for seed in seeds(300, of: "texts of cards") {
      var random = SplitMix64(state: seed)
      for _ in 0..<20 {
        let text = (0..<Int.random(in: 0...6, using: &random))
          .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        for kind in RepoKind.allCases {
          let (one, other) = (Reference(text, kind: kind), Reference(" " + text, kind: kind))
          let isAlike =
            one.name == other.name && one.revision == other.revision && one.defect == other.defect
          #expect(isAlike, "STEMMA_SEED=\(seed): \(text) as a \(kind)")
        }
      }
    }
  }
}
