import StemmaGraph
package import StemmaStore

/// What the page of an owner tells of its models and of what was made from them, from one reading of both.
package struct OwnerModels {
  /// All names of the owner, the present one first.
  package let owners: [String]
  /// How many models it has.
  package let total: Int
  /// The most downloaded.
  package let first: [ListedModel]
  /// The most downloaded of those made on the day asked about or later.
  package let new: [ListedModel]
  /// What was made from them: how many, by whom, and the most downloaded; nil where it has no model.
  package let made: (counts: JointDerivatives, owners: CrossBreakdown, models: DerivativeModels)?

  /// - Throws: `AnswerError` for an owner that the cache does not know.
  /// - Complexity: O(*k* log *n* + *f*) for its *k* models among *n* and the *f* nodes and edges below them.
  package init(
    of owner: String,
    first: Int,
    newSince day: String?,
    mostNew: Int,
    made: Int,
    in connection: Connection
  ) throws {
    let account = try OwnerAccount(owner, in: connection)
    let models = try account.models(newSince: day, in: connection)
    let (reader, most) = (try ListedModels(in: connection), try MostDownloaded(in: connection))
    func listed(_ count: Int, of models: [OwnerAccount.Model]) throws -> [ListedModel] {
      try most.first(count, of: models.map(\.id), models.map(\.downloads))
        .compactMap { try reader.model(models[Int($0)].id) }
        .sorted { ($1.downloads ?? -1, $0.id) < ($0.downloads ?? -1, $1.id) }
    }
    owners = account.names
    total = models.count
    self.first = try listed(first, of: models)
    new = try listed(mostNew, of: models.filter(\.isNew))
    guard !models.isEmpty else {
      self.made = nil
      return
    }
    let family = try JointFamily(of: account, by: models.map(\.id), in: connection)
    self.made = (
      try JointDerivatives(family), try CrossBreakdown(of: family, by: [.owner], top: made),
      try DerivativeModels(of: family, top: made, in: connection)
    )
  }
}
