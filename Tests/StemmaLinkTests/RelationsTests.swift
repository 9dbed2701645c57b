import StemmaGraph
import Stemma
import StemmaAnswers
import StemmaLink
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Who says what of a relation is kept apart.
  @Suite(.timeLimit(.minutes(2))) struct Relations {
    @Test func declaredHubAndOwnStandBesideEachOther() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/base"}}"#,
        #"""
        {"model": {"id": "a/x", "library_name": "peft", "tags": ["peft", "base_model:l/base", \#
        "base_model:quantized:l/base"], "cardData": {"base_model": "l/base", \#
        "base_model_relation": "merge"}}}
        """#
      ) { trial in
        try await trial.harvest()
        #expect(
          try trial.rows("SELECT relation, declared, hub, own, sources FROM edge") == [
            "quantized | merge | quantized | adapter | card,hub,tag"
          ]
        )
        #expect(try trial.answers().derivatives(of: "l/base").direct.quantized == 1)
        for (basis, relation) in [
          (RelationBasis.hub, "quantized"), (.declared, "merge"), (.own, "adapter"),
        ] {
          let scope = FamilyScope(relationBasis: basis)
          let groups = try trial.answers().derivatives(of: "l/base", by: .relation, in: scope)
            .groups
          #expect(groups.map(\.value) == [relation])
        }
      }
    }

    @Test func ownReadingStandsInWhereNobodySays() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/base"}}"#,
        #"{"model": {"id": "a/base-GGUF", "tags": ["gguf"], "cardData": {"base_model": "l/base"}}}"#
      ) { trial in
        try await trial.harvest()
        #expect(
          try trial.rows("SELECT relation, declared, hub, own FROM edge") == [
            "quantized | - | - | quantized"
          ]
        )
        #expect(try trial.answers().derivatives(of: "l/base").direct.quantized == 1)
      }
    }

    /// Files are told of a repository that is asked for by itself, and not in listings.
    @Test(arguments: [["walk", "sweep"], ["sweep", "walk"], ["walk", "sweep", "walk", "sweep"]])
    func whatFilesTellOutlastsAListing(plans: [String]) async throws {
      try await Trial.of(
        #"{"model": {"id": "l/base"}}"#,
        #"""
        {"model": {"id": "a/x", "siblings": [{"rfilename": "model.gguf"}], \#
        "cardData": {"base_model": "l/base"}}}
        """#
      ) { trial in
        for plan in plans { try await trial.harvest(plan == "walk" ? ["a/x"] : []) }
        #expect(
          try trial.rows("SELECT own_relation, file_relation FROM repo WHERE name = 'a/x'")
            == ["quantized | quantized"]
        )
        #expect(try trial.rows("SELECT own FROM edge") == ["quantized"])
      }
    }

    @Test func aRelationOfTomorrowIsKept() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/base"}}"#,
        #"{"model": {"id": "a/x", "tags": ["base_model:l/base", "base_model:distilled:l/base"]}}"#
      ) { trial in
        try await trial.harvest()
        #expect(try trial.edges() == ["a/x <- l/base (distilled)"])
        let derivatives = try trial.answers().derivatives(of: "l/base")
        #expect(derivatives.direct.unknown == 1)
        #expect(derivatives.direct.total == 1)
        let distilled = try trial.answers().tree(of: "l/base", in: .init(relations: ["distilled"]))
        #expect(distilled.nodes.map(\.id) == ["l/base", "a/x"])
        #expect(
          try trial.answers().tree(of: "l/base", in: .init(relations: ["merge"])).nodes.count == 1
        )
      }
    }
  }
}
