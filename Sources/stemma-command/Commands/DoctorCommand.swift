import StemmaCore
import ArgumentParser
import StemmaHarvest
import StemmaOperations

/// The command `stemma doctor`.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check that the Hub and this machine behave as Stemma expects.",
    discussion: """
      Sends at most 38 requests. They test the points of the Hub's behavior that Stemma relies on \
      and that its documentation leaves open or that may have moved, and say what each means for a \
      harvest. One goes out a second, but to this machine without a pause. What a small Hub cannot \
      show is said to be untold. Also checks this machine. Keeps every reply beside the cache. Exits \
      with 1 when anything differs, and with 2 when the Hub cannot be reached.

      --sweep sends nothing: it compares the cache after a sweep with what others counted on the \
      whole Hub, scaled to its size. A figure agrees within 5 %, or within three standard deviations \
      of a count so small; within 20 % it is explained where something known pushes it that way; \
      anything else is at fault, and exits with 1. Published figures that no cache can be compared \
      with are listed with the reason. A cache without a complete listing of the public Hub is not \
      judged: that exits with 2, and says what to run.

        stemma doctor --json
        stemma doctor --sweep
      """
  )

  @OptionGroup var hub: HubOptions

  @Flag(help: "Compare the cache with known figures of the whole Hub; sends nothing.")
  var sweep = false

  @Flag(help: "Print the results as one line of JSON.")
  var json = false

  @OptionGroup var cache: CacheOption

  func run() async throws {
    if sweep {
      let comparison = try SweepComparison(cachePath: cache.path)
      try Console.write(comparison, as: json ? .json : .table)
      if comparison.isAtFault { throw ExitCode(1) }
      return
    }
    let checkup = try await Doctor(cachePath: cache.path).examine(hub.settings())
    try Console.write(checkup, as: json ? .json : .table)
    if checkup.differs { throw ExitCode(1) }
  }
}
