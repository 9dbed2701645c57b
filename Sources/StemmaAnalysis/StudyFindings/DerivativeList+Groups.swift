import StemmaRecords

extension DerivativeList {
  /// What derivatives are grouped by.
  package enum Key: String, Sendable, CaseIterable {
    case owner, relation, license, language

    /// The columns of ``DerivativeList/query`` that hold it.
    var column: String { self == .language ? "languages" : rawValue }
  }

  /// The groups, the largest first; a model counts under each of its languages.
  package func groups(by key: Key) -> [Reuse.Group] {
    var tally = GroupTally()
    for model in models {
      for value in Self.values(of: key, in: model) { tally.add(value, isOwn: model.isOwn) }
    }
    return tally.groups
  }

  /// A query that counts the models by what the column of `key` holds.
  package func query(by key: Key) -> String {
    """
    SELECT \(key.column), count(*) - total(own) AS by_others, total(own) AS own
    FROM (\(query))
    GROUP BY 1
    ORDER BY count(*) DESC, 1
    """
  }

  private static func values(of key: Key, in model: Model) -> [String?] {
    switch key {
    case .owner: [model.owner]
    case .relation: [model.relation]
    case .license: [model.license]
    case .language: model.languages.isEmpty ? [nil] : Set(model.languages).map(Optional.some)
    }
  }
}

extension DerivativeList {
  /// The models made in one month.
  package struct Month: Sendable, Hashable {
    package let month: String
    package let external, own: Int
    /// Those that bear the first day the Hub knows, and may be older.
    package let ofUnknownAge: Int
  }

  /// Every month from the first model's to that of `end`; none without a dated model.
  package func months(until end: String?) -> [Month] {
    let dated = Dictionary(grouping: models.filter { $0.month != nil }) { $0.month ?? "" }
    guard let first = dated.keys.min(), let latest = dated.keys.max() else { return [] }
    return Months.from(first, through: max(latest, end.map { String($0.prefix(7)) } ?? latest))
      .map { month in
        let made = dated[month] ?? []
        let own = made.count(where: \.isOwn)
        return Month(
          month: month,
          external: made.count - own,
          own: own,
          ofUnknownAge: made.count { $0.createdAt?.hasPrefix(ReuseAnchor.floor) ?? false }
        )
      }
  }

  /// A query that counts the models by month.
  package var queryByMonth: String {
    """
    SELECT substr(created_at, 1, 7) AS month, count(*) - total(own) AS by_others, total(own) AS own
    FROM (\(query))
    GROUP BY 1
    ORDER BY 1
    """
  }

  /// Models that the Hub gives no date.
  package var undated: Int { models.count { $0.createdAt == nil } }
}
