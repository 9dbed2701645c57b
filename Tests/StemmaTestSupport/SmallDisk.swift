package import Foundation

/// A small file system of its own that can be filled; a plain folder where none can be mounted.
package final class SmallDisk: Sendable {
  package let folder: URL
  package let isMounted: Bool

  private init(folder: URL, isMounted: Bool) {
    (self.folder, self.isMounted) = (folder, isMounted)
  }

  /// Whether one can be mounted here.
  package static let canBeMounted: Bool = {
    guard let folder = try? makeScratchFolder() else { return false }
    defer { try? FileManager.default.removeItem(at: folder) }
    func run(_ program: String, _ arguments: [String]) -> Bool {
      let process = Process()
      process.executableURL = URL(filePath: program)
      process.arguments = arguments + [folder.path]
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return false }
      process.waitUntilExit()
      return process.terminationStatus == 0
    }
    return run("/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
      && run("/bin/umount", ["-l"])
  }()

  package static func mounted(at folder: URL, megabytes: Int = 48) async throws -> SmallDisk {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let ending = try? await ChildProcess.start(
      URL(filePath: "/bin/mount"),
      ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.path],
      in: folder.deletingLastPathComponent()
    ).ending()
    return SmallDisk(folder: folder, isMounted: ending?.status == 0)
  }

  package func unmount() async {
    guard isMounted else { return }
    _ = try? await ChildProcess.start(
      URL(filePath: "/bin/umount"),
      ["-l", folder.path],
      in: folder.deletingLastPathComponent()
    ).ending()
  }

  private var ballast: URL { folder.appending(path: "ballast") }

  /// Takes all room but that of some pages of 4 KiB; where that cannot be, the folder cannot be used
  /// for the time.
  package func fill(leaving pages: Int = 0) throws {
    guard isMounted else {
      try FileManager.default.moveItem(at: folder, to: folder.appendingPathExtension("away"))
      try Data().write(to: folder)
      return
    }
    try Data().write(to: ballast)
    let file = try FileHandle(forWritingTo: ballast)
    let piece = Data(repeating: 0x78, count: 4096)
    while (try? file.write(contentsOf: piece)) != nil {}
    let taken = try file.offset()
    try file.truncate(atOffset: taken - min(taken, UInt64(pages * piece.count)))
    try? file.close()
  }

  package func free() {
    guard isMounted else {
      try? FileManager.default.removeItem(at: folder)
      try? FileManager.default.moveItem(at: folder.appendingPathExtension("away"), to: folder)
      return
    }
    try? FileManager.default.removeItem(at: ballast)
  }
}
