package import Foundation

/// A new folder for the length of a call, removed afterwards.
package func withScratchFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = try makeScratchFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// A new folder for the length of a call that waits, removed afterwards.
package func withScratchFolder<Result>(
  isolation: isolated (any Actor)? = #isolation,
  _ body: (URL) async throws -> Result
) async throws -> Result {
  let folder = try makeScratchFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

func makeScratchFolder() throws -> URL {
  let folder = FileManager.default.temporaryDirectory.appending(path: "stemma-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}
