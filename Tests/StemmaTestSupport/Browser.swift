package import Foundation

/// A browser without windows.
package enum Browser {
  package static let program: URL? = ["chromium", "chromium-browser", "google-chrome"]
    .flatMap { name in ["/usr/bin/", "/usr/local/bin/"].map { URL(filePath: $0 + name) } }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  /// Opens an address.
  ///
  /// - Parameters:
  ///   - address: What is opened.
  ///   - size: The window's width and height.
  ///   - isDark: Whether the user likes dark pages.
  ///   - hosts: What the names of hosts lead to, as Chromium's `--host-resolver-rules` has it.
  ///   - milliseconds: How much of its own time the page has.
  ///   - folder: Where its files go.
  /// - Returns: The page as it is then, and the lines of its console.
  /// - Throws: ``ChildProcess/Failure`` with its last words when it fails.
  package static func open(
    _ address: String,
    size: (width: Int, height: Int),
    isDark: Bool = false,
    hosts: String,
    milliseconds: Int,
    in folder: URL
  ) async throws -> (dom: String, console: [String]) {
    guard let program else { return ("", ["there is no browser"]) }
    let ending = try await ChildProcess.start(
      program,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--host-resolver-rules=\(hosts)",
        "--user-data-dir=\(folder.appending(path: "profile").path)",
        "--window-size=\(size.width),\(size.height)", "--enable-logging=stderr",
        "--virtual-time-budget=\(milliseconds)",
      ] + (isDark ? ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] : [])
        + ["--dump-dom", address],
      in: folder
    ).ending(within: 120)
    guard ending.status == 0 else {
      throw ChildProcess.Failure(description: String(ending.errors.suffix(2000)))
    }
    let console = ending.errors.split(separator: "\n").filter { $0.contains(":CONSOLE") }
    return (ending.output, console.map(String.init))
  }
}
