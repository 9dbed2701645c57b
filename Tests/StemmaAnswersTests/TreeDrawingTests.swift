import StemmaAnswers
import StemmaCore
import StemmaGraph
import Testing

/// Families as they are drawn in a terminal, whole.
@Suite struct TreeDrawings {
  @Test func aFamilyWithAMergeAndAGhost() throws {
    let family = try Sketch([
      "l/base {mit 2024-01-01} <- a/chat {apache-2.0 2024-02-01} (finetune)",
      "l/base <- a/lora (adapter)", "a/chat <- b/mix (merge)", "a/lora <- b/mix (merge)",
      "[gone/model: deleted or private] <- b/mix (merge)", "b/mix <- q/mix-GGUF (quantized)",
      "l/base <- c/plain",
    ])
    #expect(
      TreeDrawing(try family.tree("l/base")).text == """
        l/base  (mit, 2024-01-01, 5 below)
        ├── [finetune] a/chat  (apache-2.0, 2024-02-01, 2 below)
        │   └── [merge] b/mix  (1 below)
        │       └── [quantized] q/mix-GGUF
        ├── [adapter] a/lora
        │   └── [merge] b/mix  (1 below) (drawn elsewhere)
        └── c/plain

        """
    )
  }

  @Test func theSameFamilyUpwards() throws {
    let family = try Sketch([
      "l/base {mit 2024-01-01} <- a/chat (finetune)", "a/chat <- b/mix (merge)",
      "[gone/model: deleted or private] <- b/mix (merge)", "b/mix <- q/mix-GGUF (quantized)",
    ])
    #expect(
      TreeDrawing(try family.tree("q/mix-GGUF", direction: .up)).text == """
        q/mix-GGUF  (4 above)
        └── [quantized] b/mix  (3 above)
            ├── [merge] a/chat  (1 above)
            │   └── [finetune] l/base  (mit, 2024-01-01)
            └── [merge] gone/model  (ghost: deleted or private)

        """
    )
  }

  /// `other` alone tells nothing.
  @Test func aLicenseWithoutAnIdShowsItsNameAndLink() {
    let tree = ModelTree(
      model: "l/base",
      direction: .down,
      nodes: [
        .init(
          id: "l/base",
          distance: 0,
          license: "other",
          licenseName: "house-rules",
          licenseLink: "https://example.org/rules"
        )
      ]
    )
    #expect(tree.text == "l/base  (other (house-rules, https://example.org/rules))\n")
    #expect(
      tree.table.text(as: .csv) == """
        "distance","id","relation","created_at","license","license_name","license_link",\
        "downloads","ghost"
        0,l/base,,,other,house-rules,https://example.org/rules,,

        """
    )
    #expect(tree.json["nodes"]?.array?.first?["license_name"] == "house-rules")
    #expect(tree.json["nodes"]?.array?.first?["license_link"] == "https://example.org/rules")
  }

  @Test func aGhostHasAFamilyToo() throws {
    let family = try Sketch(["[old/model: unknown] <- a/one (finetune)", "a/one <- a/two (merge)"])
    #expect(
      TreeDrawing(try family.tree("old/model")).text == """
        old/model  (ghost: unknown, 2 below)
        └── [finetune] a/one  (1 below)
            └── [merge] a/two

        """
    )
  }

  @Test func cyclesEnd() throws {
    let family = try Sketch([
      "c/a <- c/b (finetune)", "c/b <- c/c (finetune)", "c/c <- c/a (finetune)", "c/a <- c/a",
    ])
    #expect(
      TreeDrawing(try family.tree("c/a")).text == """
        c/a  (2 below)
        └── [finetune] c/b  (1 below)
            └── [finetune] c/c
                └── [finetune] c/a  (2 below) (drawn elsewhere)

        """
    )
  }

  @Test func manyChildrenAreFolded() throws {
    let small = (1...7).map { "l/base <- a/m\($0) (\($0 < 6 ? "adapter" : "merge"))" }
    let family = try Sketch(small + ["a/m7 <- b/x (finetune)"])
    #expect(
      TreeDrawing(try family.tree("l/base"), foldLimit: 3).text == """
        l/base  (8 below)
        ├── [merge] a/m7  (1 below)
        │   └── [finetune] b/x
        ├── [adapter] a/m1
        ├── [adapter] a/m2
        └── … 4 more: 3 adapter, 1 merge

        """
    )
  }

  @Test func aModelAloneIsALine() throws {
    #expect(
      try Sketch(["x/alone {mit 2024-01-01 7}"]).tree("x/alone").text
        == "x/alone  (mit, 2024-01-01)\n"
    )
  }

  @Test func aLongChainStopsBeforeTheTerminalDoes() throws {
    let chain = (0..<80).map { "c/m\($0) <- c/m\($0 + 1) (finetune)" }
    let lines = TreeDrawing(try Sketch(chain).tree("c/m0")).text.split(separator: "\n")
    #expect(lines.count == 62)
    #expect(lines.last?.hasSuffix("└── … deeper: see --depth or --json") == true)
  }

  @Test func onlyARelation() throws {
    let family = try Sketch(["l/base <- a/x (merge)", "l/base <- a/y (adapter)"])
    let filter = FamilyScope(relations: ["merge"])
    #expect(
      TreeDrawing(try family.tree("l/base", filter: filter)).text
        == "l/base  (1 below)\n└── [merge] a/x\n"
    )
  }
}
