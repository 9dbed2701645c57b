/// A kind of repository that Stemma harvests.
public enum RepoKind: String, CaseIterable, Sendable, Hashable, Codable {
  /// Weights or an adapter.
  case model
  /// Data.
  case dataset
  /// A hosted application.
  case space

  /// The kind's segment in API paths: `/api/models/…`.
  package var apiSegment: String { rawValue + "s" }

  /// What stands before the id in web and file paths: nothing for models.
  package var webPrefix: String { self == .model ? "" : apiSegment + "/" }
}

/// The grammar of names that people may give to repositories.
///
/// It screens what authors typed. A name that the Hub itself returned is never rejected: old
/// repositories may predate the rules.
package enum RepoName {
  /// Whether `name` is `owner/name` or a single legacy name in the Hub's grammar.
  ///
  /// Each segment has 1 to 96 of the ASCII characters `A–Z a–z 0–9 _ . -`, and neither starts nor
  /// ends with `.` or `-`; `--`, `..` and a `.git` suffix are refused.
  package static func isWellFormed(_ name: String) -> Bool {
    let segments = name.split(separator: "/", omittingEmptySubsequences: false)
    return segments.count <= 2 && segments.allSatisfy(isWellFormedSegment)
  }

  /// The name that a person means: of an address on the Hub the part that names the repository,
  /// of any other text the text.
  package static func meant(by text: String) -> String {
    let kinds = RepoKind.allCases.map { $0.apiSegment + "/" }
    let address = text[...].dropping(firstOf: ["https://", "http://", "hf://"])
    let path = address.dropping(firstOf: ["www.huggingface.co/", "huggingface.co/", "hf.co/"])
    guard path.count < address.count || text.hasPrefix("hf://") else {
      var name = text[...].dropping(firstOf: kinds)
      while name.count > 1, name.hasSuffix("/") { name = name.dropLast() }
      return String(name)
    }
    var segments = path.prefix { $0 != "?" && $0 != "#" }.dropping(firstOf: kinds)
      .split(separator: "/")
    if segments.count > 2, let page = segments.dropFirst().firstIndex(where: pages.contains) {
      segments = Array(segments[..<page])
    }
    return segments.joined(separator: "/")
  }

  /// The kind that a person means: what `datasets/` or `spaces/` before the name says, in an address or
  /// alone, else a model.
  package static func kind(meantBy text: String) -> RepoKind {
    let path = text[...].dropping(firstOf: ["https://", "http://", "hf://"])
      .dropping(firstOf: ["www.huggingface.co/", "huggingface.co/", "hf.co/"])
    return RepoKind.allCases.first { path.hasPrefix($0.apiSegment + "/") } ?? .model
  }

  /// The kinds of the Hub that have no part in the family tree, as they stand before a name.
  package static let otherKinds = ["kernels/", "buckets/", "containers/"]

  /// What follows a repository's name in the addresses of its pages.
  private static let pages: Set<Substring> = [
    "tree", "blob", "resolve", "raw", "commits", "commit", "discussions",
  ]

  /// The owner of `owner/name`, or nil for a single legacy name.
  package static func owner(of name: String) -> String? {
    guard let slash = name.firstIndex(of: "/") else { return nil }
    return String(name[..<slash])
  }

  private static func isWellFormedSegment(_ segment: Substring) -> Bool {
    let bytes = segment.utf8
    guard (1...96).contains(bytes.count), let first = bytes.first, let last = bytes.last,
      !isEdgeMark(first), !isEdgeMark(last)
    else { return false }
    // Byte by byte, since it is asked of millions of names.
    var previous: UInt8 = 0
    for byte in bytes {
      guard isAllowed(byte), byte != previous || !isEdgeMark(byte) else { return false }
      previous = byte
    }
    return !bytes.suffix(4).elementsEqual(".git".utf8)
  }

  private static func isEdgeMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension Substring {
  /// What follows the first of `prefixes` that it begins with; all of it without one.
  fileprivate func dropping(firstOf prefixes: [String]) -> Substring {
    prefixes.first(where: hasPrefix).map { dropFirst($0.count) } ?? self
  }
}
