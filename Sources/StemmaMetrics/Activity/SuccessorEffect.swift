import StemmaLink
import StemmaCore
import StemmaStore

struct SuccessorEffect: FilteredMetric {
  let definition = MetricDefinition(
    "successor-effect",
    of: [.family, .project],
    definition: "How the derivatives that others make of a model a month change when its "
      + "successor appears.",
    formula: "after / before - 1 of the new derivatives a month in the 91 days from the "
      + "successor's creation on and in the 91 days before it; the median over the successions",
    unit: "1",
    source: "Our own, for the claim that new releases make collaboration hard to sustain; the "
      + "window of 91 days is the claim's.",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model, and few cards "
        + "name a new version.",
      "Attention falls by itself, too: without a successor it might have fallen as much.",
      "What was made from the successor counts as its own, and not as the older model's.",
      "Models of a project made in one calendar month are one release.",
      "Creation of the repository is not release: weights may be published later.",
      "Derivatives that bear 2022-03-02, the first day that the Hub knows, are in no window.",
      "Mass publishers are left out unless they are asked for.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading {
    let pairs = try ReleasePair.all(of: subject, in: connection)
    let made = try DerivativeRows(subject, in: connection)
    guard !pairs.isEmpty else {
      return .none(
        because: subject.scope == .family
          ? "no card of it names a new version that is in the cache"
          : "no two releases of it with known dates are in the cache",
        evidence: made.evidence
      )
    }
    let end = try connection.knownUntil.flatMap(Timestamp.secondsSince1970(in:)) ?? 0
    let mass = try MassPublishers(
      among: Set(made.models.compactMap(\.owner)),
      apartFrom: subject,
      in: connection
    )
    let owners = try subject.owners(in: connection)
    let changes = try pairs.map { pair in
      let times = try Self.derivatives(of: pair, in: connection)
        .filter { !owners.contains($0.owner?.lowercased() ?? "") }
        .filter { filter.includesMassPublishers || !mass.contains($0.owner) }
        .compactMap { $0.createdAt.flatMap(Timestamp.secondsSince1970(in:)) }
      return SuccessionChange(pair, derivatives: times, watchedTo: end)
    }
    var reading = Reading(
      Statistics.median(changes.compactMap(\.change)),
      points: changes.flatMap(\.points),
      notes: changes.flatMap(\.notes),
      evidence: made.evidence
    )
    if reading.value == nil {
      reading.reason = "no succession has derivatives of others before it and 91 days after it"
    }
    return reading
  }

  /// What was made from the older release and not from the newer one, which is none of it itself.
  private static func derivatives(
    of pair: ReleasePair,
    in connection: Connection
  ) throws -> [DerivativeRows.Model] {
    let newer = try pair.after.nodes.flatMap { node in
      try [node.name] + DerivativeRows(.family(node), in: connection).models.map(\.name)
    }
    let excluded = Set(newer)
    let older = try pair.before.nodes.flatMap {
      try DerivativeRows(.family($0), in: connection).models
    }
    var seen = excluded
    return older.filter { seen.insert($0.name).inserted }
  }
}
