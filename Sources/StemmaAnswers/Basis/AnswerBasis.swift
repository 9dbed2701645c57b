package import StemmaCore
package import StemmaStore
package import StemmaStudies

/// What every answer of a cache rests on: a harvest, a date, and what they do to all numbers.
package struct AnswerBasis: Sendable, Hashable {
  /// The harvest that left the state asked for; nil in an empty cache.
  package let harvest: ClaimBasis.Harvest?
  /// When the last complete listing of models began; nil without one.
  package let listedAt: String?
  /// The last second that counts.
  package let asOf: String
  /// What this does to every number, in sentences.
  package let caveats: [String]

  /// Reads it off a connection, which may be asked as of a date.
  package init(in connection: Connection) throws {
    let basis = try ClaimBasis(in: connection)
    (harvest, asOf) = (basis.harvest, basis.asOf)
    listedAt =
      try connection.first(
        """
        SELECT max(harvest.started_at)
        FROM step
        JOIN harvest ON harvest.id = step.harvest
        WHERE step.purpose IN ('listing', 'census') AND step.state = 'done' AND step.kind = 'model'
        """
      ) { $0.optionalText(0) } ?? nil
    caveats =
      basis.caveats
      + (listedAt == nil ? [Self.notWhole] : [])
      + [Self.voluntary] + (try Shortage.sentences(in: connection))
  }

  private static let notWhole = """
    No complete listing of models is in the cache: it holds the families that were asked for, and \
    numbers are lower bounds.
    """

  private static let voluntary = """
    Declaring a base model, a dataset or a license is voluntary: what no card declares is not counted.
    """
}

extension AnswerBasis {
  /// The harvest as an object; null in an empty cache.
  package var harvestJSON: JSONValue {
    guard let harvest else { return .null }
    return [
      "id": .integer(harvest.id), "started_at": .string(harvest.startedAt),
      "outcome": .string(harvest.outcome), "endpoint": .string(harvest.endpoint),
      "models_listed_at": JSONValue(listedAt),
    ]
  }
}
