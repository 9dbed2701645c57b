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
      known: count,
      sort: .createdAt,
      pageSize: pageSize,
      expand: Expand.sweep(.model)
    )
  }

  func objection(to page: RecordsPage, of request: StepRequest) -> String? {
    if page.isOfNothing, let known = request.known, known != "0" {
      return "the Hub lists no children where it counts \(known)"
    }
    // Unsaid and empty look alike here: a row without any tag says nothing against the filter.
    let parents = page.facts.compactMap(\.tags).filter { !$0.isEmpty }.map(Self.parents)
    if parents.allSatisfy({ $0.contains(request.subject.lowercased()) }) { return nil }
    // Asked by a former name, the Hub may list children whose tags have the present one: one for all.
    let shared = parents.dropFirst().reduce(parents.first ?? []) { $0.intersection($1) }
    return shared.isEmpty ? "the Hub's answer ignores the filter" : nil
  }

  /// The models that tags such as `base_model:ID` and `base_model:finetune:ID` name, in lower case.
  private static func parents(_ tags: [String]) -> Set<String> {
    Set(
      tags.lazy.map { $0.lowercased() }.filter { $0.hasPrefix("base_model:") }
        .compactMap { $0.split(separator: ":").last.map(String.init) }
    )
  }
}
