import Foundation

extension Bench {
  /// The whole way over loopback: a stand-in in one process, the harvest in another.
  static let sweep = Bench(name: "sweep") { site in
    try sweepFigures(of: site.models, site)
  }

  /// The same for smaller Hubs, to see that the time grows with the models.
  static let growth = Bench(name: "growth") { site in
    var figures: [Measurement] = []
    for models in [site.models / 100, site.models / 10] where models >= 1000 {
      for figure in try sweepFigures(of: models, site) where figure.unit == "models/s" {
        figures.append(Measurement("\(models) models", figure.value, figure.unit))
      }
    }
    return figures
  }
}

/// Sweeps a Hub of so many models into a fresh cache.
private func sweepFigures(of models: Int, _ site: BenchSite) throws -> [Measurement] {
  let cache = site.cache(models: models)
  try? FileManager.default.removeItem(atPath: "\(site.folder)/models-\(models)")
  let standIn = try ServingChild(models: models)
  defer { standIn.stop() }
  let cost = try Child.run([
    "harvest", "--plan", "sweep", "--resolve", "0", "-q", "--endpoint", standIn.address,
    "--cache", cache,
  ])
  return [
    Measurement("\(models) models", Double(models) / cost.seconds, "models/s"),
    Measurement("time", cost.seconds, "s", below: site.ofWholeHub(150)),
    Measurement("CPU", cost.cpuSeconds, "s"),
    Measurement("peak memory", cost.peakMegabytes, "MB", below: site.ofWholeHub(400)),
    Measurement("cache", try megabytes(of: cache), "MB", below: site.ofWholeHub(2500)),
    Measurement(
      "archive",
      try megabytes(of: site.archive(models: models)),
      "MB",
      below: site.ofWholeHub(700)
    ),
  ]
}

/// The size of a file.
func megabytes(of path: String) throws -> Double {
  let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
  return Double(size ?? 0) / 1e6
}
