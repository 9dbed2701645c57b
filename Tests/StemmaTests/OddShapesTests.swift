import Foundation
import Stemma
import StemmaAnswers
@testable import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaReports
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Hubs of chains, ladders, stars and cycles, from the world to every answer about families.
  @Suite(
    .enabled("needs python3 with networkx") { Python.canImport("networkx") },
    .timeLimit(.minutes(5))
  )
  struct OddShapes {
    @Test func thirtyHubsAreAnsweredAsNetworkxDoes() async throws {
      let hubs = seeds(30, of: "odd Hubs").map { OddHub(seed: $0) }
      let input = JSONValue.array(hubs.map(\.question)).text
      let reply = try Python.run("networkx_answers.py", input: Data(input.utf8))
      let text = String(decoding: reply, as: UTF8.self)
      let expected = try #require(try JSONValue(parsing: text).array)
      for (hub, expected) in zip(hubs, expected) {
        try await Trial.of(World(lines: hub.lines)) { trial in
          try await trial.harvest()
          for name in hub.names {
            let told = try Self.told(of: name, trial.answers())
            #expect(told == expected["models"]?[name], "\(hub.label), \(name)")
          }
          try Self.expectOnePicture(of: hub, in: trial)
          let ways = try hub.pairs.map { try Self.way($0.0, $0.1, trial.answers()) }
          #expect(.array(ways) == expected["ways"], "\(hub.label)")
          for (name, told) in try Self.whole(trial.answers()) {
            #expect(told == expected[name], "\(hub.label), \(name)")
          }
          #expect(try trial.rows(Self.pairs) == Self.rows(expected), "\(hub.label)")
          #expect(try trial.damage() == [])
        }
      }
    }

    @Test func verificationSeesARowOfTheClosureThatIsWrong() async throws {
      let hub = OddHub(seed: 5)
      try await Trial.of(World(lines: hub.lines)) { trial in
        try await trial.harvest()
        let (node, descendant) = (
          "(SELECT max(node) FROM lineage_place)", "(SELECT max(descendant) FROM lineage_span)"
        )
        for change in [
          "DELETE FROM lineage_span WHERE descendant = \(descendant)",
          "UPDATE lineage_span SET distance = distance + 1 WHERE descendant = \(descendant)",
          "UPDATE lineage_place SET position = position + 1 WHERE node = \(node)",
          "DELETE FROM lineage_place WHERE node = \(node)",
          "INSERT INTO lineage_place VALUES (1000000, 1000000, 0)",
        ] {
          try Cache(path: trial.path(), access: .write).tamper { try $0.execute(change) }
          #expect(try trial.damage().count == 1, "\(change)")
          try Pipeline(cachePath: trial.path()).analyze()
          #expect(try trial.damage() == [])
        }
      }
    }

    /// What is drawn of a family that is not held is what is drawn of one that is.
    private static func expectOnePicture(of hub: OddHub, in trial: Trial) throws {
      try Cache(path: trial.path(), access: .read).read { connection in
        for (place, name) in hub.names.enumerated() where place % 5 == 0 {
          let node = try NamedNode(name, in: connection)
          let label: Comment = "\(hub.label), \(name)"
          let scopes = [
            FamilyScope(), FamilyScope(depth: 2), FamilyScope(isFirstParentOnly: true),
            FamilyScope(relations: ["finetune"]),
          ]
          let scope = scopes[place / 5 % scopes.count]
          let whole = try FamilyPicture(of: node, filter: scope, most: .max, in: connection)
          let large = try FamilyPicture(of: node, filter: scope, most: 0, in: connection)
          #expect(whole.large == nil && large.large != nil, label)
          #expect(large.familyCount == whole.familyCount, label)
          let joint = try JointFamily(DerivativeQuestion([name], in: scope), in: connection)
          let listed = try DerivativeModels(of: joint, in: connection).models.sorted {
            ($1.listed.downloads ?? -1, $0.listed.id) < ($0.listed.downloads ?? -1, $1.listed.id)
          }
          for count in [1, 3, 12] {
            let top = try DerivativeModels(of: joint, top: count, in: connection)
            #expect(top.models == Array(listed.prefix(count)) && top.total == listed.count, label)
          }
          let near = try DerivativeModels(of: joint, in: connection).models
          for (byDownloads, all) in [(true, listed), (false, near)] {
            let parts = try stride(from: 0, to: all.count + 1, by: 4).map { first in
              try DerivativeModels(
                of: joint,
                first..<first + 4,
                byDownloads: byDownloads,
                in: connection
              )
            }
            #expect(parts.flatMap(\.models) == all, label)
            #expect(parts.allSatisfy { $0.models.count <= 4 && $0.total == all.count }, label)
          }
          let drawings = [FamilyDrawing(whole), FamilyDrawing(large)]
          #expect(drawings[0].outline.map(\.text) == drawings[1].outline.map(\.text), label)
          #expect(drawings[0].outline.map(\.depth) == drawings[1].outline.map(\.depth), label)
          let graphs = try [whole, large].map { picture in
            var bytes: [UInt8] = []
            _ = try trial.answers().export(
              .tree(of: name, direction: .down, depth: scope.depth),
              as: DOTExport(),
              in: scope,
              showing: picture
            ) { bytes += $0 }
            // What is folded is told apart by a place among the members.
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
              .filter { !$0.contains("mfold") }
          }
          #expect(graphs[0] == graphs[1], label)
          // Parents of what is folded, which are outside the family, are not looked for.
          guard whole.members.count(where: \.isOutside) == large.members.count(where: \.isOutside)
          else { continue }
          // Places among the members are no part of what is seen, and the summary counts what is outside.
          let images = drawings.map {
            $0.svg.replacing(#/ data-n="\d+"|<desc.*<\/desc>/#, with: "")
          }
          #expect(images[0] == images[1], label)
          guard !whole.members.contains(where: \.isOutside) else { continue }
          #expect(drawings[0].summary == drawings[1].summary, label)
        }
      }
    }

    /// A page that stands by itself holds some branches of a large family, and says what it leaves out.
    @Test func aPageOfALargeFamilySaysWhatItLeavesOut() async throws {
      let hub = OddHub(seed: 7)
      try await Trial.of(World(lines: hub.lines)) { trial in
        try await trial.harvest()
        try Cache(path: trial.path(), access: .read).read { connection in
          let node = try NamedNode(hub.names[0], in: connection)
          func page(_ most: Int, holding held: Int = 0) throws -> String {
            let picture = try FamilyPicture(of: node, most: most, holding: held, in: connection)
            return FamilyPage(picture, version: "1", state: "").html
          }
          let whole = try page(.max)
          let count = try FamilyPicture(of: node, in: connection).familyCount
          #expect(!whole.contains("This page holds"))
          #expect(try !page(0, holding: count).contains("This page holds"))
          for held in [0, 80] where count > 100 {
            let large = try page(0, holding: held)
            let told = large.firstMatch(of: #/This page holds ([\d,]+) of the ([\d,]+) models/#)
            let numbers = try #require(
              told.map { [$0.1, $0.2].map { Int($0.replacing(",", with: "")) } }
            )
            #expect((max(60, held)..<count).contains(numbers[0] ?? 0) && numbers[1] == count)
            #expect(large.contains("stemma export csv-edges") && large.contains("<svg"))
            #expect(large.contains("stemma tree ID --format html"))
          }
        }
      }
    }

    /// The families and the cycles of all models.
    private static func whole(_ answers: Answers) throws -> [(String, JSONValue)] {
      let cycles = try answers.cycles()
      let families = try answers.families().parts.sorted { $0.root < $1.root }
      return [
        (
          "families",
          .array(
            families.map { part in
              .array([
                .string(part.root), .integer(Int64(part.models)), .integer(Int64(part.roots)),
                .integer(Int64(part.edges)),
              ])
            }
          )
        ),
        ("cycles", .array(cycles.cycles.map { .array($0.map(JSONValue.string)) })),
        ("self_loops", .array(cycles.selfLoops.map(JSONValue.string))),
      ]
    }

    private static let pairs = """
      SELECT above.name, below.name, distance
      FROM lineage
      JOIN node AS above ON above.id = ancestor
      JOIN node AS below ON below.id = descendant
      ORDER BY 1, 2
      """

    /// The same from the distances that networkx found.
    private static func rows(_ expected: JSONValue) -> [String] {
      let models = expected["models"]?.object ?? []
      return models.flatMap { model in
        (model.value["below"]?.object ?? []).map {
          "\(model.key) | \($0.key) | \($0.value.integer ?? 0)"
        }
      }.sorted()
    }

    private static func told(of name: String, _ answers: Answers) throws -> JSONValue {
      let tree = try answers.tree(of: name)
      let ancestors = try answers.ancestors(of: name)
      let derivatives = try answers.derivatives(of: name)
      let siblings = try answers.siblings(of: name)
      #expect(derivatives.all.total == tree.nodes.count - 1)
      #expect(derivatives.direct.total == tree.nodes.count { $0.distance == 1 })
      let upward = try answers.tree(of: name, direction: .up)
      #expect(
        upward.nodes.dropFirst().map { "\($0.distance) \($0.id)" }
          == ancestors.ancestors.map { "\($0.distance) \($0.id)" }
      )
      // Asked in another way, everything is counted from the arrays.
      let recounted = try answers.derivatives(of: name, in: FamilyScope(leastConfidence: 1))
      #expect(recounted.all == derivatives.all && recounted.depth == derivatives.depth)
      #expect(recounted.maxDistance == derivatives.maxDistance)
      #expect(recounted.weighted == derivatives.weighted)
      let licenses = try answers.licenses(of: name)
      let looser = try answers.looserLicenses(below: name)
      // The steps that are listed are those that the licenses down to each of them find.
      for step in looser.steps {
        #expect(
          try answers.licenses(of: step.hop.id).hops.last?.finding?.rules == step.hop.finding?.rules
        )
      }
      return [
        "above": distances(ancestors.ancestors.map { ($0.id, $0.distance) }),
        "below": distances(tree.nodes.dropFirst().map { ($0.id, $0.distance) }),
        "depth": .integer(Int64(derivatives.depth)),
        "direct": .array(
          tree.nodes.filter { $0.distance == 1 }.map(\.id).sorted().map(JSONValue.string)
        ),
        "licenses": [
          "descendants": .integer(Int64(looser.descendants)),
          "looser": .integer(Int64(looser.looser)),
          "looser_above": .array(
            licenses.hops.filter { $0.finding != nil }.map(\.id).sorted().map(JSONValue.string)
          ), "stated": .integer(Int64(looser.stated)),
        ],
        "max_distance": .integer(Int64(derivatives.maxDistance)),
        "publishers": .integer(Int64(derivatives.publishers)),
        "siblings": .array(siblings.siblings.map(\.id).sorted().map(JSONValue.string)),
      ]
    }

    private static func distances(_ found: [(String, Int)]) -> JSONValue {
      .object(
        found.sorted { $0.0 < $1.0 }.map { JSONValue.Member($0.0, .integer(Int64($0.1))) }
      )
    }

    private static func way(_ one: String, _ other: String, _ answers: Answers) throws -> JSONValue
    {
      do {
        return .integer(Int64(try answers.path(from: one, to: other).path.count - 1))
      } catch let error as AnswerError where error.code == .unrelated {
        return .null
      }
    }
  }
}

