internal import Foundation
internal import StemmaCore

/// A bundle as one ZIP file, written by the program `zip` and read by `unzip`.
///
/// In its comment it carries the SHA-256 of itself, so that a byte that changed anywhere is found, also
/// where neither ZIP's checksums nor the manifest reach.
package struct BundleArchive: Sendable {
  /// Why a bundle could not be written or read, and what to do.
  package struct Failure: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// The file with the digests of all others.
  package static let manifest = "manifest-sha256.txt"

  private static let mark = "stemma bundle sha256:"
  private static let blank = String(repeating: "0", count: 64)
  private let path: String

  /// The bundle at `path`.
  package init(_ path: String) { self.path = path }

  /// Writes the files of a folder; the bundle appears whole or not at all.
  ///
  /// The same files give the same bytes.
  package func write(_ folder: BundleFolder) throws {
    let draft = "\(URL(filePath: path).absoluteURL.path).\(getpid()).zip"
    Drafts.begin(draft)
    defer {
      unlink(draft)
      Drafts.end(draft)
    }
    let names = folder.files.map(\.path).sorted().joined(separator: "\n")
    try run("zip", ["-q", "-X", "-D", "-6", "-@", draft], in: folder.folder, reading: names + "\n")
    try run(
      "zip",
      ["-q", "-z", draft],
      in: folder.folder,
      reading: Self.mark + Self.blank + "\n.\n"
    )
    guard let seal = try Self.seal(of: draft), seal.told == Self.blank else {
      throw Failure(description: "\(path) cannot be written: `zip` did not keep its comment.")
    }
    let handle = try FileHandle(forUpdating: URL(filePath: draft))
    try handle.seek(toOffset: UInt64(seal.offset))
    try handle.write(contentsOf: Data(seal.found.utf8))
    try handle.close()
    guard rename(draft, path) == 0 else {
      throw Failure(description: "\(path) cannot be written: \(FileReason.text(ofErrno: errno)).")
    }
  }

  /// Whether every byte of it is as it was written.
  package func isWhole() throws -> Bool {
    try Self.seal(of: path).map { $0.told == $0.found } ?? false
  }

  /// What is wrong with it, a sentence each; nothing when it is as it was written.
  package func faults() throws -> [String] {
    guard let seal = try Self.seal(of: path) else {
      return ["\(path) carries no digest of itself: it is no bundle of Stemma's, or was changed."]
    }
    guard seal.told != seal.found else { return try faultsOfFiles() }
    return ["\(path) was changed: its bytes are not those that were written."]
      + ((try? faultsOfFiles()) ?? [])
  }

  /// What a text file in it says.
  ///
  /// - Throws: `Failure` when the bundle is not as it was written or holds no such file.
  package func text(of name: String) throws -> String {
    if let fault = try faults().first { throw Failure(description: fault) }
    guard try run("unzip", ["-Z1", path]).split(separator: "\n").contains(Substring(name)) else {
      throw Failure(description: "\(path) holds no \(name).")
    }
    return try run("unzip", ["-p", path, name])
  }

  /// Which files are not as the manifest says.
  private func faultsOfFiles() throws -> [String] {
    let names = try run("unzip", ["-Z1", path]).split(separator: "\n").map(String.init)
    let lines = try run("unzip", ["-p", path, Self.manifest]).split(separator: "\n")
    var told: [String: String] = [:]
    for line in lines {
      let name = String(line.dropFirst(66))
      // What is no plain name could mean another thing to `unzip`.
      guard line.count > 66, name.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.\/-]*/) != nil else {
        return ["\(Self.manifest) is damaged."]
      }
      told[name] = String(line.prefix(64))
    }
    let there = Set(names)
    let missing = told.keys.filter { !there.contains($0) }.sorted().map { "\($0) is missing." }
    let unknown = names.filter { told[$0] == nil && $0 != Self.manifest }
      .map { "\($0) is not in the manifest." }
    let changed = try told.keys.filter(there.contains).sorted().filter { name in
      var hash = SHA256()
      let isRead = try stream("unzip", ["-p", path, name]) { hash.update($0) }
      return !isRead || hash.finish().hexadecimal != told[name]
    }.map { "\($0) was changed." }
    return missing + unknown + changed
  }
}

extension BundleArchive {
  /// The digest that a file carries, where it stands, and what it should be.
  private struct Seal {
    var told: String
    var offset: Int
    var found: String
  }

  /// Hashes the file, with noughts in the place of the digest itself; nil where it carries none.
  private static func seal(of path: String) throws -> Seal? {
    let handle: FileHandle
    do {
      handle = try UserFile.open(path)
    } catch {
      throw Failure(description: "\(path) cannot be read: \(error.reason).")
    }
    let size = Int(try handle.seekToEnd())
    let reach = min(size, 256)
    try handle.seek(toOffset: UInt64(size - reach))
    var tail = try handle.readToEnd() ?? Data()
    guard let mark = tail.range(of: Data(Self.mark.utf8), options: .backwards),
      mark.upperBound + 64 <= tail.count
    else { return nil }
    let digits = mark.upperBound..<(mark.upperBound + 64)
    let told = String(decoding: tail[digits], as: UTF8.self)
    tail.replaceSubrange(digits, with: Data(Self.blank.utf8))
    try handle.seek(toOffset: 0)
    var (hash, rest) = (SHA256(), size - reach)
    while rest > 0, let piece = try handle.read(upToCount: min(rest, 1 << 20)), !piece.isEmpty {
      hash.update(piece)
      rest -= piece.count
    }
    hash.update(tail)
    return Seal(
      told: told,
      offset: size - reach + digits.lowerBound,
      found: hash.finish().hexadecimal
    )
  }

  /// Runs a program to its end and returns what it writes.
  @discardableResult
  private func run(
    _ program: String,
    _ arguments: [String],
    in folder: URL? = nil,
    reading text: String = ""
  ) throws -> String {
    var output: [UInt8] = []
    let isDone = try stream(program, arguments, in: folder, reading: text) { output += $0 }
    guard isDone else { throw Failure(description: "`\(program)` failed on \(path).") }
    return String(decoding: output, as: UTF8.self)
  }

  /// Runs a program, hands on what it writes, and says whether it did what it was asked for.
  private func stream(
    _ program: String,
    _ arguments: [String],
    in folder: URL? = nil,
    reading text: String = "",
    _ take: (Data) -> Void
  ) throws -> Bool {
    let (process, input, output) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["TZ=UTC", "LC_ALL=C.UTF-8", program] + arguments
    process.currentDirectoryURL = folder
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Names of files are few enough for any pipe; a program that reads none has closed it.
    try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try? input.fileHandleForWriting.close()
    while let piece = try output.fileHandleForReading.read(upToCount: 1 << 18), !piece.isEmpty {
      take(piece)
    }
    process.waitUntilExit()
    // env's word for a program that is not there.
    guard process.terminationStatus != 127 else {
      throw Failure(
        description:
          "A bundle needs the program `\(program)`, which is not on the PATH. Install it."
      )
    }
    return process.terminationStatus == 0
  }
}
