import Foundation

/// A text that a user hands over: a file, or standard input.
package enum UserText {
  /// The longest text that is taken, in bytes.
  package static let limit = UserFile.longestText

  /// The text of the file at `path`; `what` names it in a message, such as `query`.
  ///
  /// - Throws: ``UserTextError`` for what cannot be read, is longer than ``limit``, or is no UTF-8 text.
  package static func file(_ path: String, _ what: String) throws(UserTextError) -> String {
    let named = "The \(what) \(path)"
    let bytes: Data
    do {
      bytes = try UserFile.bytes(of: path, atMost: limit)
    } catch {
      throw UserTextError("\(named) cannot be read: \(error.reason).")
    }
    return try text(bytes, named)
  }

  /// The text on standard input, which is waited for: whoever types it may take a while.
  ///
  /// - Throws: ``UserTextError`` as ``file(_:_:)`` does.
  package static func standardInput(_ what: String) throws(UserTextError) -> String {
    let named = "The \(what) on standard input"
    do {
      return try text(FileHandle.standardInput.read(upToCount: limit + 1) ?? Data(), named)
    } catch let error as UserTextError {
      throw error
    } catch {
      throw UserTextError("\(named) cannot be read: \(FileReason.text(of: error)).")
    }
  }

  private static func text(_ bytes: Data, _ named: String) throws(UserTextError) -> String {
    guard bytes.count <= limit else {
      throw UserTextError("\(named) cannot be read: it has more than \(limit) bytes.")
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw UserTextError("\(named) cannot be read: it is not UTF-8 text.")
    }
    return text
  }
}

/// Why a text of a user's own cannot be had, in one line.
package struct UserTextError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
