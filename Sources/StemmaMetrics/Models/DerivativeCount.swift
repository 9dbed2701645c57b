import StemmaGraph
import StemmaLink
import StemmaStore

struct DerivativeCount: DerivativeMetric {
  let definition = MetricDefinition(
    "derivative-count",
    of: [.model, .project],
    definition: "Models that were made from a model, directly or over others, each once.",
    formula: "|{m : m is reachable from the model over `base_model` edges, m listed by the Hub}|",
    unit: "models",
    source: "Our study notes, cartography, section 3 (D_p); Hub documentation, model cards "
      + "(`base_model`).",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model.",
      "Quantized copies and automated adapters inflate it; the points tell relations apart.",
    ]
  )

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let parts = Dictionary(grouping: made.models) { $0.relation ?? "unknown" }
    return Reading(
      Double(made.models.count),
      points: parts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        .map { .init($0.key, Double($0.value.count)) },
      notes: [RelationBasis.sentence(made.relationBasis)],
      evidence: made.evidence
    )
  }

  /// Counts on the stored graph, which has the relations of large families side by side.
  func measure(
    _ subject: MetricSubject,
    filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading {
    // Where the closure lacks some, the rows that are counted are those that the evidence lists.
    guard try Shortage.sentences(about: ["lineage_span"], in: connection).isEmpty else {
      return try measureRows(subject, filter: filter, in: connection)
    }
    var scope = FamilyScope(
      isWithoutMassUploads: !filter.includesMassUploads,
      relationBasis: filter.relationBasis
    )
    (scope.since, scope.until) = (filter.since, filter.until)
    let below = try FamilyBelow(subject.heads.map(\.id), scope, in: connection)
    let isListed = try below.members.isListed()
    let relations = try below.members.relations()
    let owners = try subject.owners(in: connection).sorted().flatMap { name in
      try connection.rows("SELECT id FROM owner WHERE name = ? COLLATE NOCASE", name) {
        $0.integer(0)
      }
    }
    let isOwn = try below.members.areOf(Set(owners))
    var (count, own) = (0, 0)
    var counts: [Int32: Int] = [:]
    for descendant in below.descendants where isListed[descendant.node] {
      count += 1
      own += isOwn[descendant.node] ? 1 : 0
      counts[relations[descendant.node], default: 0] += 1
    }
    let parts = try counts.map { code, count in
      (code < 0 ? "unknown" : try below.members.text(code, in: .relation), count)
    }
    var notes = [
      RelationBasis.sentence(filter.relationBasis), MetricSubject.ownSentence(own: own, of: count),
    ]
    if !filter.includesMassUploads {
      let whole = try FamilyBelow(
        subject.heads.map(\.id),
        scope.withMassUploads,
        in: connection
      ).listedCount()
      notes.append(Self.leftOutSentence(whole - count, of: whole))
    }
    return Reading(
      Double(count),
      points: parts.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map { .init($0.0, Double($0.1)) },
      notes: notes,
      evidence: try DerivativeRows.evidence(of: subject, filter)
    )
  }
}
