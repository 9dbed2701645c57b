import Foundation
import StemmaGraph
import StemmaStore

extension Bench {
  /// The family graph of a cache, in process: loaded, measured as a whole, and its closure written.
  static let graph = Bench(name: "graph") { site in
    let cache = try Cache(path: sweptCache(site), access: .write)
    var figures = try cache.read { connection in
      let before = Memory.resident
      Memory.forgetPeak()
      let family = try FamilyGraph(in: connection)
      let peak = Memory.peak - before
      return [
        Measurement("load", try time(site) { _ = try FamilyGraph(in: connection) }, "s"),
        Measurement("load, peak memory", peak, "MB"),
      ] + questions(family.graph, site)
    }
    figures.append(
      Measurement("closure written", try undone(cache, site) { try GraphStage().run(on: $0) }, "s")
    )
    return figures
  }

  private static func questions(_ graph: LineageGraph, _ site: BenchSite) -> [Measurement] {
    let heads = graph.heads()
      .sorted { (graph.children(of: $1).count, $0) < (graph.children(of: $0).count, $1) }.prefix(20)
    var pairs = 0
    var inTwenty = 0
    let all = time(site) {
      pairs = Condensation(of: graph).descendantCounts().reduce(0) { $0 + Int($1) }
    }
    var longest: Int32 = 0
    let depths = time(site) { longest = Condensation(of: graph).depthsBelow().max() ?? 0 }
    var parts = 0
    let isolated = graph.nodes.count {
      graph.parents(of: $0).isEmpty && graph.children(of: $0).isEmpty
    }
    let components = time(site) { parts = Components(of: graph).count }
    let together = time(site) {
      let condensation = Condensation(of: graph)
      _ = (condensation.descendantCounts(), condensation.depthsBelow(), Components(of: graph).count)
    }
    let twenty = time(site) {
      inTwenty = heads.reduce(0) { $0 + graph.descendants(of: $1).count }
    }
    return [
      Measurement("nodes", Double(graph.nodeCount), ""),
      Measurement("edges", Double(graph.edgeCount), ""),
      Measurement("descendants of all", all, "s"), Measurement("depth of all", depths, "s"),
      Measurement("components", components, "s"),
      Measurement("counts, depth and components", together, "s"),
      Measurement("twenty largest families", twenty, "s"),
      Measurement("in twenty largest families", Double(inTwenty), ""),
      Measurement("pairs", Double(pairs), ""), Measurement("longest chain", Double(longest), ""),
      Measurement("families that hang together", Double(parts - isolated), ""),
    ]
  }

  private static func time(_ site: BenchSite, _ body: () throws -> Void) rethrows -> Double {
    var times: [Double] = []
    for _ in 0..<site.repeats {
      let start = ContinuousClock.now
      try body()
      times.append(start.duration(to: .now) / .seconds(1))
    }
    return median(times)
  }
}

/// The memory of this process in megabytes, as Linux tells it; 0 elsewhere.
private enum Memory {
  static var resident: Double { megabytes("VmRSS:") }
  static var peak: Double { megabytes("VmHWM:") }

  /// Counts the peak from now on.
  static func forgetPeak() {
    try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
  }

  private static func megabytes(_ name: String) -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
    let number = line.split(whereSeparator: \.isWhitespace).dropFirst().first
    return (number.flatMap { Double($0) } ?? 0) / 1024
  }
}
