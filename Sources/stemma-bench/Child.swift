import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a finished process cost.
struct Cost {
  let seconds: Double
  let cpuSeconds: Double
  let peakMegabytes: Double
}

/// Runs the `stemma` that stands beside this program.
enum Child {
  static let stemma = bench.deletingLastPathComponent().appending(path: "stemma").path

  /// This program.
  static let bench = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()

  /// Runs to the end with the output thrown away, on a cache that not every command takes by name.
  static func run(_ arguments: [String], cache: String? = nil) throws -> Cost {
    if let cache { setenv("STEMMA_CACHE", cache, 1) }
    let began = ContinuousClock.now
    let process = try start(arguments, output: "/dev/null")
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(process, &status, 0, &usage) == process else {
      throw BenchError(description: "stemma was lost")
    }
    guard status == 0 else {
      throw BenchError(description: "stemma \(arguments.joined(separator: " ")) failed")
    }
    let cpu =
      Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    return Cost(
      seconds: began.duration(to: .now) / .seconds(1),
      cpuSeconds: cpu,
      peakMegabytes: Double(usage.ru_maxrss) / 1024
    )
  }

  /// Starts the program with standard output in a file.
  static func start(_ arguments: [String], output: String) throws -> pid_t {
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0)
    var words = ([stemma] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var process: pid_t = 0
    guard posix_spawn(&process, stemma, &files, nil, &words, environ) == 0 else {
      throw BenchError(
        description: "\(stemma) cannot be run. Build it with Scripts/build."
      )
    }
    return process
  }
}

/// A stand-in in a process of its own.
struct ServingChild {
  let address: String
  private let process: pid_t

  /// Starts one at a port, or at any that is free for 0; `others` are options of the synthetic Hub.
  init(
    models: Int,
    changes: Int = 0,
    shape: String? = nil,
    others: String? = nil,
    port: Int = 0
  ) throws {
    let file = FileManager.default.temporaryDirectory.path + "/stemma-stand-in-\(getpid()).txt"
    process = try Child.start(
      [
        "stand-in", "--synthetic",
        "models=\(models),seed=1,changes=\(changes)" + (shape.map { ",shape=\($0)" } ?? "")
          + (others.map { ",\($0)" } ?? ""),
        "--no-quota", "--port", String(port),
      ],
      output: file
    )
    var text = ""
    for _ in 0..<1000 where !text.hasSuffix("\n") {
      usleep(10_000)
      text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }
    guard text.hasSuffix("\n") else { throw BenchError(description: "The stand-in said nothing.") }
    address = text.trimmingCharacters(in: .newlines)
  }

  func stop() {
    kill(process, SIGTERM)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }
}
