package import StemmaRecords

extension Study {
  /// The keys of a project under which items stand.
  package enum Section: String, Sendable, CaseIterable {
    case developer, `class`, governance, region, license
    case organizations, roots
    case extraRoots = "extra_roots"
    case models, datasets, spaces, collections, papers, aliases
    case missingEdges = "missing_edges"

    /// Whether it holds one value, not a list.
    package var isFact: Bool {
      switch self {
      case .developer, .class, .governance, .region, .license: true
      default: false
      }
    }

    /// Whether its items are repositories to harvest.
    package var isOfRepositories: Bool {
      switch self {
      case .roots, .extraRoots, .models, .datasets, .spaces: true
      default: false
      }
    }

    /// The kind of repository that its items are; nil where they are none, or say it themselves.
    package var kind: RepoKind? {
      switch self {
      case .roots, .extraRoots, .models, .missingEdges: .model
      case .datasets: .dataset
      case .spaces: .space
      default: nil
      }
    }

    /// The roles that its items may have; the first is meant where none is given, when there are
    /// any.
    package var roles: [String] {
      switch self {
      case .organizations: ["official", "former", "staff", "other"]
      case .roots, .extraRoots, .models:
        ["model", "instruct", "checkpoint", "quantized", "guard", "twin", "other"]
      case .datasets: ["data", "pre-training", "post-training", "evaluation", "copy", "other"]
      case .spaces: ["demo", "leaderboard", "other"]
      case .collections, .papers: ["official", "other"]
      default: []
      }
    }
  }
}
