public import StemmaCore
public import StemmaHarvest

extension Forecast: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "plan": .string(plan.rawValue), "reason": JSONValue(reason),
      "requests": .integer(Int64(requests)), "is_known": .bool(isKnown),
      "has_listings": hasListings.map(JSONValue.bool) ?? .null,
      "most": most.map { .integer(Int64($0)) } ?? .null,
      "minutes": .object(
        Self.plans.map { .init($0.name, .integer(Int64(minutes(at: $0.quota)))) }
      ),
      "steps": .array(
        items.map {
          [
            "step": .string($0.step), "bucket": .string($0.bucket),
            "requests": .integer(Int64($0.requests)), "basis": .string($0.basis),
          ]
        }
      ),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["step", "bucket", "requests", "basis"],
      rows: items.map {
        [
          .text($0.step), .text($0.bucket),
          $0.isKnown ? Table.Cell($0.requests) : .text("at least \($0.requests)"), .text($0.basis),
        ]
      }
    )
  }

  private var listingsText: String {
    switch hasListings {
    case true?: ""
    case nil:
      "Whether this endpoint has listings is not known: a mirror may serve named repositories alone.\n"
    case false?:
      plan == .walk || plan == .details
        ? "Listings were not to be had from this endpoint the last time: derivatives may not come.\n"
        : "Listings were not to be had from this endpoint the last time: name models, or ask the Hub "
          + "itself.\n"
    }
  }

  /// The answer for a terminal.
  public var text: String {
    let times = Self.plans.map { "\(minutes(at: $0.quota)) min \($0.name)" }
    let cost =
      isKnown
      ? "\(requests.counted("request")), at least \(times.joined(separator: ", "))"
      : "at least \(requests.counted("request"))"
        + (most.map { ", and up to \($0), what the whole Hub takes" } ?? "")
        + "; how many derivatives there are, only the Hub can say"
    return table.text(as: .table) + "\nPlan \(plan.rawValue): \(cost).\n"
      + (reason.map { $0 + "\n" } ?? "") + listingsText
  }
}
