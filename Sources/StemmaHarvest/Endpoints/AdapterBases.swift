import StemmaCore
import StemmaDerive
import StemmaHub

/// What adapters say in their configuration that they were trained on, in one listing of them all.
///
/// The Hub shows the file's `base_model_name_or_path` in `config.peft`: reading the files would count
/// as a download each.
struct AdapterBases: RecordsEndpoint {
  let name = "adapters"
  let isPaged = true

  /// A page of so many rows has an adapter's configuration among them.
  private static let manyRows = 100

  func title(_ kind: RepoKind) -> String { "bases of adapters" }

  /// The step for the adapters, of which there should be `count`.
  func step(counted count: Int, pageSize: Int) -> NewStep {
    NewStep(
      self,
      .model,
      filters: ["peft"],
      known: count,
      sort: .createdAt,
      pageSize: pageSize,
      expand: ["config", "sha"]
    )
  }

  func objection(to page: RecordsPage, of request: StepRequest) -> String? {
    if page.isOfNothing, request.isOfMany { return "the Hub lists no adapters at all" }
    guard page.facts.count >= Self.manyRows,
      !page.facts.contains(where: { $0.declarations.contains { $0.source == .peft } })
    else { return nil }
    return "the Hub's answer ignores the filter, or shows no configurations of adapters"
  }

  /// A row says nothing of its repository but this: one that is not known is read by its name.
  func apply(
    _ page: RecordsPage,
    _ reply: AcceptedReply,
    to derive: DeriveStage
  ) throws -> Applied {
    var applied = Applied()
    for facts in page.facts {
      guard try derive.known(facts) != nil else {
        applied.unread.append(facts.name)
        continue
      }
      if try derive.apply(facts.withoutHead, harvest: reply.harvest) != .unchanged {
        applied.changes += 1
      }
    }
    return applied
  }
}
