import Foundation
import StemmaCore
import StemmaLink
import StemmaStore

extension Bench {
  /// The stages behind a harvest on the cache of the sweep: everything linked and analyzed anew, and
  /// everything read again from the archive.
  ///
  /// What the closure takes of it, ``graph`` tells.
  static let stages = Bench(name: "stages") { site in
    let path = try sweptCache(site)
    let cost = try Child.run(["analyze", "--cache", path])
    let cache = try Cache(path: path, access: .write)
    var figures = [
      Measurement("link", try undone(cache, site) { try LinkStage().run(on: $0) }, "s"),
      Measurement("link and analyze", cost.seconds, "s"), Measurement("CPU", cost.cpuSeconds, "s"),
      Measurement("peak memory", cost.peakMegabytes, "MB"),
    ]
    // A cache of another's making may stand without its archive.
    guard site.otherCache == nil else { return figures }
    let derived = try Child.run(["derive", "--all", "--cache", path])
    figures += [
      Measurement("derive, link and analyze", derived.seconds, "s"),
      Measurement("derive, peak memory", derived.peakMegabytes, "MB"),
    ]
    return figures
  }

  /// The whole graph in two formats.
  static let export = Bench(name: "export") { site in
    let cache = try sweptCache(site)
    return try ["csv-edges", "graphml"].flatMap { format in
      let cost = try Child.run(["export", format, "--cache", cache])
      return [
        Measurement(format, cost.seconds, "s"), Measurement("\(format), CPU", cost.cpuSeconds, "s"),
      ]
    }
  }

  /// A refresh of the cache of the sweep, with nothing changed and with some models changed.
  static let refresh = Bench(name: "refresh") { site in
    let cache = try sweptCache(site)
    let port = try sweptPort(cache)
    var figures: [Measurement] = []
    let (some, many) = (site.models / 150, site.models / 15)
    for changes in [0, some, many] {
      let standIn = try ServingChild(models: site.models, changes: changes, port: port)
      defer { standIn.stop() }
      let cost = try Child.run([
        "harvest", "--plan", "refresh", "--resolve", "0", "-q", "--endpoint", standIn.address,
        "--cache", cache,
      ])
      figures += [
        Measurement(
          "\(changes) changes",
          cost.seconds,
          "s",
          below: changes == some ? site.ofWholeHub(10) : nil
        ),
        Measurement(
          "\(changes) changes, CPU",
          cost.cpuSeconds,
          "s",
          below: changes == 0 ? site.ofWholeHub(2) : nil
        ),
      ]
    }
    return figures
  }

  /// Commands from a cold start, on the cache of the sweep.
  static let cold = Bench(name: "cold") { site in
    let cache = try sweptCache(site)
    let (model, dataset, kin) = try subjects(in: Cache(path: cache, access: .read))
    let owner = String(model.prefix { $0 != "/" })
    let inferred =
      ["tree", "ancestors", "siblings", "derivatives", "path", "export cyclonedx"].map { command in
        command.split(separator: " ").map(String.init) + [
          command.hasPrefix("export") ? kin + "+" : kin
        ]
          + (command == "path" ? [model] : []) + ["--inferred"]
      }
    let asked = questions(model, dataset, owner)
    let commands: [[String]] =
      [["--help"], ["metrics", "ls"], ["claims", "ls"], ["queries", "ls"]]
      + [
        ["models", "info", model], ["models", "history", model], ["ancestors", model],
        ["licenses", model], ["tree", model, "--depth", "1"], ["siblings", model],
        ["activity", model], ["cache", "info"],
      ]
      + ofWholeFamilies(model)
      + derivativesOptions.map { ["derivatives", model] + $0 } + asked
      + reuseOptions.map { ["reuse", dataset] + $0 } + inferred
    return try commands.flatMap { command in
      let costs = try (0..<site.repeats * 4).map { _ in
        try Child.run(command, cache: cache)
      }
      let name = command.joined(separator: " ")
      let isPromised =
        ["derivatives", "reuse"].contains(command[0]) || command.starts(with: ["models", "info"])
        || inferred.contains(command) || ofWholeFamilies(model).contains(command)
      let bound: Double? =
        isPromised ? 50 : asked.contains(command) ? heavy.contains(command[0]) ? 1000 : 100 : nil
      return [
        Measurement(
          name,
          median(costs.map(\.seconds)) * 1000,
          "ms",
          below: bound.flatMap(site.ofWholeHub)
        ),
        Measurement("\(name), CPU", median(costs.map(\.cpuSeconds)) * 1000, "ms"),
      ]
    }
  }

