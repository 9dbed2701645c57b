import Foundation
import StemmaStore

extension Bench {
  /// Families of odd shapes beside ordinary Hubs: a row for each pair of an ancestor and a descendant would
  /// be billions on some.
  ///
  /// What each may take is told by an ordinary Hub of as many declared base models: three in ten models of
  /// one have any.
  static let shapes = Bench(name: "shapes") { site in
    try [
      OddShape(name: "chain", models: 100_000, likeModels: 300_000),
      OddShape(name: "ladder", models: 100_000, likeModels: 600_000),
      OddShape(name: "cycle", models: 10_000, likeModels: 30_000),
      OddShape(name: "parents", models: 3000, likeModels: 3000 * 65 * 3),
      OddShape(name: "star", models: 1_000_000, likeModels: 1_000_000),
    ].flatMap { try $0.figures(site) }
  }
}

private struct OddShape {
  let name: String
  let models: Int
  /// The models of the ordinary Hub it is compared with.
  let likeModels: Int

  func figures(_ site: BenchSite) throws -> [Measurement] {
    let odd = try harvested(site, shape: name, models: models)
    let ordinary = try harvested(site, shape: nil, models: likeModels)
    let verify = try Child.run(["cache", "verify", "--cache", odd.cache])
    return [
      Measurement("\(name) of \(models), harvest to analysis", odd.cost.seconds, "s"),
      Measurement(
        "\(name), of the time of an ordinary Hub",
        odd.cost.seconds / ordinary.cost.seconds,
        "",
        below: 1.5
      ),
      Measurement(
        "\(name), of its cache",
        try megabytes(of: odd.cache) / megabytes(of: ordinary.cache),
        "",
        below: 2
      ),
      Measurement("\(name), peak memory", odd.cost.peakMegabytes, "MB"),
      Measurement("\(name), verify", verify.seconds, "s", below: models < 1_000_000 ? 10 : 20),
    ] + (try answers(odd.cache))
  }

  /// Questions about the first, a middle and the last model.
  private func answers(_ cache: String) throws -> [Measurement] {
    let names = try Cache(path: cache, access: .read).read { connection in
      try connection.rows(
        """
        SELECT name FROM repo
        WHERE id IN (
          (SELECT min(id) FROM repo), (SELECT max(id) / 2 FROM repo), (SELECT max(id) FROM repo))
        ORDER BY id
        """
      ) { $0.text(0) }
    }
    let commands = ["derivatives", "ancestors", "siblings", "tree", "tree --inferred"]
    return try commands.flatMap { command in
      let costs = try names.map {
        try Child.run(command.split(separator: " ").map(String.init) + [$0], cache: cache)
      }
      return [
        Measurement("\(name), \(command)", costs.map(\.seconds).max() ?? 0, "s"),
        Measurement("\(name), \(command), memory", costs.map(\.peakMegabytes).max() ?? 0, "MB"),
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
