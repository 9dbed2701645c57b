import Foundation

extension Bench {
  /// Link, graph and closure on the cache of the sweep.
  static let analyze = Bench(name: "analyze") { site in
    let cache = try sweptCache(site)
    let costs = try (0..<min(3, site.repeats)).map { _ in
      try Child.run(["analyze", "--cache", cache])
    }
    return [
      Figure("CPU", median(costs.map(\.cpuSeconds)), "s"),
      Figure("link and closure", median(costs.map(\.seconds)), "s"),
      Figure("peak memory", costs.map(\.peakMegabytes).max() ?? 0, "MB"),
    ]
  }

  /// The whole graph in two formats.
  static let export = Bench(name: "export") { site in
    let cache = try sweptCache(site)
    return try ["csv-edges", "graphml"].flatMap { format in
      let cost = try Child.run(["export", format, "--cache", cache])
      return [
        Figure(format, cost.seconds, "s"), Figure("\(format), CPU", cost.cpuSeconds, "s"),
      ]
    }
  }

  /// A refresh of the cache of the sweep, with nothing changed and with some models changed.
  static let refresh = Bench(name: "refresh") { site in
    let cache = try sweptCache(site)
    guard try Child.output(["harvest", "--help"]).contains("refresh") else { return [] }
    var figures: [Figure] = []
    for changes in [0, site.models / 150, site.models / 15] {
      let standIn = try ServingChild(models: site.models, changes: changes)
      defer { standIn.stop() }
      let cost = try Child.run([
        "harvest", "--plan", "refresh", "--resolve", "0", "-q", "--endpoint", standIn.address,
        "--cache", cache,
      ])
      figures.append(Figure("\(changes) changes", cost.seconds, "s"))
      figures.append(Figure("\(changes) changes, CPU", cost.cpuSeconds, "s"))
    }
    return figures
  }

  /// Commands from a cold start, on the cache of the sweep.
  static let cold = Bench(name: "cold") { site in
    let cache = try sweptCache(site)
    let model = "black-forest-labs/FLUX.1-dev"
    let commands = [
      ["--help"], ["derivatives", model], ["models", "info", model], ["ancestors", model],
      ["tree", model, "--depth", "1"], ["reuse", "imagefolder"], ["reuse", "wikimedia/wikipedia"],
      ["status"],
    ]
    return try commands.compactMap { command -> [Figure]? in
      let arguments = command == ["--help"] ? command : command + ["--cache", cache]
      // A command of a later version is left out.
      guard (try? Child.run(arguments)) != nil else { return nil }
      let costs = try (0..<site.repeats * 4).map { _ in try Child.run(arguments) }
      let name = command.joined(separator: " ")
      return [
        Figure(name, median(costs.map(\.seconds)) * 1000, "ms"),
        Figure("\(name), CPU", median(costs.map(\.cpuSeconds)) * 1000, "ms"),
      ]
    }.flatMap { $0 }
  }
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
