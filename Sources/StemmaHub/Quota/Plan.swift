/// The documented quotas of the Hub's plans, in requests per five minutes.
///
/// Dated September 2025 in the Hub's documentation; assumed only until a reply says better.
package struct Plan: Sendable, Hashable {
  package var name: String
  package var quotas: [Bucket: Int]

  package init(name: String, api: Int, resolvers: Int, pages: Int) {
    self.name = name
    quotas = [.api: api, .resolvers: resolvers, .pages: pages]
  }

  /// The length of a window, the same for every plan and bucket.
  package static let window = Duration.seconds(300)

  /// The quota of the bucket; of one nobody documents, the smallest.
  package func quota(of bucket: Bucket) -> Int {
    quotas[bucket] ?? quotas.values.min() ?? 1
  }
}

extension Plan {
  /// Without a token, per address.
  package static let anonymous = Plan(name: "anonymous", api: 500, resolvers: 3_000, pages: 100)
  package static let free = Plan(name: "free", api: 1_000, resolvers: 5_000, pages: 200)
  package static let pro = Plan(name: "pro", api: 2_500, resolvers: 12_000, pages: 400)
  package static let team = Plan(name: "team", api: 3_000, resolvers: 20_000, pages: 400)
  package static let enterprise = Plan(
    name: "enterprise",
    api: 6_000,
    resolvers: 50_000,
    pages: 600
  )
  package static let enterprisePlus = Plan(
    name: "enterprise-plus",
    api: 10_000,
    resolvers: 100_000,
    pages: 1_000
  )
  package static let enterprisePlusHigher = Plan(
    name: "enterprise-plus-higher",
    api: 100_000,
    resolvers: 500_000,
    pages: 10_000
  )
  package static let academia = Plan(name: "academia", api: 3_000, resolvers: 20_000, pages: 400)

  /// Every documented plan.
  package static let known: [Plan] = [
    .anonymous, .free, .pro, .team, .enterprise, .enterprisePlus, .enterprisePlusHigher, .academia,
  ]
}