  /// The named queries on the cache of the sweep, of the largest subjects: a second each, but those whose
  /// text says that they read everything.
  static let queries = Bench(name: "queries") { site in
    let cache = try sweptCache(site)
    let (model, dataset, _) = try subjects(in: Cache(path: cache, access: .read))
    let values = [
      "model": model, "dataset": dataset, "owner": String(model.prefix { $0 != "/" }),
      "since": "2025-06-01", "day": "2025-06-01",
    ]
    let folder = QueryFolder(of: URL(filePath: "queries"))
    return try folder.queries().map { query in
      let named = query.parameters.filter { $0.fallback == nil }
        .flatMap { ["--param", "\($0.name)=\(values[$0.name] ?? model)"] }
      let costs = try (0..<site.repeats).map { _ in
        try Child.run(["queries", "run", query.name] + named, cache: cache)
      }
      let readsAll = query.description.contains("Reads ")
      return Measurement(
        query.name,
        median(costs.map(\.seconds)),
        "s",
        below: readsAll ? nil : site.ofWholeHub(1)
      )
    }
  }

  /// All claims of the study that comes with Stemma, on the cache of the sweep.
  static let claims = Bench(name: "claims") { site in
    let cache = try sweptCache(site)
    _ = try Child.run(["study", "load", "cartography-2025", "--cache", cache])
    let cost = try Child.run(["claims", "check", "--cache", cache])
    return [
      Measurement("check all", cost.seconds, "s", below: site.ofWholeHub(10)),
      Measurement("check all, CPU", cost.cpuSeconds, "s"),
    ]
  }

  /// Answers that tell of every model of the Hub, or of every descendant of one.
  private static func ofWholeFamilies(_ model: String) -> [[String]] {
    [
      ["tree", model], ["families"], ["status"], ["traits", "license"],
      ["licenses", model, "--down"], ["impact", model],
      ["metrics", "run", "derivative-count", model],
    ]
  }

  /// What is to act on: names, lists, owners, evidence, figures; and what is asked of a whole family.
  private static func questions(_ model: String, _ dataset: String, _ owner: String) -> [[String]] {
    let misspelt = String(model.dropLast(2)) + "x" + String(model.suffix(1))
    return [
      ["search", String(model.split(separator: "/").last ?? "")], ["search", misspelt],
      ["search", "no such name"], ["models", "ls"], ["models", "ls", "--owner", owner],
      ["models", "ls", "--license", "gemma", "--task", "text-generation"],
      ["models", "ls", "--library", "ml-agents", "--license", "llama2"],
      ["derivatives", "--owner", owner], ["derivatives", model, "--list", "--top", "20"],
      ["derivatives", model, "--by", "month,relation"], ["derivatives", model, "--robust"],
      ["reuse", "--owner", owner], ["evidence", model, "sha"], ["badge", model], ["watch", "ls"],
      ["report", model], ["impact", model, "--if", "relicensed=gemma"],
      ["families", "--owner", owner], ["families", "--since", "2025-01-01"],
      ["models", "ls", "--since", "2026-01-01"], ["models", "ls", "--language", "sw"],
      ["metrics", "run", "derivative-count", model, "--until", "2024-12-31", "--no-keep"],
      ["tree", model, "--depth", "1", "--since", "2025-01-01"],
    ]
  }

