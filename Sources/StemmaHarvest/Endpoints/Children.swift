import StemmaCore
import StemmaDerive
import StemmaHub

/// The models that name the subject as a base model.
struct Children: RecordsEndpoint {
  let name = "children"
  let isPaged = true

  func title(_ kind: RepoKind) -> String { "children of each model" }

  /// The step for a model, of which the Hub counted `count` children in this harvest.
  func step(of model: String, counted count: Int? = nil, pageSize: Int) -> NewStep {
    NewStep(
      self,
      .model,
      model,
      filters: ["base_model:\(model)"],
      known: count.map(String.init),
      sort: .createdAt,
      pageSize: pageSize,
      expand: Expand.sweep(.model)
    )
  }

  func objection(to page: RecordsPage, of request: StepRequest) -> String? {
    if page.isFirst, page.facts.isEmpty, let known = request.known, known != "0" {
      return "the Hub lists no children where it counts \(known)"
    }
    return page.facts.allSatisfy { isChild($0, of: request.subject) }
      ? nil : "the Hub's answer ignores the filter"
  }

  private func isChild(_ facts: RepoFacts, of model: String) -> Bool {
    // Unsaid and empty look alike here: a row without any tag says nothing against the filter.
    guard let tags = facts.tags, !tags.isEmpty else { return true }
    let ending = ":" + model.lowercased()
    return tags.contains { tag in
      let tag = tag.lowercased()
      return tag.hasPrefix("base_model:") && tag.hasSuffix(ending)
    }
  }
}
