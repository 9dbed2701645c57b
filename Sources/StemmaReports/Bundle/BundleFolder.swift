package import Foundation
internal import StemmaCore

/// The files of a bundle while they are gathered, each with its digest.
package final class BundleFolder {
  /// One file of a bundle.
  package struct File: Sendable, Hashable {
    /// Where it stands in the bundle.
    package let path: String
    /// Its length in bytes.
    package let length: Int
    /// Its SHA-256, as hexadecimal digits.
    package let digest: String
  }

  /// Where the files stand meanwhile.
  package let folder: URL
  /// Those that are whole, in the order in which they came.
  package private(set) var files: [File] = []

  /// Makes the folder beside `destination`.
  package init(besides destination: String) throws {
    folder = URL(filePath: "\(destination).\(getpid()).part")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  /// Removes what was gathered.
  package func remove() {
    for file in files { Drafts.end(url(of: file.path).path) }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Where a file of the bundle stands, or is to stand; its folders are made.
  package func url(of path: String) -> URL { folder.appending(path: path) }

  /// Takes in a text.
  package func add(_ path: String, _ text: String) throws {
    try add(path) { try $0(Array(text.utf8)) }
  }

  /// Takes in what `body` writes piece by piece.
  package func add(
    _ path: String,
    writing body: (@escaping ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    let url = url(of: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data().write(to: url)
    let handle = try FileHandle(forWritingTo: url)
    try body { bytes in
      try FileReason.naming(url.path) { try handle.write(contentsOf: Data(bytes)) }
    }
    try handle.close()
    try take(path)
  }

  /// Takes in a file that stands in its place already.
  package func take(_ path: String) throws {
    let url = url(of: path)
    Drafts.begin(url.path)
    let (digest, length) = try Self.digest(of: url)
    files.append(File(path: path, length: length, digest: digest))
    // The same file whenever and by whomever it is made.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: Self.moment), .posixPermissions: 0o644],
      ofItemAtPath: url.path
    )
  }

  /// The first moment that a ZIP file can tell.
  private static let moment = 315_532_800.0

  private static func digest(of url: URL) throws -> (digest: String, length: Int) {
    let handle = try UserFile.open(url.path)
    var (hash, length) = (SHA256(), 0)
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      hash.update(piece)
      length += piece.count
    }
    return (hash.finish().hexadecimal, length)
  }

  /// Takes in the list of all files with their digests, in the form of `sha256sum`.
  package func addManifest() throws {
    let lines = files.map { "\($0.digest)  \($0.path)\n" }.sorted { one, other in
      one.dropFirst(66) < other.dropFirst(66)
    }
    try add(BundleArchive.manifest, lines.joined())
  }
}
