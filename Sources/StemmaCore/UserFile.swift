package import Foundation

/// Files that a person names, or leaves where they are looked for: whoever reads one opens it here.
///
/// A pipe that nobody writes to holds its reader for ever, and a device may have no end. So what is not
/// a file is refused; of devices only the empty one, `/dev/null`, is read.
package enum UserFile {
  /// Why a file cannot be read, as the second half of a sentence: "it is a folder".
  package struct Refusal: Error, Sendable, Hashable {
    package let reason: String
  }

  /// Opens the file at `path` for reading.
  package static func open(_ path: String) throws(Refusal) -> FileHandle {
    // Waits for no writer of a pipe, and makes no terminal that of this process.
    let descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let number = errno
      throw Refusal(
        reason: FileReason.againstReading(path) ?? FileReason.text(ofErrno: number)
      )
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw Refusal(reason: FileReason.text(ofErrno: errno))
    }
    if let reason = FileReason.against(status) { throw Refusal(reason: reason) }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    return handle
  }

  /// The bytes of the file at `path`, which is refused when it has more than `limit`.
  package static func bytes(of path: String, atMost limit: Int) throws(Refusal) -> Data {
    let handle = try open(path)
    do {
      let bytes = try handle.read(upToCount: limit + 1) ?? Data()
      guard bytes.count <= limit else { throw Refusal(reason: "it has more than \(limit) bytes") }
      return bytes
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw Refusal(reason: FileReason.text(of: error))
    }
  }

  /// More than any query, claim or study has.
  package static let longestText = 1 << 20
}
