import StemmaCore
import StemmaHub

/// The steps that harvests are made of, with the addresses they begin at.
struct HarvestAddresses {
  /// Rows asked for a page.
  let pageSize: Int

  /// One repository with everything that a listing says and more.
  func repo(_ purpose: Step.Purpose, _ kind: RepoKind, _ name: String) -> NewStep {
    let address = HubAddress.detail(kind, name, expand: Expand.detail(kind))
    return NewStep(purpose: purpose, kind: kind, subject: name, url: address.pathAndQuery)
  }

  /// The models that name a model as a base model.
  func children(of name: String) -> NewStep {
    let address = HubAddress.listing(
      .model,
      filters: ["base_model:\(name)"],
      sort: .createdAt,
      limit: pageSize,
      expand: Expand.sweep(.model)
    )
    return NewStep(purpose: .children, kind: .model, subject: name, url: address.pathAndQuery)
  }

  /// All repositories of a kind: by creation, the one key that never moves while it is walked.
  func listing(_ kind: RepoKind) -> NewStep {
    step(.listing, kind, sort: .createdAt, expand: Expand.sweep(kind))
  }

  /// The repositories of a kind that changed since a time.
  func changed(_ kind: RepoKind, since time: String) -> NewStep {
    step(.changed, kind, time, sort: .lastModified, expand: Expand.sweep(kind))
  }

  /// All repositories of a kind, with what changes without a commit.
  func census(_ kind: RepoKind, since time: String) -> NewStep {
    step(.census, kind, time, sort: .createdAt, expand: Expand.glimpse(kind))
  }

  /// The gated repositories of a kind, with what changes without a commit.
  func gated(_ kind: RepoKind, since time: String) -> NewStep {
    step(.gated, kind, time, gated: true, sort: .createdAt, expand: Expand.glimpse(kind))
  }

  private func step(
    _ purpose: Step.Purpose,
    _ kind: RepoKind,
    _ subject: String = "",
    gated: Bool? = nil,
    sort: HubAddress.Sort,
    expand: [String]
  ) -> NewStep {
    let address = HubAddress.listing(
      kind,
      gated: gated,
      sort: sort,
      limit: pageSize,
      expand: expand
    )
    return NewStep(purpose: purpose, kind: kind, subject: subject, url: address.pathAndQuery)
  }
}
