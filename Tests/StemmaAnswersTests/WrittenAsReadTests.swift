import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaLink
@testable import StemmaStore
import Testing

/// What is written from the cache one model at a time is what the values hold.
@Suite struct WrittenAsRead {
  /// More children than are looked up one by one, merges, ghosts, a cycle and two chains.
  private static let family: [String] = {
    let children = (0..<1300).map { number in
      let kind = ["finetune", "adapter", "odd kind"][number % 3]
      return "l/base {mit 2024-01-01} <- \(child(number)) (\(kind))"
    }
    return children + [
      "l/base <- a/chat (merge)", "a/chat <- a/chat2 (finetune)",
      "\(child(1)) <- a/chat2 (finetune)",
      "m0/x0 <- b/deep (quantized)", "b/deep <- b/deeper", "b/deeper <- m0/x0 (finetune)",
      "[gone/model: deleted or private] <- a/chat (merge)", "l/other <- a/chat (merge)",
      "l/other <- \(child(957)) (finetune)", "l/other <- z/alone",
    ]
  }()

  /// In another order than that of the numbers.
  private static func child(_ number: Int) -> String { "m\(number * 119 % 1300)/x\(number)" }

  private static let scopes: [FamilyScope] = [
    .init(), .init(depth: 1), .init(relations: ["finetune"]), .init(isFirstParentOnly: true),
    .init(relationBasis: .declared), .init(owners: ["a", "b", "l"]),
    .init(leastConfidence: FamilyScope.usualConfidence),
  ]

  @Test func aTreeHasTheSameLinesRowsAndJSON() throws {
    try Sketch(Self.family).ask { connection in
      for (name, direction) in [("l/base", TreeDirection.down), ("b/deep", .up), ("a/chat2", .up)] {
        let root = try NamedNode(name, in: connection)
        for scope in Self.scopes {
          let value = try ModelTree(of: root, direction: direction, filter: scope, in: connection)
          let answer = try TreeAnswer(
            of: root,
            direction: direction,
            filter: scope,
            in: connection
          )
          #expect(try OutputBuffer.text { try answer.writeDrawing(to: $0) } == value.text)
          for format in [TableFormat.json, .csv, .jsonl, .markdown] {
            let written = try OutputBuffer.text { try answer.write(as: format, to: $0) }
            #expect(written == value.text(as: format), "\(name) \(scope) \(format)")
          }
          let sorted = value.nodes.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
          #expect(value.nodes == sorted)
          let edges = value.edges.sorted { ($0.child, $0.parent) < ($1.child, $1.parent) }
          #expect(value.edges == edges)
        }
      }
      let root = try NamedNode("l/base", in: connection)
      let drawing = try OutputBuffer.text {
        try TreeAnswer(of: root, in: connection).writeDrawing(to: $0)
      }
      // The largest first, of equal ones the first by name, and a line that counts the rest by kind.
      #expect(drawing.split(separator: "\n").count == 1 + 20 + 4 + 2)
      #expect(drawing.contains("… 1281 more: "))
      #expect(!drawing.contains("unknown"))
    }
  }

  @Test func siblingsHaveTheSameRowsAndJSONAndTheTerminalTheFirstThousand() throws {
    try Sketch(Self.family).ask { connection in
      let node = try NamedNode("a/chat", in: connection)
      for scope in Self.scopes {
        let value = try Siblings(of: node, filter: scope, in: connection)
        let answer = try SiblingsAnswer(of: node, filter: scope, in: connection)
        for format in [TableFormat.json, .csv, .jsonl, .markdown] {
          let written = try OutputBuffer.text { try answer.write(as: format, to: $0) }
          #expect(written == value.text(as: format), "\(scope) \(format)")
        }
        let sorted = value.siblings.sorted { ($1.parents.count, $0.id) < ($0.parents.count, $1.id) }
        #expect(value.siblings == sorted)
      }
      let all = try Siblings(of: node, in: connection).siblings
      #expect(all.first?.id == Self.child(957))
      #expect(all.count == 1301)
      for first in [0, 1, 700, 1300, 1301] {
        let part = try Siblings(of: node, part: first..<first + 300, in: connection)
        #expect(part.siblings == Array(all.dropFirst(first).prefix(300)) && part.total == 1301)
      }
      let shown = try OutputBuffer.text {
        try SiblingsAnswer(of: node, in: connection).write(as: .table, to: $0)
      }
      let lines = shown.split(separator: "\n")
      #expect(lines.count == 1 + 1000 + 2)
      #expect(lines[1].hasPrefix(Self.child(957)))
      #expect(lines[1001] == "… 301 more of 1301: all of them with --json or --format csv")
    }
  }
}
