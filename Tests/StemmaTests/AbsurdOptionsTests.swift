import Foundation
import StemmaCore
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// No value of any option ends a command by a trap, and none makes it go on for ever.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .timeLimit(.minutes(10))
  )
  struct AbsurdOptions {
    /// One option or argument of a command, and what else the command needs.
    private struct Place: Sendable, CustomStringConvertible {
      var command: [String]
      /// The option's name with its dashes; nil for an argument.
      var option: String?
      /// What stands in the command's other places.
      var rest: [String]

      func arguments(_ value: String) -> [String] {
        command + (option.map { ["\($0)=\(value)"] + rest } ?? ["--", value])
      }

      var description: String { (command + [option ?? "(an argument)"]).joined(separator: " ") }
    }

    /// What is given where a number belongs.
    private static let values = [
      "-1", "0", "1e308", "nan", "-inf", "9223372036854775807", "-9223372036854775808",
      "18446744073709551615", "1e19", "2147483648", "1.5", "٣", " ",
      String(repeating: "9", count: 400), "9223372036854775807d", "106751991167300d",
    ]

    /// Arguments that a command cannot do without.
    private static let needed: [String: [String]] = [
      "models info": ["l/base"], "models history": ["l/base"], "tree": ["l/base"],
      "derivatives": ["l/base"], "ancestors": ["l/base"], "siblings": ["l/base"],
      "impact": ["l/base"], "policy check": ["l/base", "--policy", "p.yaml"],
      "evidence": ["l/base", "license"], "watch add": ["l/base"], "watch rm": ["l/base"],
      "badge": ["l/base"],
      "path": ["l/base", "a/chat"], "licenses": ["l/base"], "traits": ["license"],
      "reuse": ["l/data"], "activity": ["l/base"], "metrics show": ["own-share"],
      "metrics run": ["derivative-count", "l/base"], "report": ["--study", "s", "--output", "r"],
      "export": ["jsonl"], "queries show": ["findings"], "queries run": ["findings"],
      "sql": ["SELECT 1"], "schedule due": ["refresh"], "study show": ["s"], "study check": ["s"],
      "study load": ["s"], "study methods": ["s"], "claims show": ["A1"], "import": ["x.csv"],
      "cache backup": ["copy.sqlite"], "harvest": ["l/base"],
    ]

    /// Commands that change the machine, or go the whole way for no number at all.
    private static let left: Set = [
      "schedule install", "schedule remove", "demo", "stand-in", "serve",
    ]

    /// Reported: `--resolve -1` was said to lack its value.
    @Test(
      arguments: [
        (["harvest", "--resolve", "-1"], "The number of names to resolve must be from 0"),
        (["families", "--limit", "-1"], "--top cannot be negative."),
        (["families", "--top", "-1"], "--top cannot be negative."),
        (
          ["reuse", "a/b", "--top", "3"], "--top applies to --rows, or to the datasets of an owner."
        ),
        (["tree", "a/b", "--up", "--since", "2024-06-01"], "not to --up"),
        (["sql", "SELECT 1", "--timeout", "-.5"], "--timeout must be more than 0"),
        (["families", "--json", "-1"], "'--json'"),
        (["tree", "--", "--depth", "-1"], "Unexpected argument"),
        (["tree", "-1"], "Missing expected argument"),
      ]
    )
    func aNegativeNumberIsTheValueOfItsOption(arguments: [String], words: String) async throws {
      try await withScratchFolder { folder in
        let ending = try await ChildProcess.start(
          try #require(ChildProcess.stemma),
          arguments,
          in: folder
        ).ending()
        #expect(ending.status == 64)
        #expect(ending.errors.contains(words), "\(ending.errors)")
        #expect(!ending.errors.contains("Missing value"))
      }
    }

    @Test func endInAWord() async throws {
      let lines = [
        #"{"model": {"id": "l/base"}}"#, #"{"dataset": {"id": "l/data"}}"#,
        #"{"model": {"id": "a/chat", "cardData": {"base_model": "l/base", "datasets": "l/data"}}}"#,
      ]
      try await Trial.of(try World(lines: lines)) { trial in
        try await trial.harvest()
        let stemma = try #require(ChildProcess.stemma)
        let standIn = stemma.deletingLastPathComponent().appending(path: "stemma-stand-in")
        var places = try await Self.places(of: stemma, in: trial.folder)
          .filter { !Self.left.contains($0.command.joined(separator: " ")) }
        #expect(places.count > 150)
        let own = try await Self.places(of: standIn, in: trial.folder).map { place in
          var place = place
          place.rest += ["--until-input-ends"]
          return place
        }
        let ask = Asking(trial: trial)
        // What takes any word takes no number; the words themselves are not tried.
        places = try await ask.keeping(places, stemma)
        let numeric = try await ask.keeping(own, standIn)
        #expect(places.count > 60 && numeric.count >= 3)
        #expect(places.contains { $0.description == "sql --timeout" })
        try await ask.tryAll(places, stemma)
        try await ask.tryAll(numeric, standIn)
      }
    }

    /// Runs the commands, two at a time.
    private struct Asking: Sendable {
      let trial: Trial

      private func status(_ program: URL, _ arguments: [String]) async throws -> Int32 {
        let isOwn = program.lastPathComponent == "stemma"
        let hasCache =
          isOwn
          && !["metrics ls", "metrics show"].contains(
            arguments.prefix(2).joined(separator: " ")
          )
        // What is named by a relative path is made in a folder that goes away.
        return try await ChildProcess.start(
          URL(filePath: "/bin/sh"),
          ["-c", #"cd "$0" && exec "$@""#, trial.folder.path, program.path] + arguments,
          environment: [
            "STEMMA_CACHE": hasCache ? trial.path() : "",
            "HF_ENDPOINT": trial.address.absoluteString,
            "HOME": trial.folder.path, "PATH": trial.folder.path,
          ],
          in: trial.folder
        ).ending(within: 20).status
      }

      /// The places that do not take every word.
      func keeping(_ places: [Place], _ program: URL) async throws -> [Place] {
        try await each(places) { place in
          try await status(program, place.arguments("abc")) == 64 ? [place] : []
        }
      }

      /// All values where an option is met first; of the others, each command tries its share of them.
      func tryAll(_ places: [Place], _ program: URL) async throws {
        var met: Set<String?> = []
        let values = AbsurdOptions.values
        var shares: [String: [String]] = [:]
        for (number, place) in places.enumerated() {
          shares[place.description] =
            met.insert(place.option).inserted
            ? values : (0..<3).map { values[(number * 3 + $0) % values.count] }
        }
        let chosen = shares
        _ = try await each(places) { place -> [Place] in
          for value in chosen[place.description] ?? values {
            let code = try await status(program, place.arguments(value))
            #expect([0, 1, 2, 64].contains(code), "\(place) \(value): \(code)")
          }
          return []
        }
      }

      private func each(
        _ places: [Place],
        _ body: @escaping @Sendable (Place) async throws -> [Place]
      ) async throws -> [Place] {
        try await withThrowingTaskGroup(of: [Place].self) { group in
          var waiting = places[...]
          var kept: [Place] = []
          for _ in 0..<2 {
            if let place = waiting.popFirst() { group.addTask { try await body(place) } }
          }
          while let some = try await group.next() {
            kept += some
            if let place = waiting.popFirst() { group.addTask { try await body(place) } }
          }
          return kept
        }
      }
    }

    /// Every option with a value, and the first argument, of every command, as the program tells.
    private static func places(of program: URL, in folder: URL) async throws -> [Place] {
      let dump = try await ChildProcess.start(program, ["--experimental-dump-help"], in: folder)
        .ending()
      let root = try JSONValue(parsing: dump.output)["command"]
      return root.map { places(of: $0, after: []) } ?? []
    }

    private static func places(of command: JSONValue, after names: [String]) -> [Place] {
      let own = (command["subcommands"]?.array ?? []).filter { $0["commandName"] != "help" }
      guard own.isEmpty else {
        return own.flatMap { places(of: $0, after: names + [$0["commandName"]?.string ?? ""]) }
      }
      let rest = needed[names.joined(separator: " ")] ?? []
      return (command["arguments"]?.array ?? []).compactMap { argument -> Place? in
        switch argument["kind"]?.string {
        case "option":
          guard let name = argument["preferredName"]?["name"]?.string else { return nil }
          return Place(command: names, option: "--" + name, rest: rest)
        case "positional": return Place(command: names, option: nil, rest: rest)
        default: return nil
        }
      }
    }
  }
}
