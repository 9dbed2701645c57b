/// A repository, and how far its life is known.
package struct ActivityRepo: Sendable, Hashable {
  /// Whether one part of the life was harvested.
  enum Knowledge: Sendable, Hashable {
    /// Nobody looked.
    case unknown
    /// The Hub does not show it: switched off, gated or missing.
    case hidden
    /// It is known up to that time.
    case known(until: Int64)
  }

  /// What is harvested by itself.
  package enum Part: String, Sendable, CaseIterable {
    case commits, discussions
  }

  let id: Int64
  let kind: String
  let name: String
  let owner: String?
  /// When the repository was made, as the Hub says.
  let createdAt: Int64?
  let commits: Knowledge
  let discussions: Knowledge
  /// When the models of it appeared, as far as anybody can tell; nil when nothing does.
  var release: Int64?

  func knowledge(of part: Part) -> Knowledge {
    switch part {
    case .commits: commits
    case .discussions: discussions
    }
  }

  package func knows(_ part: Part) -> Bool { end(of: part) != nil }

  /// Up to when a part is known; nil when it is not.
  func end(of part: Part) -> Int64? {
    guard case .known(let until) = knowledge(of: part) else { return nil }
    return until
  }
}
