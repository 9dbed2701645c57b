import StemmaAnswers
public import StemmaCore
public import StemmaHarvest

extension HarvestSummary: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    guard let met else { return whole }
    return whole.adding("own", .integer(Int64(met.own)))
      .adding("outside", .integer(Int64(met.outside)))
  }

  private var whole: JSONValue {
    [
      "harvest": .integer(harvest), "outcome": .string(outcome.rawValue),
      "plan": .string(tally.plan.rawValue),
      "reason": tally.reason.map(JSONValue.string) ?? .null,
      "requests": [
        "api": .integer(Int64(tally.requests.api)),
        "resolvers": .integer(Int64(tally.requests.resolvers)),
        "pages": .integer(Int64(tally.requests.pages)),
      ],
      "rows": .integer(Int64(tally.rows)), "changed": .integer(Int64(tally.changes)),
      "findings": .integer(Int64(findings)),
      "incomplete_steps": .integer(Int64(incompleteSteps)),
      "listings": .array(listings.map(Self.json)),
      "alarms": .array(alarms.map(JSONValue.string)),
      "waited_s": .number(tally.waitedSeconds), "seconds": .number(tally.seconds),
    ]
  }

  private static func json(_ listing: ListingCheck) -> JSONValue {
    [
      "kind": .string(listing.kind.rawValue), "rows": .integer(Int64(listing.rows)),
      "pages": .integer(Int64(listing.pages)), "distinct": .integer(Int64(listing.distinct)),
      "oldest_first": .bool(listing.isOldestFirst), "oldest": JSONValue(listing.oldest),
      "newest": JSONValue(listing.newest),
      "doubts": .array(listing.doubts.map(JSONValue.string)),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["harvest", "outcome", "requests", "rows", "changed", "findings", "seconds"],
      rows: [
        [
          Table.Cell(harvest), .text(outcome.rawValue), Table.Cell(tally.requests.total),
          Table.Cell(tally.rows), Table.Cell(tally.changes), Table.Cell(findings),
          .number(tally.seconds),
        ]
      ]
    )
  }

  /// What happened, for a person.
  var sentence: String {
    let seconds = (tally.seconds * 10).rounded() / 10
    let waiting = incompleteSteps - brokenSteps
    let rest =
      waiting > 0
      ? " \(waiting.counted("step is", "steps are")) still to come: run the same command again."
      : ""
    return "Harvest \(harvest) \(outcome.rawValue): \(tally.requests.total.counted("request")), "
      + "\(tally.rows.counted("record")), \(tally.changes) new or changed, \(findings.counted("finding")), "
      + "\(seconds) s.\(ownSentence)\(rest)"
  }

  private var ownSentence: String {
    met.map {
      " It met \($0.own.counted("repository")) of the owners asked for, and \($0.outside) of others."
    } ?? ""
  }

  /// What went wrong with steps that were tried, and what to do; nil when nothing did.
  var troubleSentence: String? {
    guard brokenSteps > 0 else { return nil }
    let count = brokenSteps.counted("step was", "steps were")
    let reason =
      trouble.map { " \(brokenSteps == 1 ? "The reason" : "The first reason"): \($0)" } ?? ""
    let end = reason.hasSuffix(".") || reason.isEmpty ? "" : "."
    return "\(count) not finished. To try again, run the same command.\(reason)\(end)"
  }
}
