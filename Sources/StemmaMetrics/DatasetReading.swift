import StemmaCore
import StemmaLink
import StemmaStore

/// The reuse of one dataset, or of those of a project, as a metric's reading.
struct DatasetReading {
  private let reuses: [Reuse]
  private let evidence: String
  private let isOfProject: Bool

  /// A project's own people are those its study names; of a dataset they are its owners.
  init(
    of subject: MetricSubject,
    by basis: RelationBasis? = nil,
    in connection: Connection
  ) throws {
    var owners: Set<String> = []
    if case .project(let project) = subject { owners = project.owners }
    isOfProject = subject.scope == .project
    var ids: [Int64] = []
    reuses = try subject.datasets.map { node in
      var question = ReuseQuestion(dataset: node.name)
      question.owners = owners.sorted()
      question.relationBasis = basis
      let identity = try DatasetIdentity(node.name, in: connection)
      ids += identity.ids.filter { !ids.contains($0) }
      return try Reuse(question, in: connection)
    }
    evidence = DatasetUser.query(ids, by: basis)
  }

  /// The models that `counts` holds for: of one dataset with those of each window as points, of a
  /// project with those of each dataset.
  func reading(
    _ counts: (DatasetUser) -> Bool,
    window: KeyPath<ReuseWindow, Int>
  ) -> Reading {
    if isOfProject { return readingOfProject(counts) }
    guard let reuse = reuses.first else {
      return .none(because: "there is no dataset", evidence: evidence)
    }
    if let placeholder = reuse.placeholder {
      return .none(
        because: "\(reuse.dataset) is not a dataset but a \(placeholder)",
        evidence: evidence
      )
    }
    return Reading(
      Double(reuse.models.count(where: counts)),
      points: reuse.windows.map {
        .init(
          "\($0.days.counted("day")) from \($0.from)",
          Double($0[keyPath: window]),
          note: $0.isOver ? nil : "not over yet"
        )
      },
      notes: reuse.anchor.notes,
      evidence: evidence
    )
  }

  private func readingOfProject(_ counts: (DatasetUser) -> Bool) -> Reading {
    guard !reuses.isEmpty else {
      return .none(because: "the cache knows no dataset of the project", evidence: evidence)
    }
    let models = reuses.map { $0.models.filter(counts).map(\.id) }
    return Reading(
      Double(Set(models.joined()).count),
      points: zip(reuses, models).map {
        .init($0.dataset, Double($1.count), note: $0.ghost.map { "not on the Hub: \($0)" })
      },
      notes: ["A model that declares several of them counts once."],
      evidence: evidence
    )
  }
}
