import Foundation
import StemmaLink
import StemmaStore

extension Bench {
  /// Models, datasets and Spaces in the proportions of the real Hub: swept, linked and analyzed, then asked.
  static let wholeHub = Bench(name: "whole-hub") { site in
    let hub = WholeHub(site)
    try? FileManager.default.removeItem(atPath: hub.folder)
    let standIn = try ServingChild(models: site.models, others: hub.others)
    defer { standIn.stop() }
    let swept = try hub.sweep(standIn)
    let analyzed = try Child.run(["analyze", "--cache", hub.cache])
    return [
      Measurement("rows", hub.rows, "repositories"),
      Measurement("sweep, to the finished analysis", swept.seconds, "s"),
      Measurement("CPU", swept.cpuSeconds, "s"),
      Measurement("peak memory", swept.peakMegabytes, "MB"),
      Measurement("analysis alone", analyzed.seconds, "s"),
      Measurement("analysis alone, CPU", analyzed.cpuSeconds, "s"),
      Measurement("analysis alone, peak memory", analyzed.peakMegabytes, "MB"),
      Measurement("cache", try megabytes(of: hub.cache), "MB"),
      Measurement("archive", try megabytes(of: hub.archive(1)), "MB"),
    ] + (try hub.answers())
  }

  /// The same Hub swept again a day later, its changes kept as history.
  static let secondDay = Bench(name: "second-day") { site in
    let hub = WholeHub(site)
    guard FileManager.default.fileExists(atPath: hub.cache) else {
      throw BenchError(description: "There is no \(hub.cache): run whole-hub first.")
    }
    let before = try megabytes(of: hub.cache)
    let standIn = try ServingChild(
      models: site.models,
      changes: site.models / 150,
      others: hub.others,
      port: try sweptPort(hub.cache)
    )
    defer { standIn.stop() }
    let swept = try hub.sweep(standIn)
    let after = try megabytes(of: hub.cache)
    return [
      Measurement("\(site.models / 150) models changed", swept.seconds, "s"),
      Measurement("CPU", swept.cpuSeconds, "s"),
      Measurement("peak memory", swept.peakMegabytes, "MB"),
      Measurement("cache", after, "MB"),
      Measurement("cache, grown by", after - before, "MB"),
      Measurement("archive of the day", try megabytes(of: hub.archive(2)), "MB"),
    ]
  }
}

/// A Hub of all kinds of repositories, and the files of its sweeps.
private struct WholeHub {
  private let site: BenchSite

  init(_ site: BenchSite) { self.site = site }

  /// 1.1 million datasets and 1.5 million Spaces stand beside three million models.
  var others: String {
    "datasets=\(site.models * 11 / 30),spaces=\(site.models / 2)"
  }

  var rows: Double { Double(site.models + site.models * 11 / 30 + site.models / 2) }

  var folder: String { "\(site.folder)/whole-\(site.models)" }
  var cache: String { "\(folder)/hub.sqlite" }

  func archive(_ harvest: Int) -> String {
    let number = String(repeating: "0", count: 5) + String(harvest)
    return "\(cache)-archive/harvest-\(number).warc.gz"
  }

  func sweep(_ standIn: ServingChild) throws -> Cost {
    try Child.run([
      "harvest", "--plan", "sweep", "--resolve", "0", "-q", "--endpoint", standIn.address,
      "--cache", cache,
    ])
  }

  /// Questions of datasets and Spaces: of the dataset and the model that most name.
  func answers() throws -> [Measurement] {
    let (dataset, model) = try Cache(path: cache, access: .read).read { connection in
      func mostNamed(_ field: String) throws -> String {
        try connection.first(
          """
          SELECT repo.name
          FROM mention
          JOIN repo ON repo.id = mention.node
          WHERE mention.field = ?
          GROUP BY mention.node
          ORDER BY count(*) DESC, repo.name
          LIMIT 1
          """,
          field
        ) { $0.text(0) } ?? ""
      }
      return (try mostNamed("source_dataset"), try mostNamed("model"))
    }
    let commands = [
      ["tree", "datasets/" + dataset], ["derivatives", "datasets/" + dataset],
      ["derivatives", "datasets/" + dataset, "--by", "owner"],
      ["derivatives", "datasets/" + dataset, "--list", "--json"],
      ["reuse", dataset, "--derived"], ["derivatives", model, "--spaces"],
      ["derivatives", model, "--spaces", "--list", "--json"],
    ]
    return try commands.map { command in
      let cost = try Child.run(command, cache: cache)
      let name = command.map { $0.contains("/") ? "…" : $0 }.joined(separator: " ")
      return Measurement(name, cost.seconds * 1000, "ms")
    }
  }
}
