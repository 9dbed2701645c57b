package import StemmaCore

/// A named set of projects, with all that the Hub shows them by.
///
/// The format of its file is described in the article "Studies".
package struct Study: Sendable, Hashable {
  /// Where its facts come from, by a short code.
  package struct Source: Sendable, Hashable {
    package let code: String
    package let text: String
  }

  /// One project.
  package struct Project: Sendable, Hashable {
    package let id: String
    package let name: String
    /// `case` or `example`.
    package let role: String
    /// What is said of it, in the order of the file.
    package let items: [Item]
  }

  package let id: String
  package let title: String
  package let citation: String?
  /// The day its claims were made, such as `2025-11-18`.
  package let date: String
  package let sources: [Source]
  package let projects: [Project]

  /// Every item of every project.
  package var items: [Item] { projects.flatMap(\.items) }

  /// The repositories to harvest, each once, in the order of the file.
  package var subjects: [Subject] {
    var seen: Set<Subject> = []
    return items.compactMap { item in
      guard item.section.isOfRepositories, let kind = item.kind else { return nil }
      let subject = Subject(kind: kind, name: item.name)
      return seen.insert(subject).inserted ? subject : nil
    }
  }

  /// The edges that no card declares.
  package var missingEdges: [CuratedEdge] {
    items.filter { $0.section == .missingEdges }.map { item in
      CuratedEdge(
        child: item.name,
        parent: item.other ?? "",
        relation: item.relation,
        status: item.status.rawValue,
        source: item.source,
        note: item.note
      )
    }
  }
}

extension Study {
  /// A repository to harvest.
  package struct Subject: Sendable, Hashable {
    package let kind: RepoKind
    package let name: String
  }

  /// How sure a fact is.
  package enum Status: String, Sendable, CaseIterable {
    /// Its authors say so.
    case stated
    /// It was looked up at its source.
    case confirmed
    /// It follows from other facts.
    case inferred
  }

  /// One thing that is said of a project.
  package struct Item: Sendable, Hashable {
    package let section: Section
    /// The kind of repository it names, if it names one.
    package let kind: RepoKind?
    /// The id or value; of an alias the old name, of a missing edge the child.
    package let name: String
    /// Of an alias the present name, of a missing edge the parent.
    package var other: String?
    package var relation: String?
    package var role: String?
    package let source: String
    package let status: Status
    package let note: String?
    /// Its line in the file.
    package let line: Int
  }
}

extension Study.Project {
  /// Every name that a repository of the project may go by: its own, its aliases, and the same
  /// under the other accounts of the project where it is under one of them.
  package func names(of item: Study.Item) -> [String] {
    let aliases = items.filter {
      $0.section == .aliases && $0.kind == item.kind && $0.other == item.name
    }.map(\.name)
    let owners = items.filter {
      $0.section == .organizations && ["official", "former"].contains($0.role)
    }.map(\.name)
    let names = [item.name] + aliases
    let moved = names.flatMap { name -> [String] in
      guard let owner = RepoName.owner(of: name), owners.contains(owner) else { return [] }
      return owners.map { $0 + name.dropFirst(owner.count) }
    }
    return names + moved.filter { !names.contains($0) }
  }
}

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
