public import StemmaCore

/// A repository that a person names, as one of those whose details are wanted.
public struct CohortMember: Sendable, Hashable {
  /// What kind it is.
  public var kind: RepoKind
  /// Its name on the Hub, present or old.
  public var name: String

  /// Names a repository.
  public init(_ kind: RepoKind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  /// Reads an id or an address on the Hub; what does not say its kind means a model.
  public init(meantBy text: String) {
    let path = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
    let segments = path.split(separator: "/")
    let first = path.count < text.count && !text.hasPrefix("hf://") ? 1 : 0
    let kind = segments.dropFirst(first).first.flatMap { segment in
      RepoKind.allCases.first { $0.apiSegment == segment }
    }
    self.init(kind ?? .model, RepoName.meant(by: text))
  }

  /// The name with what tells its kind, as people write it.
  public var text: String { kind.webPrefix + name }
}
