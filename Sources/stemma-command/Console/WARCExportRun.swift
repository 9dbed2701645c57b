import ArgumentParser
import StemmaOperations

/// Writes the archive to its target, and says what was written.
struct WARCExportRun {
  let cachePath: String
  let harvests: Set<Int64>?
  let output: String?
  let isQuiet: Bool

  /// Runs the export; ends the process with 1 when something could not be read.
  func run() throws {
    let export = WARCExport(
      cachePath: cachePath,
      harvests: harvests,
      isPacked: !(output?.hasSuffix(".warc") ?? false)
    )
    let file = try OutputFile(output)
    do {
      let summary = try export.run(file.write)
      try file.finish()
      talk(of: summary)
      if !summary.damage.isEmpty { throw ExitCode(1) }
    } catch let code as ExitCode {
      throw code
    } catch {
      file.discard()
      throw error
    }
  }

  private func talk(of summary: WARCExport.Summary) {
    for sentence in summary.damage { Console.say("stemma: \(sentence)") }
    guard !isQuiet else { return }
    if !summary.compacted.isEmpty {
      let numbers = summary.compacted.map(String.init).joined(separator: ", ")
      Console.say("The archives of these harvests were compacted and are not in it: \(numbers).")
    }
    if let output, output != "-" {
      Console.say(
        "\(summary.records) records of \(summary.harvests.count) harvests written to \(output)."
      )
    }
  }
}
