import Foundation

/// A text that a user hands over: a file, a pipe or standard input.
///
/// However it is named, reading it ends: no pipe is waited for longer than a minute, and no more is read
/// than the bound allows.
package enum UserText {
  /// The longest text that is taken, in bytes.
  package static let limit = 1 << 20

  /// The text of the file at `path`; `what` names it in a message, such as `query`.
  ///
  /// - Throws: ``UserTextError`` for what cannot be read, is longer than ``limit``, or is no UTF-8 text.
  package static func file(
    _ path: String,
    _ what: String,
    patience: Duration = .seconds(60)
  ) throws -> String {
    func fault(_ reason: String) -> UserTextError {
      UserTextError("The \(what) \(path) cannot be read: \(reason).")
    }
    if let reason = FileReason.againstReading(path) { throw fault(reason) }
    // A pipe without a writer would be waited for where it is opened.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault(FileReason.text(ofErrno: errno)) }
    defer { close(descriptor) }
    return try text(of: descriptor, patience: patience, fault)
  }

  /// The text on standard input, for which there is time: whoever types it may take a while.
  ///
  /// - Throws: ``UserTextError`` as ``file(_:_:patience:)`` does.
  package static func standardInput(_ what: String) throws -> String {
    try text(of: FileHandle.standardInput.fileDescriptor, patience: nil) {
      UserTextError("The \(what) on standard input cannot be read: \($0).")
    }
  }

  private static func text(
    of descriptor: Int32,
    patience: Duration?,
    _ fault: (String) -> UserTextError
  ) throws -> String {
    let end = patience.map { ContinuousClock.now + $0 }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      try wait(for: descriptor, until: end, fault)
      let count = read(descriptor, &piece, piece.count)
      guard count >= 0 || [EAGAIN, EINTR].contains(errno) else {
        throw fault(FileReason.text(ofErrno: errno))
      }
      if count == 0 { break }
      bytes += piece.prefix(max(0, count))
      guard bytes.count <= limit else { throw fault("it is longer than 1 MB") }
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw fault("it is not UTF-8 text")
    }
    return text
  }

  /// Waits until something can be read, or all was.
  private static func wait(
    for descriptor: Int32,
    until end: ContinuousClock.Instant?,
    _ fault: (String) -> UserTextError
  ) throws {
    var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let left = end.map { max(.zero, ContinuousClock.now.duration(to: $0)) / .milliseconds(1) }
    guard poll(&wish, 1, left.map { Int32(min($0, 1e6)) } ?? -1) == 0 else { return }
    throw fault("nothing more came from the pipe for a minute")
  }
}

/// Why a text of a user's own cannot be had, in one line.
package struct UserTextError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
