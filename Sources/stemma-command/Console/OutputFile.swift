import Foundation
import StemmaCore

/// Where an export goes: standard output, or a file that appears whole or not at all.
struct OutputFile {
  private let handle: FileHandle
  private let destination: String?
  /// The file written first and renamed at the end; nil when it is written in place.
  private let draft: String?

  /// Opens the target, so that what cannot be written is said before the long work.
  ///
  /// `nil` and `-` mean standard output. A pipe or a device is written in place.
  init(_ path: String?) throws {
    guard let path, path != "-" else {
      (handle, destination, draft) = (.standardOutput, nil, nil)
      return
    }
    destination = path
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // A pipe or a device is written in place; a folder is refused by this, too.
      (handle, draft) = (try Self.open(path, O_WRONLY, for: path), nil)
    } else {
      let name = "\(path).\(getpid()).part"
      let opened = Drafts.begin(name) {
        Result { try Self.open(name, O_WRONLY | O_CREAT | O_TRUNC, for: path) }
      }
      (handle, draft) = (try opened.get(), name)
    }
  }

  private static func open(_ name: String, _ flags: Int32, for path: String) throws -> FileHandle {
    let descriptor = Foundation.open(name, flags | O_CLOEXEC, 0o644)
    guard descriptor < 0 else {
      return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
    let number = errno
    let folder = URL(filePath: path).deletingLastPathComponent().path
    let reason =
      number == ENOENT && access(folder, F_OK) != 0
      ? "there is no folder \(folder)" : FileReason.text(ofErrno: number)
    throw OutputError(path: path, reason: reason)
  }

  /// Writes a piece; on standard output as ``Console/write(_:)`` does.
  func write(_ bytes: [UInt8]) throws {
    guard let destination else { return Console.write(bytes) }
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw OutputError(path: destination, reason: FileReason.text(of: error))
    }
  }

  /// Closes the file and gives it its name.
  func finish() throws {
    guard let destination else { return }
    do {
      try handle.close()
    } catch {
      throw OutputError(path: destination, reason: FileReason.text(of: error))
    }
    guard let draft else { return }
    let isNamed = rename(draft, destination) == 0
    let number = errno
    Drafts.end(draft)
    guard !isNamed else { return }
    throw OutputError(path: destination, reason: FileReason.text(ofErrno: number))
  }

  /// Takes back what was written, after a failure.
  func discard() {
    guard let draft else { return }
    unlink(draft)
    Drafts.end(draft)
  }
}

/// Why an export could not be written.
struct OutputError: Error, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String {
    "\(path) cannot be written: \(reason). Name another place with -o."
  }
}
