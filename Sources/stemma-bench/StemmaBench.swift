import ArgumentParser
import Foundation
import StemmaCore

/// The command `stemma-bench`: times Stemma on a synthetic Hub.
@main
struct StemmaBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stemma-bench",
    abstract: "Time Stemma on a synthetic Hub, a line each.",
    discussion: """
      Without names all run: \(Bench.all.map { $0.name }.joined(separator: ", ")). For a Hub of \
      3,000,000 models some figures have a bound: the status is 2 when one is not below it.
      """
  )

  @Argument(help: "The benchmarks to run.")
  var names: [String] = []

  @Option(help: .init("The models of the largest Hub.", valueName: "n"))
  var models = 300_000

  @Option(help: .init("How often each short measurement is repeated.", valueName: "n"))
  var repeats = 5

  @Option(help: .init("The folder for caches; nothing else is touched.", valueName: "folder"))
  var folder = FileManager.default.temporaryDirectory.path + "/stemma-bench"

  @Option(
    help: .init(
      "A cache to measure in the place of the sweep's; refresh changes it.",
      valueName: "file"
    )
  )
  var cache: String?

  @Option(help: .init("Write JSON Lines at the end of this file, too.", valueName: "file"))
  var figures: String?

  @Flag(help: "Write JSON Lines.")
  var json = false

  func validate() throws {
    let unknown = names.first { name in !Bench.all.contains { $0.name == name } }
    if let unknown { throw ValidationError("There is no benchmark \(unknown).") }
    if models < 1000 { throw ValidationError("A Hub of fewer than 1000 models shows nothing.") }
  }

  func run() async throws {
    let site = BenchSite(
      models: models,
      repeats: max(1, repeats),
      folder: folder,
      otherCache: cache
    )
    let chosen = Bench.all.filter { names.isEmpty || names.contains($0.name) }
    var isAnyTooLarge = false
    if chosen.count == 1 {
      for figure in try await chosen[0].run(site) {
        try print(figure, of: chosen[0])
        isAnyTooLarge = isAnyTooLarge || figure.isTooLarge
      }
    } else {
      for bench in chosen where try isTooLargeAlone(bench) { isAnyTooLarge = true }
    }
    if isAnyTooLarge { throw Self.brokenBound }
  }

  private static let brokenBound = ExitCode(2)

  /// Runs one benchmark in a process of its own, and returns whether a figure breaks its bound.
  ///
  /// Memory that one benchmark took would count as that of the next, and of the commands it runs.
  private func isTooLargeAlone(_ bench: Bench) throws -> Bool {
    let process = Process()
    process.executableURL = Child.bench
    process.arguments =
      [bench.name, "--models", String(models), "--repeats", String(repeats), "--folder", folder]
      + (cache.map { ["--cache", $0] } ?? []) + (json ? ["--json"] : [])
      + (figures.map { ["--figures", $0] } ?? [])
    try process.run()
    process.waitUntilExit()
    let status = ExitCode(process.terminationStatus)
    guard process.terminationReason == .exit, [.success, Self.brokenBound].contains(status) else {
      throw BenchError(description: "The benchmark \(bench.name) ended early.")
    }
    return status == Self.brokenBound
  }

  private func print(_ figure: Measurement, of bench: Bench) throws {
    let told = figure.json(of: bench).text
    FileHandle.standardOutput.write(Data(((json ? told : figure.line(of: bench)) + "\n").utf8))
    guard let figures else { return }
    let file = try FileHandle(forWritingTo: URL(filePath: figures))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data((told + "\n").utf8))
  }
}
