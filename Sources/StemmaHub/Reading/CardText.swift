package import StemmaCore

/// A README as it came.
package struct CardText: Sendable, Hashable {
  /// The text; nil when the file is kept elsewhere and this is only its pointer.
  package var text: String?
  /// What was odd: repaired text.
  package var findings: [Finding]

  /// Reads the decoded body of a file.
  package init(decoding bytes: [UInt8], url: String? = nil) {
    let kept = bytes.prefix(Self.sizeLimit)
    let whole = String(decoding: kept, as: UTF8.self)
    text = Self.isPointer(bytes) ? nil : whole
    findings = []
    if kept.count < bytes.count {
      let detail = "\(bytes.count) bytes, of which the first \(Self.sizeLimit) are read"
      findings.append(Finding(.oversizedCard, subject: url, detail: detail))
    } else if !whole.utf8.elementsEqual(bytes) {
      let detail = "text repaired before reading"
      findings.append(Finding(.invalidText, subject: url, detail: detail))
    }
  }

  // Far beyond any card that is meant to be read; the archive keeps all of it anyway.
  private static let sizeLimit = 4 << 20

  // Git LFS, docs/spec.md: a pointer is shorter than 1,024 bytes and begins with its version.
  private static func isPointer(_ bytes: [UInt8]) -> Bool {
    bytes.count < 1024 && bytes.starts(with: "version https://git-lfs.github.com/spec/".utf8)
  }
}

extension Finding.Code {
  /// A card of which only the beginning is read.
  package static let oversizedCard = Finding.Code(rawValue: "oversized-card")
}

extension HubAddress {
  /// The card's text at a commit.
  ///
  /// For a dataset the request counts as a download.
  package static func readme(_ kind: RepoKind, _ name: String, sha: String) -> HubAddress {
    let prefix = kind == .model ? [] : [kind.apiSegment]
    return HubAddress(prefix + segments(of: name) + ["resolve", sha, "README.md"])
  }
}
