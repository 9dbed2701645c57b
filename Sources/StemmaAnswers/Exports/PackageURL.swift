internal import StemmaCore

/// Package URLs of type `huggingface`.
enum PackageURL {
  /// `pkg:huggingface/owner/name@commit`; the commit is left out where it is not known.
  static func text(of name: String, commit: String? = nil) -> String {
    let parts = name.split(separator: "/", maxSplits: 1).map { $0.percentEncoded() }
    let version = commit.map { "@" + $0.lowercased().percentEncoded() } ?? ""
    return "pkg:huggingface/" + parts.joined(separator: "/") + version
  }
}
