import StemmaCore
import StemmaDerive
import Testing

@Suite struct DeclarationsTests {
  @Test func inACardKeepTheirOrderAndSpelling() {
    let card = CardFields([
      "base_model": ["bert-base-uncased", "A/B"], "base_model_relation": "merge",
      "datasets": "squad", "new_version": "A/B2", "licence": "license", "language": false,
    ])
    #expect(
      Declarations.inCard(card, source: .card) == [
        Declaration(.baseModel, .card, position: 0, text: "bert-base-uncased", relation: .merge),
        Declaration(.baseModel, .card, position: 1, text: "A/B", relation: .merge),
        Declaration(.newVersion, .card, position: 0, text: "A/B2"),
        Declaration(.dataset, .card, position: 0, text: "squad"),
      ]
    )
    #expect(card.licenses.isEmpty)
    #expect(card.languages == ["no"])
  }

  @Test(arguments: [
    JSONValue.null, "text", [], ["base_model": nil, "datasets": [nil], "tags": [["nested"]]],
  ])
  func ofAnOddCardAreNone(metadata: JSONValue) {
    #expect(Declarations.inCard(CardFields(metadata), source: .card).isEmpty)
  }

  @Test func inTagsJoinTheBareAndTheTypedForm() {
    let tags = [
      "base_model:google-bert/bert-base-uncased",
      "base_model:finetune:google-bert/bert-base-uncased", "dataset:squad_v2", "region:us",
    ]
    #expect(
      Declarations.inTags(tags, authorTags: [], baseModels: nil).declarations == [
        Declaration(
          .baseModel,
          .tag,
          position: 0,
          text: "google-bert/bert-base-uncased",
          relation: .finetune
        ),
        Declaration(.dataset, .tag, position: 0, text: "squad_v2"),
      ]
    )
  }

  @Test func ofSourcesAreReadFromTheTagsOfADataset() {
    let tags = ["region:us", "source_datasets:original", "source_datasets:extended|squad"]
    #expect(
      Declarations.ofSources(inTags: tags) == [
        Declaration(.sourceDataset, .tag, position: 0, text: "original"),
        Declaration(.sourceDataset, .tag, position: 1, text: "extended|squad"),
      ]
    )
  }

  @Test func keepARelationNobodyKnows() {
    let declared = Declarations.inTags(["base_model:distill:a/b"], authorTags: [], baseModels: nil)
      .declarations
    #expect(declared.map(\.relation?.rawValue) == ["distill"])
  }

  // PEFT writes base_model:adapter:<path> into the card's own tags.
  @Test func thatAuthorsWriteAsTagsAreNotTheHubs() {
    let written = ["base_model:adapter:/root/x", "base_model:adapter:a/b"]
    let declared = Declarations.inTags(
      written + ["base_model:a/b"],
      authorTags: written,
      baseModels: nil
    ).declarations
    #expect(declared.map(\.source) == [.authorTag, .tag])
    #expect(declared.map(\.text) == ["/root/x", "a/b"])
    #expect(declared.map(\.relation) == [.adapter, .adapter])
  }

  @Test func thatBaseModelsConfirmAreTheHubs() {
    let written = ["base_model:adapter:a/b"]
    let parents = BaseModels(relation: .adapter, models: [.init(hubID: "1", name: "a/b")])
    let declared = Declarations.inTags(written, authorTags: written, baseModels: parents)
      .declarations
    #expect(declared.map(\.source) == [.tag])
  }

  @Test(arguments: [
    // The Hub's own two forms are told by the declaration.
    (["base_model:a/b", "base_model:finetune:a/b", "x"], ["x"]),
    (["base_model:a/b", "x"], ["x"]),
    (["base_model:merge:a/b", "base_model:a/b", "base_model:c/d", "base_model:merge:c/d"], []),
    // A relation without the bare form, and two relations, are not.
    (["base_model:merge:a/b", "x"], ["base_model:merge:a/b", "x"]),
    (
      ["base_model:a/b", "base_model:merge:a/b", "base_model:adapter:a/b"],
      ["base_model:a/b", "base_model:merge:a/b", "base_model:adapter:a/b"]
    ),
    (["base_model:", "dataset:c/d"], ["base_model:", "dataset:c/d"]),
  ])
  func leaveTheTagsThatTheyDoNotTell(tags: [String], others: [String]) {
    #expect(Declarations.inTags(tags, authorTags: [], baseModels: nil).otherTags == others)
  }
}
