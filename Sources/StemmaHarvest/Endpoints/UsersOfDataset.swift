import StemmaCore
import StemmaDerive
import StemmaHub

/// The models whose cards name the subject, a dataset, among what they were trained on.
///
/// The Hub does not replace a dataset's old names in tags: each name is asked for by itself.
struct UsersOfDataset: RecordsEndpoint {
  let name = "users"
  let isPaged = true

  func title(_ kind: RepoKind) -> String { "models that name a dataset" }

  func step(of dataset: String, pageSize: Int) -> NewStep {
    NewStep(
      self,
      .model,
      dataset,
      filters: ["dataset:\(dataset)"],
      sort: .createdAt,
      pageSize: pageSize,
      expand: Expand.sweep(.model)
    )
  }

  // Unsaid and empty look alike here: a row without any tag says nothing against the filter.
  func objection(to page: RecordsPage, of request: StepRequest) -> String? {
    let tag = "dataset:" + request.subject.lowercased()
    let isFiltered = page.facts.allSatisfy { facts in
      guard let tags = facts.tags, !tags.isEmpty else { return true }
      return tags.contains { $0.lowercased() == tag }
    }
    return isFiltered ? nil : "the Hub's answer ignores the filter"
  }
}
