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
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    switch attributes?[.type] as? FileAttributeType {
    case .typeRegular?, nil:
      let draft = "\(path).\(getpid()).part"
      let descriptor = Drafts.begin(draft) {
        open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      }
      guard descriptor >= 0 else {
        throw OutputError(path: path, reason: "the file cannot be created there")
      }
      handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      self.draft = draft
    case .typeDirectory?:
      throw OutputError(path: path, reason: "it is a folder")
    default:
      guard let handle = FileHandle(forWritingAtPath: path) else {
        throw OutputError(path: path, reason: "it cannot be opened")
      }
      (self.handle, draft) = (handle, nil)
    }
  }

  /// Writes a piece; on standard output as ``Console/write(_:)`` does.
  func write(_ bytes: [UInt8]) throws {
    guard let destination else { return Console.write(bytes) }
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw OutputError(path: destination, reason: error.localizedDescription)
    }
  }

  /// Closes the file and gives it its name.
  func finish() throws {
    guard let destination else { return }
    do {
      try handle.close()
    } catch {
      throw OutputError(path: destination, reason: error.localizedDescription)
    }
    guard let draft else { return }
    let isNamed = rename(draft, destination) == 0
    Drafts.end(draft)
    guard !isNamed else { return }
    throw OutputError(path: destination, reason: String(cString: strerror(errno)))
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
    let sentence = reason.hasSuffix(".") ? reason : reason + "."
    return "\(path) cannot be written: \(sentence) Name another file with -o."
  }
}
