import Foundation
import Stemma
import StemmaAnswers
import StemmaGraph
import StemmaStandIn
import StemmaStore
import StemmaTrialSupport
import Testing

/// Parts of the family graph, as exports read them.
@Suite(.timeLimit(.minutes(2))) struct FamilyParts {
  /// A base with two generations below it, a merge with a ghost, a self-loop, and a stranger.
  private static let lines = [
    #"{"model": {"id": "l/base", "createdAt": "2024-01-01T00:00:00.000Z", "likes": 3}}"#,
    #"{"model": {"id": "l/chat", "cardData": {"base_model": "l/base", "license": "mit"}}}"#,
    #"{"model": {"id": "q/chat-GGUF", "cardData": {"base_model": "l/chat"}}}"#,
    #"{"model": {"id": "q/tiny", "cardData": {"base_model": "q/chat-GGUF"}}}"#,
    #"{"model": {"id": "m/mix", "cardData": {"base_model": ["l/chat", "n/gone"]}}}"#,
    #"{"model": {"id": "s/self", "cardData": {"base_model": "s/self"}}}"#,
    #"{"model": {"id": "x/stranger"}}"#,
  ]

  @Test(
    arguments: [
      ("l/chat", ["l/chat"], []),
      (
        "l/chat+", ["l/chat", "m/mix", "q/chat-GGUF", "q/tiny"],
        ["m/mix > l/chat", "q/chat-GGUF > l/chat", "q/tiny > q/chat-GGUF"]
      ),
      (
        "l/chat+1", ["l/chat", "m/mix", "q/chat-GGUF"],
        ["m/mix > l/chat", "q/chat-GGUF > l/chat"]
      ),
      (
        "+m/mix", ["l/base", "l/chat", "m/mix", "n/gone"],
        ["l/chat > l/base", "m/mix > l/chat", "m/mix > n/gone"]
      ),
      ("1+q/tiny", ["q/chat-GGUF", "q/tiny"], ["q/tiny > q/chat-GGUF"]),
      (
        "+q/chat-GGUF+", ["l/base", "l/chat", "q/chat-GGUF", "q/tiny"],
        ["l/chat > l/base", "q/chat-GGUF > l/chat", "q/tiny > q/chat-GGUF"]
      ),
      ("n/gone+", ["m/mix", "n/gone"], ["m/mix > n/gone"]),
      ("l/base x/stranger", ["l/base", "x/stranger"], []),
      ("l/base+0 1+l/chat", ["l/base", "l/chat"], ["l/chat > l/base"]),
      (
        "",
        ["l/base", "l/chat", "m/mix", "q/chat-GGUF", "q/tiny", "s/self", "x/stranger", "n/gone"],
        [
          "l/chat > l/base", "m/mix > l/chat", "m/mix > n/gone", "q/chat-GGUF > l/chat",
          "q/tiny > q/chat-GGUF", "s/self > s/self",
        ]
      ),
    ] as [(String, [String], [String])]
  )
  func holdWhatTheSelectorsName(selectors: String, nodes: [String], edges: [String]) async throws {
    try await Trial.of(World(lines: Self.lines)) { trial in
      try await trial.harvest()
      let choice = FamilyChoice(try selectors.split(separator: " ").map { try .init(String($0)) })
      let part = try Part(choice, of: trial.answers())
      // Ghosts come after the models.
      #expect(part.names.filter { $0 != "n/gone" } == nodes.filter { $0 != "n/gone" })
      #expect(Set(part.names) == Set(nodes))
      #expect(part.edges == edges)
      #expect(part.parents == edges)
    }
  }

  @Test func leaveOutStrangersWhenAsked() async throws {
    try await Trial.of(World(lines: Self.lines)) { trial in
      try await trial.harvest()
      let answers = try trial.answers()
      let linked = try Part(FamilyChoice(isConnectedOnly: true), of: answers)
      #expect(!linked.names.contains("x/stranger"))
      #expect(linked.names.count == 7)
      let merges = try Part(
        FamilyChoice(isConnectedOnly: true),
        relations: ["merge"],
        of: answers
      )
      #expect(merges.names == ["l/chat", "m/mix", "n/gone"])
      #expect(merges.edges == ["m/mix > l/chat", "m/mix > n/gone"])
    }
  }

  @Test(arguments: ["l/base", "m/mix", "s/self", "n/gone"], [ModelTree.Direction.down, .up])
  func areTheTreeWhenOneIsMeant(model: String, direction: ModelTree.Direction) async throws {
    try await Trial.of(World(lines: Self.lines)) { trial in
      try await trial.harvest()
      let answers = try trial.answers()
      for depth in [nil, 0, 1] {
        let tree = try answers.tree(of: model, direction: direction, in: .init(depth: depth))
        let part = try Part(.tree(of: model, direction: direction, depth: depth), of: answers)
        #expect(part.names.sorted() == tree.nodes.map(\.id).sorted())
        #expect(part.edges.sorted() == tree.edges.map { "\($0.child) > \($0.parent)" }.sorted())
      }
    }
  }

  @Test func sayWhatTheCacheKnowsOfNodesAndEdges() async throws {
    try await Trial.of(World(lines: Self.lines)) { trial in
      try await trial.harvest()
      try trial.answers().read(FamilyChoice([try FamilySelector("+m/mix")])) { family in
        var nodes: [String: FamilyNode] = [:]
        try family.forEachNode { nodes[$0.name] = $0 }
        #expect(nodes["l/base"]?.owner == "l")
        #expect(nodes["l/base"]?.createdAt == "2024-01-01T00:00:00Z")
        #expect(nodes["l/base"]?.likes == 3)
        #expect(nodes["l/base"]?.ghost == nil)
        #expect(nodes["l/chat"]?.license == "mit")
        #expect(nodes["m/mix"]?.relation == "merge")
        #expect(nodes["n/gone"]?.key == .ghost(1))
        #expect(nodes["n/gone"]?.ghost != nil)
      }
    }
  }

  @Test func comeInTheSameOrderWhateverThePages() async throws {
    try await Trial.of(World(lines: Self.lines)) { trial in
      try await trial.harvest(into: "one", pageSize: 1)
      try await trial.harvest("q/tiny", into: "two")
      try await trial.harvest(into: "two", pageSize: 3)
      let parts = try ["one", "two"].map { try Part(FamilyChoice(), of: trial.answers($0)) }
      #expect(parts[0] == parts[1])
    }
  }

  @Test(arguments: ["", "+", "2+", "++", "1++2"])
  func needAName(selector: String) {
    #expect(throws: AnswerError.self) { try FamilySelector(selector) }
  }

  @Test(
    arguments: [
      ("gpt2", FamilySelector(name: "gpt2")),
      ("gpt2+", FamilySelector(name: "gpt2", down: .max)),
      ("+gpt2", FamilySelector(name: "gpt2", up: .max)),
      ("3+gpt2+12", FamilySelector(name: "gpt2", up: 3, down: 12)),
      ("+a/b+", FamilySelector(name: "a/b", up: .max, down: .max)),
      ("a/b+99999999999999999999", FamilySelector(name: "a/b", down: .max)),
      ("2-bit/model-4", FamilySelector(name: "2-bit/model-4")),
    ]
  )
  func readSelectors(text: String, selector: FamilySelector) throws {
    #expect(try FamilySelector(text) == selector)
  }
}

/// What was read of a part, in the order it came.
private struct Part: Equatable {
  var names: [String] = []
  var edges: [String] = []
  /// The edges again, asked for node by node.
  var parents: [String] = []

  init(_ choice: FamilyChoice, relations: Set<String> = [], of answers: Answers) throws {
    var part = (names: [String](), edges: [String](), parents: [String]())
    try answers.read(choice, in: .init(relations: relations)) { family in
      try family.forEachNode { node in
        part.names.append(node.name)
        part.parents += try family.parents(of: node).map(Self.line)
      }
      try family.forEachEdge { part.edges.append(Self.line($0)) }
    }
    (names, edges, parents) = part
  }

  private static func line(_ edge: FamilyEdge) -> String {
    "\(edge.child.name) > \(edge.parent.name)"
  }
}
