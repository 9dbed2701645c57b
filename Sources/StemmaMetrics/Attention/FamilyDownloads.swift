import StemmaCore
import StemmaLink
import StemmaStore

struct FamilyDownloads: FilteredMetric {
  let definition = MetricDefinition(
    "family-downloads",
    of: [.family, .owner, .project],
    definition: "Downloads of the last 30 days of all models of a family, with and without "
      + "quantised copies.",
    formula: "sum of downloads over the family; again without those whose relation is quantized",
    unit: "downloads",
    source: "Our own; ATOM (arXiv 2604.07190), as second-hand reports tell, leaves repacked "
      + "formats out.",
    cautions: [
      "Models whose counter is unknown are left out, and their number is told.",
      "A download is any GET or HEAD of a library's query file, without telling users"
        + " apart.",
      "Formats by which a copy is known: the Hub's relation, the card's, else marks "
        + "in name and tags.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading {
    let rows = try AttentionRows(subject, by: filter.relationBasis, in: connection)
    func sum(_ counter: AttentionCounter, withCopies: Bool) -> Double? {
      let known = rows.rows.filter { withCopies || $0.relation != Relation.quantized.rawValue }
        .compactMap { $0.values[counter] }
      return known.isEmpty ? nil : known.reduce(0, +)
    }
    guard let total = sum(.downloads, withCopies: true) else {
      return .none(because: "no harvest brought downloads of its models", evidence: rows.evidence)
    }
    let points = AttentionRows.counters.flatMap { counter in
      [true, false].map { copies in
        Measure.Point(
          "\(counter.label), \(copies ? "with" : "without") quantised copies",
          sum(counter, withCopies: copies)
        )
      }
    }
    let unknown = rows.rows.count { $0.values[.downloads] == nil }
    return Reading(
      total,
      points: points,
      notes: (unknown == 0
        ? [] : ["Downloads of \(unknown.counted("model")) are unknown and left out."])
        + [RelationBasis.sentence(filter.relationBasis)],
      evidence: rows.evidence
    )
  }
}
