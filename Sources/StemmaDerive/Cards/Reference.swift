internal import Foundation
package import StemmaCore

/// What a text in a card names: a repository on the Hub, or why it names none.
package struct Reference: Sendable, Hashable {
  /// Why a text names no repository.
  package enum Defect: String, Sendable, CaseIterable {
    /// What a template leaves to fill in, or a word for "none".
    case placeholder
    /// A place on somebody's disk.
    case localPath = "local path"
    /// Free text, another site, or another kind of thing on the Hub.
    case notAnID = "not an id"
  }

  /// The text as its author wrote it.
  package let text: String
  /// `owner/name` or a single legacy name; nil when the text names no repository.
  package let name: String?
  /// What followed the name: a branch, a tag or a commit.
  package let revision: String?
  package let defect: Defect?

  /// Reads a text that should name a repository of `kind`.
  ///
  /// Addresses on the Hub, `@revision`, quotes, list marks and trailing slashes are understood, and
  /// so are the pages `datasets/` and `spaces/` before a name.
  package init(_ text: String, kind: RepoKind) {
    self.text = text
    if Self.isPlainName(text) {
      (name, revision, defect) = (text, nil, nil)
      return
    }
    var bare = Self.stripped(text)
    // How dataset cards say that they extend another dataset.
    if kind == .dataset, bare.hasPrefix("extended|") { bare.removeFirst("extended|".count) }
    let address = Self.withoutHubAddress(bare, kind: kind)
    let (target, revision) = Self.splitRevision(Self.withoutPage(address ?? bare, kind: kind))
    self.revision = revision
    if Self.isPlaceholder(bare) {
      defect = .placeholder
    } else if Self.isUnderPage(target, kind: kind) {
      defect = .notAnID
    } else if address == nil, Self.isLocalPath(target) {
      defect = .localPath
    } else if !RepoName.isWellFormed(target) || Self.isDOI(target) {
      defect = .notAnID
    } else {
      defect = nil
    }
    name = defect == nil ? target : nil
  }

  /// Whether a text is a name and nothing else in any reading, as nearly all of millions are.
  private static func isPlainName(_ text: String) -> Bool {
    // A well-formed name has no blanks, brackets or marks at its end.
    guard RepoName.isWellFormed(text), !isWordOfPlaceholders(text), !isFileName(text), !isDOI(text)
    else { return false }
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return true }
    let first = text[...slash]
    return first.utf8.count > longestPage || !pages.contains(first.lowercased())
  }

  /// Whether a text is a placeholder, or an owner and a name that are placeholders both.
  private static func isWordOfPlaceholders(_ text: String) -> Bool {
    // Nearly every name ends as none of them does. What is one is well-formed, and so ASCII.
    guard text.utf8.count <= longestPlaceholder, placeholderEnds.contains(end(of: text.utf8))
    else { return false }
    let lowered = text.lowercased()
    return placeholders.contains(lowered) || isOfPlaceholders(lowered[...])
  }

  /// What stands before a name in addresses on the Hub and on its pages.
  private static let pages = Set(
    hosts + RepoName.otherKinds + RepoKind.allCases.map { $0.apiSegment + "/" }
  )

  private static let longestPage = pages.map(\.utf8.count).max() ?? 0

  private static let marks = CharacterSet.whitespacesAndNewlines.union(.init(charactersIn: "\"'`"))

  private static func stripped(_ text: String) -> String {
    var bare = text.trimmingCharacters(in: marks)
    if bare.hasPrefix("- ") { bare = bare.dropFirst(2).trimmingCharacters(in: marks) }
    while bare.count > 1, bare.hasSuffix("/") { bare.removeLast() }
    return bare
  }

  private static let hosts = [
    "huggingface.co/", "www.huggingface.co/", "hf.co/", "hub-ci.huggingface.co/",
  ]

  /// The name in an address on the Hub with its revision as `@…`; nil for all other texts.
  private static func withoutHubAddress(_ text: String, kind: RepoKind) -> String? {
    var rest = text
    for scheme in ["https://", "http://", "hf://"] where rest.lowercased().hasPrefix(scheme) {
      rest.removeFirst(scheme.count)
    }
    let lowered = rest.lowercased()
    if let host = hosts.first(where: lowered.hasPrefix) {
      rest.removeFirst(host.count)
    } else if !text.hasPrefix("hf://") {
      return nil
    }
    rest = String(rest.prefix { $0 != "?" && $0 != "#" })
    var segments = rest.split(separator: "/").map(String.init)
    if kind != .model, segments.first == kind.apiSegment { segments.removeFirst() }
    guard let mark = segments.firstIndex(where: ["tree", "blob", "resolve", "raw"].contains),
      mark >= 1
    else { return segments.joined(separator: "/") }
    let revision = segments.dropFirst(mark + 1).first
    return segments[..<mark].joined(separator: "/") + (revision.map { "@" + $0 } ?? "")
  }

  /// The name after its kind's page, such as `datasets/`: the Hub keeps the word, so no owner has it.
  ///
  /// Cards that say `models/…` mean a folder of their authors'.
  private static func withoutPage(_ text: String, kind: RepoKind) -> String {
    let page = kind.apiSegment + "/"
    guard kind != .model, text.hasPrefix(page) else { return text }
    return String(text.dropFirst(page.count))
  }

  /// Whether the name stands under the page of another kind.
  private static func isUnderPage(_ target: String, kind: RepoKind) -> Bool {
    RepoKind.allCases.contains { $0 != kind && target.hasPrefix($0.apiSegment + "/") }
      || RepoName.otherKinds.contains(where: target.hasPrefix)
  }

  /// Whether a text is the DOI of a publication, such as `10.5281/zenodo.3934`: its registrant would be the
  /// owner, and no owner on the Hub has a dot in its name.
  private static func isDOI(_ text: String) -> Bool {
    guard text.utf8.starts(with: "10.".utf8),
      let slash = text.utf8.firstIndex(of: UInt8(ascii: "/"))
    else { return false }
    let registrant = text.utf8[..<slash].dropFirst(3)
    return (4...9).contains(registrant.count)
      && registrant.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func splitRevision(_ text: String) -> (target: String, revision: String?) {
    guard let mark = text.lastIndex(of: "@"), mark > text.startIndex else { return (text, nil) }
    return (String(text[..<mark]), String(text[text.index(after: mark)...]))
  }

  private static let placeholders: Set<String> = [
    "", "[]", "{}", "none", "null", "nil", "nan", "no", "false", "undefined", "n/a", "na", "n.a",
    "unknown", "todo", "tbd", "tba", "xxx", "base_model", "base model", "base-model", "removed",
    "original_repo_name", "[more information needed]", "more information needed", "model_id",
    "model_name", "your-base-model", "your_base_model", "your-model", "your_model",
    "your_model_name", "your-model-name", "-", "--", "?", "~", "...", "\u{2026}", "path/to/model",
    "path/to/base/model", "username/model_name", "your-username/your-model",
    "your_username/your_model",
  ]

  /// How placeholders end.
  private static let placeholderEnds = Set(placeholders.map { end(of: $0.utf8) })

  /// The last two bytes, in whatever letter case.
  private static func end(of text: String.UTF8View) -> UInt16 {
    text.suffix(2).reduce(0) { $0 << 8 | UInt16($1 | 0x20) }
  }

  /// The bytes of the longest placeholder, or of two with a slash between them.
  private static let longestPlaceholder = 2 * (placeholders.map(\.utf8.count).max() ?? 0) + 1

  private static func isPlaceholder(_ text: String) -> Bool {
    let lowered = text.lowercased()
    if placeholders.contains(lowered) { return true }
    // `None.`, `TODO!`, `unknown/unknown`
    var bare = lowered[...]
    while let last = bare.last, ".!,;:".contains(last), bare.count > 1 { bare.removeLast() }
    return placeholders.contains(String(bare)) || isOfPlaceholders(bare) || text.contains("{{")
      || text.contains("${") || isMarked(text)
  }

  private static func isOfPlaceholders(_ text: Substring) -> Bool {
    guard text.utf8.contains(UInt8(ascii: "/")) else { return false }
    let segments = text.split(separator: "/")
    return segments.count == 2 && segments.allSatisfy { placeholders.contains(String($0)) }
  }

  /// Whether a part of the text stands between angle brackets, such as `org/<model>`.
  private static func isMarked(_ text: String) -> Bool {
    guard let start = text.firstIndex(of: "<"), let end = text.lastIndex(of: ">") else {
      return false
    }
    return start < end
  }

  private static func isLocalPath(_ text: String) -> Bool {
    let starts = ["/", "./", "../", "~", "file:", ".\\", "..\\", "models/", "$", "%"]
    if starts.contains(where: text.hasPrefix) || text.contains("\\") || isFileName(text) {
      return true
    }
    // `C:/models`, where an address has two slashes.
    if text.dropFirst().hasPrefix(":/"), !text.dropFirst(2).hasPrefix("//"),
      text.first?.isLetter == true
    {
      return true
    }
    // More segments than an id has, and no address: somebody's folders.
    return text.split(separator: "/").count > 2 && !text.contains("://") && !text.contains(" ")
  }

  /// Whether a single word is the name of a file of weights, which lay beside the card.
  private static func isFileName(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: ".")), !text.utf8.contains(UInt8(ascii: "/")) else {
      return false
    }
    return weights.contains { text.lowercased().hasSuffix($0) }
  }

  private static let weights = [".safetensors", ".gguf", ".bin", ".pt", ".pth", ".ckpt", ".onnx"]
}