  /// The commands of which one about the largest family may take a second.
  private static let heavy: Set = ["impact", "report"]

  /// Every way to ask for derivatives; owners are the longest list, and formats differ on it most.
  private static let derivativesOptions: [[String]] = {
    let parts = [
      [], ["--relation", "finetune"], ["--depth", "1"], ["--depth", "2"], ["--first-parent"],
      ["--owner", "google"], ["--inferred"],
    ]
    let keys = ["month", "license", "language", "relation"]
    let formats = ["json", "jsonl", "csv", "markdown"]
    return parts + parts.map { $0 + ["--by", "owner"] } + keys.map { ["--by", $0] }
      + formats.map { ["--by", "owner", "--format", $0] }
      + [
        ["--json"], ["--timing"], ["--relation", "finetune", "--by", "month"],
        ["--inferred", "--by", "month"], ["--inferred", "--by", "owner", "--json"],
      ]
  }()

  /// Every way to ask for reuse.
  private static let reuseOptions = [
    [], ["--json"], ["--format", "csv"], ["--inherited"], ["--inherited", "--json"],
    ["--inherited", "--format", "csv"], ["--inherited", "--rows", "inherited"],
    ["--threshold", "131"], ["--from", "2024-06-13"],
    ["--from", "2024-06-13", "--rows", "92d.trained"], ["--include-own"],
  ]

  /// The model with the most derivatives, the dataset that most models declare, and a derivative of that
  /// model that has some of its own.
  private static func subjects(
    in cache: Cache
  ) throws -> (model: String, dataset: String, kin: String) {
    try cache.read { connection in
      let queries = [
        "SELECT name FROM family JOIN repo ON id = model ORDER BY all_total DESC LIMIT 1",
        """
        SELECT name
        FROM (SELECT dataset FROM dataset_user GROUP BY dataset ORDER BY count(*) DESC LIMIT 1)
        JOIN node ON node.id = dataset
        """,
        """
        SELECT repo.name
        FROM lineage
        JOIN family ON family.model = lineage.descendant
        JOIN repo ON repo.id = lineage.descendant
        WHERE lineage.ancestor = (SELECT model FROM family ORDER BY all_total DESC LIMIT 1)
          AND family.all_total <= 100
        ORDER BY family.all_total DESC, repo.id
        LIMIT 1
        """,
      ]
      let names = try queries.map { try connection.first($0) { $0.text(0) } ?? "" }
      return (names[0], names[1], names[2])
    }
  }
}

/// How long a change of the cache takes; it is undone each time.
func undone(
  _ cache: Cache,
  _ site: BenchSite,
  change: (Connection) throws -> Void
) throws -> Double {
  struct Undo: Error {}
  var times: [Double] = []
  for _ in 0..<min(3, site.repeats) {
    do {
      try cache.write { connection in
        let start = ContinuousClock.now
        try change(connection)
        times.append(start.duration(to: .now) / .seconds(1))
        throw Undo()
      }
    } catch is Undo {}
  }
  return median(times)
}

/// The port of the stand-in that a cache was swept from: a refresh asks the same Hub again.
func sweptPort(_ cache: String) throws -> Int {
  let endpoint = try Cache(path: cache, access: .read).read { connection in
    try connection.first("SELECT endpoint FROM harvest ORDER BY id LIMIT 1") { $0.text(0) }
  }
  guard let port = endpoint?.split(separator: ":").last.flatMap({ Int($0) }) else {
    throw BenchError(description: "\(cache) was not swept from a stand-in.")
  }
  return port
}

/// The cache of the sweep, or the one that was named.
func sweptCache(_ site: BenchSite) throws -> String {
  if let cache = site.otherCache { return cache }
  let cache = site.cache(models: site.models)
  guard FileManager.default.fileExists(atPath: cache) else {
    throw BenchError(description: "There is no cache of \(site.models) models: run sweep first.")
  }
  return cache
}
