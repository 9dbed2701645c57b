import StemmaHub
import StemmaRecords

/// The steps that a plan begins with, and those that follow from what it finds.
struct HarvestAddresses {
  /// Rows asked for a page.
  let pageSize: Int

  /// The steps a harvest begins with.
  func firstSteps(of request: HarvestRequest) -> [NewStep] {
    switch request.plan {
    case .sweep:
      request.kinds.map {
        NewStep(purpose: .listing, kind: $0, subject: "", url: listing($0))
      }
    case .walk:
      request.subjects.map {
        NewStep(purpose: .root, kind: .model, subject: $0, url: detail($0))
      }
    case .details: []
    }
  }

  /// The steps that what a reply says leads to: a walk goes on to the children of each model.
  func steps(following contents: ReplyContents) -> [NewStep] {
    guard contents.question.kind == .model, [.root, .children].contains(contents.purpose) else {
      return []
    }
    return contents.facts.map { facts in
      NewStep(
        purpose: .children,
        kind: .model,
        subject: facts.name,
        url: children(of: facts.name)
      )
    }
  }

  /// The address of one repository with everything that a listing says and more.
  func detail(_ name: String, _ kind: RepoKind = .model) -> String {
    HubAddress.detail(kind, name, expand: Expand.detail(kind)).pathAndQuery
  }

  // By creation, the one key that never moves while a listing is walked.
  private func listing(_ kind: RepoKind) -> String {
    HubAddress.listing(
      kind,
      sort: .createdAt,
      limit: pageSize,
      expand: Expand.sweep(kind)
    ).pathAndQuery
  }

  private func children(of name: String) -> String {
    HubAddress.listing(
      .model,
      filters: ["base_model:\(name)"],
      sort: .createdAt,
      limit: pageSize,
      expand: Expand.sweep(.model)
    ).pathAndQuery
  }
}
