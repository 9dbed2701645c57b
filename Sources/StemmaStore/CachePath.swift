internal import Foundation

/// The name of a cache, and the one file it leads to.
///
/// A symbolic link to a cache means that cache, with its lock and its archive: all of them are named
/// after the file, never after the link.
package enum CachePath {
  /// The file that `path` leads to, links followed, whether it is there yet or not.
  ///
  /// - Throws: `CacheError` for what can be the name of no file.
  package static func file(at path: String) throws -> String {
    guard !path.isEmpty else {
      throw misnamed("The name of the cache is empty.")
    }
    guard !path.lowercased().hasPrefix("file:"), !path.contains("://"), path != ":memory:" else {
      throw misnamed("\(path) is an address, and a cache is named by its path.")
    }
    let file = resolved(path)
    var status = stat()
    guard stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return file }
    throw CacheError(
      .notACache,
      status.st_mode & S_IFMT == S_IFDIR
        ? "\(path) is a folder, not a cache."
        : "\(path) is a device or a pipe, not a cache.",
      hint: "Name a file with --cache."
    )
  }

  /// Refuses to write a file that has several names.
  ///
  /// SQLite keeps a log by the name: with two of them, two programs would write over each other.
  static func requireOneName(of file: String) throws {
    var status = stat()
    guard stat(file, &status) == 0, status.st_nlink > 1 else { return }
    throw CacheError(
      .unwritable,
      "\(file) is one of \(status.st_nlink) names of the same file (hard links), and writing to it "
        + "could damage the cache.",
      hint: "Remove the other names, or copy it to a file of its own."
    )
  }

  /// The path with every symbolic link in it followed, also one to what is not there yet.
  package static func resolved(_ path: String) -> String { resolved(path, links: 40) }

  private static func resolved(_ path: String, links: Int) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let (parent, name) = parts(of: path)
    if links > 0, let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
      return resolved(next.hasPrefix("/") ? next : parent + "/" + next, links: links - 1)
    }
    guard !name.isEmpty, parent.utf8.count < path.utf8.count || parent == "." && path != "." else {
      return path
    }
    let folder = resolved(parent, links: links)
    return (folder.hasSuffix("/") ? folder : folder + "/") + name
  }

  /// The name, or the name with the first number behind it that no file has.
  package static func unused(_ name: String) -> String {
    let names = [name] + (2...9999).map { "\(name)-\($0)" }
    return names.first { !FileManager.default.fileExists(atPath: $0) } ?? name
  }

  /// The folder and the name in it; no folder is the one where the process stands.
  static func parts(of path: String) -> (folder: String, name: String) {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  private static func misnamed(_ message: String) -> CacheError {
    CacheError(.misnamed, message, hint: "Give the path of a file with --cache.")
  }
}
