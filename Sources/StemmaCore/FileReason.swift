import Foundation

/// Why a file cannot be used, in a person's words.
package enum FileReason {
  /// What an error of a file call means, as the second half of a sentence: "it is a folder".
  package static func text(of error: any Error) -> String {
    let error = error as NSError
    if error.domain == NSPOSIXErrorDomain { return text(ofErrno: Int32(clamping: error.code)) }
    if let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error { return text(of: cause) }
    guard error.domain == NSCocoaErrorDomain else { return "\(error)" }
    switch CocoaError.Code(rawValue: error.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: return text(ofErrno: ENOENT)
    case .fileReadNoPermission, .fileWriteNoPermission: return text(ofErrno: EACCES)
    case .fileWriteFileExists: return text(ofErrno: EEXIST)
    case .fileWriteOutOfSpace: return text(ofErrno: ENOSPC)
    case .fileWriteVolumeReadOnly: return text(ofErrno: EROFS)
    case .fileReadInapplicableStringEncoding, .fileReadCorruptFile: return "it is not UTF-8 text"
    default: return "the system gives no reason"
    }
  }

  /// Whether an error of a file call says that there is no room.
  package static func isOutOfRoom(_ error: any Error) -> Bool {
    let reason = text(of: error)
    return [ENOSPC, EDQUOT].contains { reason == text(ofErrno: $0) }
  }

  /// Does what uses the file at `path`, which a failure of the system then names.
  package static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      let failure = error as NSError
      guard [NSCocoaErrorDomain, NSPOSIXErrorDomain].contains(failure.domain),
        failure.userInfo[NSFilePathErrorKey] == nil
      else { throw error }
      var facts = failure.userInfo
      facts[NSFilePathErrorKey] = path
      throw NSError(domain: failure.domain, code: failure.code, userInfo: facts)
    }
  }

  /// What the number of a failed system call means.
  package static func text(ofErrno number: Int32) -> String {
    switch number {
    case ENOENT: "there is no such file or folder"
    case EACCES, EPERM: "you have no permission"
    case EISDIR: "it is a folder"
    case ENOTDIR: "a part of its path is a file, not a folder"
    case EEXIST: "a file of that name is in the way"
    case ENOSPC: "the disk is full"
    case EDQUOT: "your share of the disk is used up"
    case EROFS: "the disk is read-only"
    case ELOOP: "its symbolic links lead in a circle"
    case ENAMETOOLONG: "its name is too long"
    case EMFILE, ENFILE: "too many files are open"
    default: String(cString: strerror(number)).lowercasedFirst
    }
  }

  /// What stands in the way of reading the file at `path`; nil when nothing does.
  package static func againstReading(_ path: String) -> String? {
    guard !path.isEmpty else { return "its name is empty" }
    var status = stat()
    guard stat(path, &status) == 0 else {
      let number = errno
      return isLink(path) && number == ENOENT
        ? "it is a symbolic link to what is not there" : text(ofErrno: number)
    }
    if let reason = against(status) { return reason }
    return access(path, R_OK) == 0 ? nil : text(ofErrno: errno)
  }

  /// What stands in the way of listing the folder at `path`; nil when nothing does.
  package static func againstListing(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return againstReading(path) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return status.st_mode & S_IFMT == S_IFREG
        ? "it is a file, not a folder" : "it is a pipe or a device, not a folder"
    }
    return access(path, R_OK | X_OK) == 0 ? nil : text(ofErrno: errno)
  }

  /// What stands in the way of reading what `status` tells of: it is no file.
  static func against(_ status: stat) -> String? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "it is a folder"
    case S_IFCHR where status.st_rdev == emptyDevice: nil
    default: "it is a pipe or a device, not a file"
    }
  }

  private static let emptyDevice: dev_t = {
    var status = stat()
    return stat("/dev/null", &status) == 0 ? status.st_rdev : 0
  }()

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
