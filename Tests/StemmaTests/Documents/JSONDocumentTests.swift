import Foundation
import StemmaCore
import StemmaTestSupport
import Testing

/// The article "JSON" says what the commands print.
@Suite(.enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"))
struct JSONDocumentTests {
  @Test func theArticleHasEveryKeyThatIsPrinted() async throws {
    try await withScratchFolder { folder in
      let command = try #require(ChildProcess.stemma)
      let hub = try ChildProcess.start(command, ["stand-in", "--no-quota"], in: folder)
      defer { hub.end() }
      let (address, cache) = (try await hub.firstLine(), folder.appending(path: "s.sqlite").path)
      let environment = [
        "HF_ENDPOINT": address,
        "STEMMA_CACHE": cache,
        "STEMMA_QUERIES": Shared.package.appending(path: "queries").path,
      ]
      func output(of arguments: [String]) async throws -> String {
        let arguments = arguments.map { argument in
          [".csv", ".yaml"].contains(where: argument.hasSuffix)
            ? folder.path + "/" + argument : argument
        }
        return try await ChildProcess.start(
          command,
          arguments,
          environment: environment,
          in: folder
        ).ending().output
      }
      try Self.past.write(
        to: folder.appending(path: "past.csv"),
        atomically: true,
        encoding: .utf8
      )
      try Self.policy.write(
        to: folder.appending(path: "house.yaml"),
        atomically: true,
        encoding: .utf8
      )
      let sections = try Self.sections()
      #expect(sections.count > 30)
      for section in sections {
        // What others counted is compared with the public Hub alone.
        let isOfPublicHub = section.name == "doctor --sweep"
        if isOfPublicHub { try Self.move(cache, to: "https://huggingface.co") }
        defer { if isOfPublicHub { try? Self.move(cache, to: address) } }
        var seen = JSONShapes()
        for arguments in section.commands {
          let text = try await output(of: arguments)
          let value = try JSONReader().value(Array(text.utf8))
          seen.note(value, at: "")
          // Claims and reports speak of a study; it is loaded once there is a cache.
          if section.name == "harvest" { _ = try await output(of: ["study", "load", Self.study]) }
        }
        section.compare(with: seen)
      }
    }
  }

  /// Says that the harvests of a cache asked another Hub.
  private static func move(_ cache: String, to address: String) throws {
    try OtherDatabase.run("UPDATE harvest SET endpoint = '\(address)'", at: cache)
  }

  private static let study = "cartography-2025"

  private static let policy = """
    policy: house
    licenses: {allow: [mit], looser: refuse}
    evidence: {require: [parents]}

    """

  private static let past = """
    date,id,downloads,likes,license
    2024-10-01,bigcode/starcoder,100,5,mit
    2024-10-20,bigcode/starcoder,120,6,mit
    """

  private static func sections() throws -> [JSONSection] {
    let article = Shared.package.appending(path: "Sources/Stemma/Stemma.docc/JSON.md")
    return try String(contentsOf: article, encoding: .utf8).split(separator: "\n## ").dropFirst()
      .map(JSONSection.init)
  }
}

/// What the article says of one command.
private struct JSONSection {
  let name: String
  let commands: [[String]]
  /// The type of each key.
  let types: [String: String]

  init(_ text: Substring) {
    let lines = text.split(separator: "\n")
    name = String(lines.first ?? "")
    commands = lines.filter { $0.hasPrefix("stemma ") }.map {
      $0.split(separator: " ").dropFirst().map(String.init)
    }
    var types: [String: String] = [:]
    for line in lines where line.hasPrefix("| `") {
      let cells = line.components(separatedBy: " | ")
      types[String(cells[0].dropFirst(3).dropLast())] = cells[1]
    }
    self.types = types
  }

  /// Each key that was printed is in the table, with its type; and each key of the table was printed,
  /// unless nothing was that could hold it.
  func compare(with seen: JSONShapes) {
    guard !types.isEmpty else { return }
    for (key, kinds) in seen.kinds where !key.hasSuffix("[]") && !key.isEmpty && !isFree(key) {
      let type = types[key] ?? "missing"
      let isTrue = kinds.allSatisfy { kind in
        type == "any" || type.contains(kind) || kind == "integer" && type.contains("number")
      }
      #expect(isTrue, "\(name): \(key) is \(kinds.sorted()), in the article \(type)")
    }
    for key in types.keys where seen.kinds[key] == nil {
      #expect(!seen.mayHold(key), "\(name): \(key) is printed no more")
    }
  }

  /// Whether the key is a column of a query, or a kind: those are as many as there are.
  private func isFree(_ key: String) -> Bool {
    ["evidence[].", "new.", "gone."].contains { prefix in
      (key.hasPrefix(prefix) || key.contains("]." + prefix)) && types[key] == nil
    }
  }
}

/// The keys of printed values with the types of what stands there.
private struct JSONShapes {
  private(set) var kinds: [String: Set<String>] = [:]

  mutating func note(_ value: JSONValue, at key: String) {
    switch value {
    case .null: add("null", key)
    case .bool: add("true or false", key)
    case .integer: add("integer", key)
    case .number: add("number", key)
    case .string: add("text", key)
    case .array(let elements):
      add("list", key)
      for element in elements { note(element, at: key + "[]") }
    case .object(let members):
      add("object", key)
      for member in members {
        note(member.value, at: key.isEmpty ? member.key : "\(key).\(member.key)")
      }
    }
  }

  /// Whether an object was printed in which the key would stand.
  func mayHold(_ key: String) -> Bool {
    let parent = key.split(separator: ".").dropLast().joined(separator: ".")
    return kinds[parent, default: []].contains("object")
  }

  private mutating func add(_ kind: String, _ key: String) {
    kinds[key, default: []].insert(kind)
  }
}
