import StemmaCache

/// The reuse of one dataset as a metric's reading.
struct DatasetReading {
  private let reuse: Reuse
  private let evidence: String

  init(of node: NamedNode, at moment: Moment, in connection: Connection) throws {
    reuse = try Reuse(ReuseQuestion(dataset: node.name), at: moment, in: connection)
    let identity = try DatasetIdentity(node.name, at: moment, in: connection)
    evidence = DatasetUser.query(identity, moment)
  }

  /// All users of a kind, with those of each window as points.
  func reading(
    _ count: KeyPath<Reuse, Int>,
    window: KeyPath<ReuseWindow, Int>
  ) -> Reading {
    if let placeholder = reuse.placeholder {
      return .none(
        because: "\(reuse.dataset) is no dataset but a \(placeholder)",
        evidence: evidence
      )
    }
    return Reading(
      Double(reuse[keyPath: count]),
      points: reuse.windows.map {
        .init(
          "\($0.days) days from \($0.from)",
          Double($0[keyPath: window]),
          note: $0.isOver ? nil : "not over yet"
        )
      },
      notes: reuse.anchor.notes,
      evidence: evidence
    )
  }
}
