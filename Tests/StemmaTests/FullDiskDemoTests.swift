import Foundation
import StemmaTestSupport
import Testing

extension EndToEnd {
  /// `stemma demo` where there is no room for it.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .enabled(if: SmallDisk.canBeMounted, "needs the right to mount a small disk"),
    .timeLimit(.minutes(2))
  )
  struct FullDiskDemo {
    /// Too little for the files that processes share, for the first tables, and for the harvest.
    @Test(arguments: [16_000, 200_000, 1_000_000])
    func saysSoInOneLineAndLeavesNothing(room: Int) async throws {
      try await withScratchFolder { folder in
        let disk = try await SmallDisk.mounted(at: folder.appending(path: "disk"), megabytes: 2)
        do {
          try disk.fill()
          let ballast = disk.folder.path + "/ballast"
          let size = try FileManager.default.attributesOfItem(atPath: ballast)[.size] as? Int
          truncate(ballast, (size ?? 0) - room)
          let demo = disk.folder.path + "/demo"
          let ending = try await ChildProcess.stemma("demo", "-o", demo, in: folder)
          #expect(ending.status == 2)
          #expect(
            ending.errors.split(separator: "\n").last.map(String.init)
              == "stemma: \(demo)/stemma.sqlite: The disk is full. Free some room and run the command again."
          )
          #expect(
            try FileManager.default.contentsOfDirectory(atPath: disk.folder.path) == ["ballast"]
          )
        } catch {
          await disk.unmount()
          throw error
        }
        await disk.unmount()
      }
    }
  }
}
