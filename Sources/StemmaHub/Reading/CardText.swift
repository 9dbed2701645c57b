package import StemmaRecords

/// A README as it came.
package struct CardText: Sendable, Hashable {
  /// The text; nil when the file is kept elsewhere and this is only its pointer.
  package var text: String?
  /// What was odd: repaired text.
  package var findings: [Finding]

  /// Reads the decoded body of a file.
  package init(decoding bytes: [UInt8], url: String? = nil) {
    let whole = String(decoding: bytes, as: UTF8.self)
    text = Self.isPointer(bytes) ? nil : whole
    findings =
      whole.utf8.elementsEqual(bytes)
      ? [] : [Finding(.invalidText, subject: url, detail: "text repaired before reading")]
  }

  // Git LFS, docs/spec.md: a pointer is shorter than 1,024 bytes and begins with its version.
  private static func isPointer(_ bytes: [UInt8]) -> Bool {
    bytes.count < 1024 && bytes.starts(with: "version https://git-lfs.github.com/spec/".utf8)
  }
}
