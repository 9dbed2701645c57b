import ArgumentParser
import CMalloc
import Foundation
import Stemma
import StemmaCore
import StemmaExplorer

/// The program `stemma-serve`, which `stemma serve` becomes.
@main struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stemma serve",
    abstract: "Serve pages and a JSON API on the loopback interface.",
    discussion: """
      Serves the cache to browsers and programs on this machine, until it is interrupted. Nothing can be \
      changed; a harvest may go on meanwhile, and what it brings shows.

        stemma serve
        stemma serve --port 0 --cache cache/demo/stemma.sqlite
      """
  )

  @Option(help: .init("The port; 0 takes a free one.", valueName: "n"))
  var port: UInt16 = 8321

  @Option(
    name: .customLong("cache"),
    help: .init(
      "The cache file. Default: $STEMMA_CACHE, or cache/stemma.sqlite.",
      valueName: "file"
    )
  )
  var file: String?

  private var path: String {
    file ?? ProcessInfo.processInfo.environment["STEMMA_CACHE"].flatMap { $0.isEmpty ? nil : $0 }
      ?? "cache/stemma.sqlite"
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    do {
      let explorer = try Explorer(cachePath: path)
      // What answers took is not kept for the next ones: the largest of them come seldom.
      let server = try HTTPServer(explorer, port: port) { stemma_give_back_memory() }
      try FileHandle.standardOutput.write(contentsOf: Data("\(server.address)\n".utf8))
      Self.say("Serving \(path) until interrupted. Open \(server.address) in a browser.")
      Thread.detachNewThread { explorer.warm() }
      await Interruption.wait()
      server.stop()
    } catch {
      Self.say("stemma: \(error)")
      Foundation.exit(2)
    }
  }

  /// Says one line; foreign text in it cannot act on the terminal.
  private static func say(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((TerminalText.inert(line) + "\n").utf8))
  }
}

/// The signals by which people and systems end a program.
private enum Interruption {
  /// Returns when one came.
  static func wait() async {
    let signals = [SIGINT, SIGTERM]
    for number in signals { signal(number, SIG_IGN) }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let once = Locked<CheckedContinuation<Void, Never>?>(continuation)
      for number in signals {
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          _ = source
          let first = once.withLock { held in
            defer { held = nil }
            return held
          }
          first?.resume()
        }
        source.resume()
      }
    }
  }
}
