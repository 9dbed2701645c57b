import Foundation
import StemmaStore

extension Bench {
  /// Families of odd shapes beside ordinary Hubs: a row for each pair of an ancestor and a descendant would
  /// be billions on some.
  ///
  /// Each stands beside an ordinary Hub of as many models, and beside one of as many declared base models:
  /// three in ten models of an ordinary Hub have any, and naming one takes time and room in every table that
  /// says so, whatever the shape. Where models have one or two, the first has the bounds. Of 65 each the
  /// Hub's replies are eleven times as long as those of as many ordinary models: there a Hub of the same size is
  /// one that says as much, and the second has the bounds.
  static let shapes = Bench(name: "shapes") { site in
    try [
      OddShape(name: "chain", models: 100_000, declarations: 100_000),
      OddShape(name: "ladder", models: 100_000, declarations: 200_000),
      OddShape(name: "cycle", models: 10_000, declarations: 10_000),
      OddShape(name: "parents", models: 3000, declarations: 3000 * 65, sizeIs: .declarations),
      OddShape(name: "star", models: 1_000_000, declarations: nil),
    ].flatMap { try $0.figures(site) }
  }
}

private struct OddShape {
  let name: String
  let models: Int
  /// The base models that its models declare, all together; nil where a Hub of as many is too large to be
  /// made here.
  let declarations: Int?
  /// What a Hub of the same size has as many of.
  var sizeIs = Size.models

  enum Size: String { case models, declarations }

  func figures(_ site: BenchSite) throws -> [Measurement] {
    let odd = try harvested(site, shape: name, models: models)
    let verify = try Child.run(["cache", "verify", "--cache", odd.cache])
    return [
      Measurement("\(name) of \(models), harvest to analysis", odd.cost.seconds, "s"),
      Measurement("\(name), cache", try megabytes(of: odd.cache), "MB"),
      Measurement("\(name), peak memory", odd.cost.peakMegabytes, "MB"),
      Measurement("\(name), verify", verify.seconds, "s", below: 10),
    ] + (try beside(odd, .models, count: models, site))
      + (try declarations.map { try beside(odd, .declarations, count: $0 * 3, site) } ?? [])
      + (try answers(odd.cache))
  }

  /// Its time and cache as shares of those of an ordinary Hub of `count` models, which has as many `what`.
  private func beside(
    _ odd: (cache: String, cost: Cost),
    _ what: Size,
    count: Int,
    _ site: BenchSite
  ) throws -> [Measurement] {
    let ordinary = try harvested(site, shape: nil, models: count)
    let time = odd.cost.seconds / ordinary.cost.seconds
    let size = try megabytes(of: odd.cache) / megabytes(of: ordinary.cache)
    let isHeld = what == sizeIs
    return [
      Measurement("\(name), of the time of as many \(what)", time, "", below: isHeld ? 1.5 : nil),
      Measurement("\(name), of the cache of as many \(what)", size, "", below: isHeld ? 2 : nil),
    ]
  }

  /// Questions about the first, a middle and the last model, and that with the largest family.
  private func answers(_ cache: String) throws -> [Measurement] {
    let names = try Cache(path: cache, access: .read).read { connection in
      try connection.rows(
        """
        SELECT name FROM repo
        WHERE id IN (
          (SELECT min(id) FROM repo), (SELECT max(id) / 2 FROM repo), (SELECT max(id) FROM repo),
          (SELECT model FROM family ORDER BY all_total DESC, model LIMIT 1))
        ORDER BY id
        """
      ) { $0.text(0) }
    }
    let commands = [
      "derivatives", "ancestors", "siblings", "siblings --json", "tree", "tree --inferred",
      "tree --json", "tree --format svg", "tree --format html", "tree --format dot",
      "tree --format mermaid", "impact", "licenses --down", "report", "badge",
    ]
    // These show few models however many there are.
    let bounded: Set = ["tree", "tree --format svg", "tree --format dot", "tree --format mermaid"]
    return try commands.flatMap { command in
      let costs = try names.map {
        try Child.run(command.split(separator: " ").map(String.init) + [$0], cache: cache)
      }
      return [
        Measurement("\(name), \(command)", costs.map(\.seconds).max() ?? 0, "s"),
        Measurement(
          "\(name), \(command), memory",
          costs.map(\.peakMegabytes).max() ?? 0,
          "MB",
          below: bounded.contains(command) ? 300 : nil
        ),
      ]
    }
  }

  private func harvested(
    _ site: BenchSite,
    shape: String?,
    models: Int
  ) throws -> (cache: String, cost: Cost) {
    let folder = "\(site.folder)/shapes-\(shape ?? "ordinary")-\(models)"
    try? FileManager.default.removeItem(atPath: folder)
    let standIn = try ServingChild(models: models, shape: shape)
    defer { standIn.stop() }
    let cache = "\(folder)/hub.sqlite"
    let cost = try Child.run([
      "harvest", "--plan", "sweep", "--resolve", "0", "-q", "--endpoint", standIn.address,
      "--cache", cache,
    ])
    return (cache, cost)
  }
}