/// A Hub of a few odd shapes that hang together here and there.
private struct OddHub {
  let label: String
  var names: [String] = []
  var parents: [[Int]] = []
  var licenses: [String?] = []
  var pairs: [(String, String)] = []
  /// Few, so that many have as many.
  var downloads: [Int] = []

  init(seed: UInt64) {
    label = "STEMMA_SEED=\(seed)"
    var random = SplitMix64(state: seed)
    for _ in 0..<Int.random(in: 2...4, using: &random) {
      let first = parents.count
      let size = Int.random(in: 3...24, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: parents += (0..<size).map { $0 == 0 ? [] : [first + $0 - 1] }
      case 1: parents += (0..<size).map { [first + ($0 + size - 1) % size] }
      case 2: parents += (0..<size).map { $0 == 0 ? [] : [first] }
      case 3:
        parents += (0..<size).map {
          $0 < 2 ? [] : [first + ($0 / 2 - 1) * 2, first + $0 / 2 * 2 - 1]
        }
      default:
        parents += (0..<size).map { child in
          (0..<child).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }.map { first + $0 }
        }
      }
    }
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      let child = Int.random(in: 0..<parents.count, using: &random)
      let parent = Int.random(in: 0..<parents.count, using: &random)
      if !parents[child].contains(parent) { parents[child].append(parent) }
    }
    names = parents.indices.map { _ in
      "o\(Int.random(in: 0..<9, using: &random))/m\(Int.random(in: 0..<999_999, using: &random))"
    }
    licenses = parents.map { _ in
      let number = Int.random(in: 0..<6, using: &random)
      return number == 0 ? "cc-by-nc-4.0" : number == 1 ? "mit" : nil
    }
    for _ in 0..<30 {
      let (one, other) = (names.randomElement(using: &random), names.randomElement(using: &random))
      pairs.append((one ?? "", other ?? ""))
    }
    downloads = parents.map { _ in Int.random(in: 0..<4, using: &random) }
  }

  var lines: [String] {
    names.indices.map { place in
      let list = parents[place].map { "\"\(names[$0])\"" }.joined(separator: ", ")
      let license = licenses[place].map { #", "license": "\#($0)""# } ?? ""
      return
        #"{"model": {"id": "\#(names[place])", "downloads": \#(downloads[place]), "cardData": "#
        + #"{"base_model": [\#(list)]\#(license)}}}"#
    }
  }

  var question: JSONValue {
    [
      "parents": .object(
        zip(names, parents).map { name, parents in
          JSONValue.Member(name, .array(parents.map { .string(names[$0]) }))
        }
      ),
      "licenses": .object(zip(names, licenses).map { JSONValue.Member($0, JSONValue($1)) }),
      "asked": .array(pairs.map { .array([.string($0.0), .string($0.1)]) }),
    ]
  }
}
