import StemmaGraph
import Stemma
import Foundation
import StemmaAnswers
import StemmaCore
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// Traits along edges, from the world to the answer.
@Suite(.timeLimit(.minutes(5))) struct TraitsTests {
  @Test func areMeasuredOverTheWholeCache() async throws {
    try await Trial.of(
      #"{"model": {"id": "a/base", "cardData": {"license": "gemma", "language": ["en", "fr"]}}}"#,
      #"""
      {"model": {"id": "a/one", "cardData": {"base_model": "a/base", "license": "mit", \#
      "language": ["fr", "de"]}}}
      """#,
      #"{"model": {"id": "a/two", "cardData": {"base_model": "a/base", "license": "gemma"}}}"#,
      #"""
      {"model": {"id": "a/lora", "library_name": "peft", "cardData": {"base_model": "a/one", \#
      "base_model_relation": "adapter", "license": "apache-2.0", "language": "de"}}}
      """#,
      #"{"model": {"id": "a/silent", "cardData": {"base_model": "a/one"}}}"#,
      #"{"model": {"id": "a/self", "cardData": {"base_model": "a/self", "license": "mit"}}}"#,
      #"{"model": {"id": "a/lost", "cardData": {"base_model": "a/ghost", "license": "mit"}}}"#
    ) { trial in
      try await trial.harvest()
      let answers = try trial.answers()
      #expect(
        try answers.changes(of: .license).text == """
          How license changes from parent to child, on edges where both state it

          RELATION  EDGES  CHANGED  MUTATION
          finetune      2        1       0.5
          adapter       1        1       1.0
          all           3        2    0.6667

          3 of 5 edges. Relations by the word of the Hub, else the card, else our own reading.
          Drift: gemma > mit > apache-2.0
          2 of 2 pairs and 2 of 2 changes follow this order.

          """
      )
      #expect(
        try answers.changes(of: .language).text(as: .json) == """
          {"trait":"language","relation_by":["hub","declared","own"],"edges":5,\
          "total":{"relation":null,"edges":2,"changed":2,"mutation":0.5833333333333333},\
          "relations":[\
          {"relation":"adapter","edges":1,"changed":1,"mutation":0.5},\
          {"relation":"finetune","edges":1,"changed":1,"mutation":0.6666666666666666}],\
          "drift":{"values":["en","fr","de"],"pairs":3,"agreeing_pairs":3,"mutations":4,\
          "agreeing_mutations":4}}

          """
      )
      #expect(try answers.changes(of: .license, in: .init(relations: ["adapter"])).total.edges == 1)
      #expect(
        try answers.changes(of: .task).text == """
          How task changes from parent to child, on edges where both state it

          RELATION  EDGES  CHANGED  MUTATION
          all           0        0         -

          0 of 5 edges. Relations by the word of the Hub, else the card, else our own reading.
          No derivative changes the value.

          """
      )
    }
  }

  @Test(.enabled("needs real edges and python3") { edges != nil && Python.succeeds("") })
  func agreeWithPythonOnRealEdges() async throws {
    let hub = try #require(Shared.file("real-hub"))
    try await withScratchFolder { folder in
      let world = folder.appending(path: "world.jsonl")
      _ = try Python.run(
        "../../StemmaTestSupport/real_world.py",
        ["--with-unknown", hub.path, world.path]
      )
      try await Trial.of(World(contentsOf: world)) { trial in
        try await trial.harvest()
        for trait in Trait.allCases {
          let ours = try trial.answers().changes(of: trait)
          let path = trial.path()
          let order = JSONValue.array(ours.drift.values.map(JSONValue.string)).text
          let theirs = try await Python.run(
            "recount_traits.py",
            [path, trait.rawValue, order],
            in: folder
          )
          let drift = ours.drift
          let numbers = [
            ours.edges, ours.total.edges, ours.total.changed, drift.pairs, drift.agreeingPairs,
            drift.mutations, drift.agreeingMutations,
          ]
          let words = theirs.split(whereSeparator: \.isWhitespace)
          #expect(words.dropLast().map { Int($0) } == numbers, "\(trait)")
          let mean = try #require(words.last.flatMap { Double($0) })
          #expect(abs(mean - (ours.total.mutation ?? 0)) < 1e-12, "\(trait)")
          #expect(ours.total.edges > 100, "\(trait)")
        }
      }
    }
  }

  private static var edges: URL? { Shared.file("real-hub/edges/base-model-edges.csv.gz") }
}
