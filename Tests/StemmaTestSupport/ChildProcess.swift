package import Foundation

/// A program run beside the tests, its output kept in files.
package struct ChildProcess: Sendable {
  package struct Ending: Sendable {
    /// The exit status; minus the signal when one ended it.
    package var status: Int32
    package var output: String
    package var errors: String
    /// The most memory it held, in bytes.
    package var peak: Int
  }

  package struct Failure: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
  }

  package let id: pid_t
  private let output: URL
  private let errors: URL

  /// Starts a program; its files go to `folder`.
  package static func start(
    _ program: URL,
    _ arguments: [String],
    environment: [String: String] = [:],
    in folder: URL
  ) throws -> ChildProcess {
    let name = UUID().uuidString
    let (output, errors) = (
      folder.appending(path: name + ".out"), folder.appending(path: name + ".err")
    )
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    #else
    var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, file) in [(Int32(1), output), (2, errors)] {
      let flags = O_WRONLY | O_CREAT | O_TRUNC
      posix_spawn_file_actions_addopen(&actions, descriptor, file.path, flags, 0o644)
    }
    // What would lead the program elsewhere than the test says.
    let foreign = [
      "HF_", "STEMMA_", "HUGGING", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
      "SSL_CERT_",
      "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE",
    ]
    var inherited = ProcessInfo.processInfo.environment.filter { name, _ in
      !foreign.contains { name.uppercased().hasPrefix($0) }
    }
    inherited.merge(environment) { $1 }
    let words = ([program.path] + arguments).map { strdup($0) } + [nil]
    let settings = inherited.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    var id: pid_t = 0
    let code = posix_spawn(&id, program.path, &actions, nil, words, settings)
    guard code == 0 else { throw Failure(description: "\(program.path): \(code)") }
    return ChildProcess(id: id, output: output, errors: errors)
  }

  /// Waits for the end; a program that takes longer is killed.
  package func ending(within seconds: Double = 60) async -> Ending {
    // On a thread of its own: a stand-in may be answering on those that waiting would hold.
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: wait(until: .now + seconds)) }
    }
  }

  /// The first line it writes, once it is whole.
  package func firstLine(within seconds: Double = 60) async throws -> String {
    let deadline = Date.now + seconds
    while Date.now < deadline {
      let lines = Self.text(output).split(separator: "\n", omittingEmptySubsequences: false)
      if lines.count > 1 { return String(lines[0]) }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw Failure(description: "no line came: \(Self.text(errors))")
  }

  package func interrupt() { kill(id, SIGINT) }

  /// Asks it to end, as the system does.
  package func terminate() { kill(id, SIGTERM) }

  /// Kills it without any warning.
  package func end() { kill(id, SIGKILL) }

  private func wait(until deadline: Date) -> Ending {
    var (status, usage) = (Int32(0), rusage())
    var peak = 0
    while wait4(id, &status, WNOHANG, &usage) == 0 {
      if Date.now > deadline { kill(id, SIGKILL) }
      peak = max(peak, Self.peak(of: id) ?? 0)
      usleep(5000)
    }
    let signal = status & 0x7f
    #if canImport(Darwin)
    peak = usage.ru_maxrss
    #endif
    return Ending(
      status: signal == 0 ? (status >> 8) & 0xff : -signal,
      output: Self.text(output),
      errors: Self.text(errors),
      peak: peak
    )
  }

  private static func text(_ file: URL) -> String {
    (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }

  /// The most memory that a running program had at once, in bytes.
  ///
  /// What `wait4` tells of a child begins with the memory of the process that started it.
  private static func peak(of id: pid_t) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return line.split(separator: " ").compactMap { Int($0) }.first.map { $0 << 10 }
  }
}

extension ChildProcess {
  /// The processes that have `text` in their arguments, but for one; none where the system does not tell.
  package static func others(than id: pid_t = 0, of text: String) -> [pid_t] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { pid_t($0) }.filter { other in
      guard other != id, let words = FileManager.default.contents(atPath: "/proc/\(other)/cmdline")
      else { return false }
      return words.range(of: Data(text.utf8)) != nil
    }
  }

  /// The command to test: in the folder that `STEMMA_PROGRAMS` names, or else beside the tests; nil
  /// where there is none.
  ///
  /// A released build starts in a fraction of the time, and is what users run.
  package static let stemma: URL? =
    ProcessInfo.processInfo.environment["STEMMA_PROGRAMS"]
    .map { URL(filePath: $0).appending(path: "stemma") } ?? besideTests("stemma")

  /// A program that was built beside the tests, if it was.
  package static func besideTests(_ name: String) -> URL? {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let file = folder.appending(path: name)
      if access(file.path, X_OK) == 0 { return file }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// Runs the command to its end.
  package static func stemma(
    _ arguments: String...,
    in folder: URL,
    environment: [String: String] = [:],
    within seconds: Double = 60
  ) async throws -> Ending {
    guard let stemma else { throw Failure(description: "the command was not built") }
    return try await start(
      stemma,
      arguments,
      environment: environment,
      in: folder
    ).ending(within: seconds)
  }
}
