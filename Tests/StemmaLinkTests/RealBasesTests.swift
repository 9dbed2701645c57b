import Foundation
@testable import StemmaCore
@testable import StemmaLink
@testable import StemmaStore
import StemmaTestSupport
import Testing

/// How often inference agrees with what real cards declare: where the confidences come from.
// Needs the reference material beside the project, and python3.
@Suite(
  .enabled(if: Shared.file("real-hub/edges") != nil, "needs the reference material"),
  .timeLimit(.minutes(3))
)
struct RealBases {
  private struct Model {
    let name: String
    let createdAt: String?
    let parents: Set<String>
    let card: String?
  }

  /// What inference says of models whose parents are known.
  private struct Tally {
    /// A declared parent.
    var agreeing = 0
    /// A model that itself declares the declared parent: a converter copies the card.
    var nearer = 0
    var other = 0

    var all: Int { agreeing + nearer + other }
  }

  @Test func agreeWithInference() async throws {
    let source = try #require(Shared.file("real-hub"))
    try await withScratchFolder { folder in
      let models = try Self.models(try await Python.run("real_bases.py", [source.path], in: folder))
      #expect(models.count > 100_000)
      let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
      let tallies = try cache.tamper { connection in
        try Self.write(models, to: connection)
        // Apart: together, of two methods with one answer only the surer would be counted.
        return try [Inferences.Ground.prose, .names].reduce(into: [String: Tally]()) {
          try Inferences(connection: connection).write([$1])
          $0.merge(try Self.tallies(models, in: connection)) { one, _ in one }
        }
      }
      print("\(models.count) names, \(models.count { $0.card != nil }) cards")
      for (method, tally) in tallies.sorted(by: { $0.key < $1.key }) {
        print("\(method): \(tally.agreeing) agree, \(tally.nearer) nearer, \(tally.other) other")
      }
      // Names alone do not tell what is popular: see `Scripts/real-hub.py inference` for mirrors.
      for method in InferenceMethod.allCases where method != .mirror {
        guard let confidence = method.confidence else { continue }
        let tally = try #require(tallies[method.rawValue])
        // Of other models it may be a sister that has the same parent.
        let right = tally.agreeing + (method.isOfCopies ? tally.nearer : 0)
        #expect(Double(right) >= confidence * Double(tally.all), "\(method)")
      }
    }
  }

  private static func models(_ text: String) throws -> [Model] {
    let reader = JSONReader()
    return try text.split(separator: "\n").map { line in
      let value = try reader.value(Array(line.utf8))
      return Model(
        name: value["name"]?.string ?? "",
        createdAt: value["created_at"]?.string.flatMap(Timestamp.utc),
        parents: Set((value["parents"]?.array ?? []).compactMap { $0.string?.lowercased() }),
        card: value["card"]?.string
      )
    }
  }

  private static func write(_ models: [Model], to connection: Connection) throws {
    let owner = try connection.prepare("INSERT OR IGNORE INTO owner (name) VALUES (?)")
    let repo = try connection.prepare(
      """
      INSERT INTO repo (id, kind, hub_id, name, owner, created_at, first_seen, counters_since)
      VALUES (?1, 'model', ?1, ?2, (SELECT id FROM owner WHERE name = ?3), ?4, 1, 1)
      """
    )
    let card = try connection.prepare(
      "INSERT INTO card_text (repo, sha, text, first_seen) VALUES (?, '', ?, 1)"
    )
    for (number, model) in models.enumerated() {
      let name = RepoName.owner(of: model.name)
      if let name { try owner.run(name) }
      try repo.run(number + 1, model.name, name, model.createdAt)
      if let text = model.card { try card.run(number + 1, text) }
    }
  }

  private static func tallies(
    _ models: [Model],
    in connection: Connection
  ) throws -> [String: Tally] {
    var tallies: [String: Tally] = [:]
    try connection.prepare("SELECT child, parent, method FROM inferred_edge").forEach { row in
      let (child, parent) = (models[row.int(0) - 1], models[row.int(1) - 1])
      guard !child.parents.isEmpty else { return }
      var tally = tallies[row.text(2)] ?? Tally()
      if child.parents.contains(parent.name.lowercased()) {
        tally.agreeing += 1
      } else if !child.parents.isDisjoint(with: parent.parents) {
        tally.nearer += 1
      } else {
        tally.other += 1
      }
      tallies[row.text(2)] = tally
    }
    return tallies
  }
}
