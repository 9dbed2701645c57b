/// What `RateLimit` and `RateLimit-Policy` of one reply say of one bucket.
package struct Quota: Sendable, Hashable {
  /// Requests left in this window.
  package var remaining: Int?
  /// Time until the window ends.
  package var reset: Duration?
  /// Requests allowed in a whole window.
  package var limit: Int?
  /// The length of a window.
  package var window: Duration?

  package init(
    remaining: Int? = nil,
    reset: Duration? = nil,
    limit: Int? = nil,
    window: Duration? = nil
  ) {
    self.remaining = remaining
    self.reset = reset
    self.limit = limit
    self.window = window
  }

  /// Reads both headers, generously: any order and spacing, names quoted or not, several buckets.
  ///
  /// A member without a name belongs to `bucket`. Numbers that make no sense are left out.
  package static func quotas(
    in headers: HTTPHeaders,
    for bucket: Bucket
  ) -> [Bucket: Quota] {
    var quotas: [Bucket: Quota] = [:]
    for member in members(of: headers.all("RateLimit-Policy"), unnamed: bucket) {
      quotas[member.bucket, default: Quota()].limit = member.numbers["q"]
      quotas[member.bucket, default: Quota()].window = member.seconds("w")
    }
    for member in members(of: headers.all("RateLimit"), unnamed: bucket) {
      quotas[member.bucket, default: Quota()].remaining = member.numbers["r"]
      quotas[member.bucket, default: Quota()].reset = member.seconds("t")
    }
    return quotas
  }

  private struct Member {
    var bucket: Bucket
    var numbers: [String: Int] = [:]

    // Longer than an hour is no window but a mistake, and would stop a harvest.
    func seconds(_ name: String) -> Duration? {
      numbers[name].flatMap { $0 <= 3_600 ? .seconds($0) : nil }
    }
  }

  private static func members(of values: [String], unnamed: Bucket) -> [Member] {
    values.flatMap { $0.split(separator: ",") }.map { member($0, unnamed: unnamed) }
  }

  // The policy has two names, `"fixed window";"api"`: the last is the bucket's.
  private static func member(_ text: Substring, unnamed: Bucket) -> Member {
    var member = Member(bucket: unnamed)
    for part in text.split(separator: ";") {
      let sides = part.split(separator: "=", maxSplits: 1).map(\.trimmingBlanks)
      if sides.count == 2, let number = Int(unquoted(sides[1])), number >= 0 {
        member.numbers[sides[0].lowercased()] = number
      } else if sides.count == 1, !sides[0].isEmpty {
        member.bucket = Bucket(rawValue: unquoted(sides[0]))
      }
    }
    return member
  }

  private static func unquoted(_ text: String) -> String {
    text.filter { $0 != "\"" }
  }
}

extension HTTPHeaders {
  /// Whether the reply was kept by a cache on the way: what it says of quota and waits was true when
  /// it was first sent, and of whoever asked then.
  ///
  /// A mirror may put a `Date` of its own beside the Hub's other headers: then the trace in
  /// `X-Request-Id` tells when the Hub was asked. `now` is in seconds since 1970. A clock that goes
  /// wrong by more than a minute makes every reply look kept; then only what we count ourselves holds.
  package func areReplayed(at now: Double) -> Bool {
    if let age = self["Age"].flatMap({ Int($0) }), age > 0 { return true }
    let date = self["Date"].flatMap(RetryAfter.date)
    if let date, now - date > Self.freshness { return true }
    return tracedTime.map { (date ?? now) - $0 > Self.freshness } ?? false
  }

  /// When the Hub was asked, in seconds since 1970: `X-Request-Id: Root=1-67ae1483-…` begins with it, in
  /// hexadecimal, before 24 digits of chance.
  private var tracedTime: Double? {
    guard let trace = self["X-Request-Id"]?.split(separator: ";").first else { return nil }
    let parts = trace.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "Root=1", parts[1].count == 8, parts[2].count == 24 else {
      return nil
    }
    return UInt32(parts[1], radix: 16).map(Double.init)
  }

  // In seconds. Clocks differ, and a reply may be minutes on its way.
  private static let freshness = 60.0
}

/// What tells the latest replies from each other, so that one that a cache sends again is known.
struct RecentReplies: Sendable {
  private var newer: Set<String> = []
  private var older: Set<String> = []

  /// Whether a reply with these headers is the first of its identifier; keeps that it came.
  mutating func take(_ headers: HTTPHeaders) -> Bool {
    guard let identifier = headers["X-Request-Id"] ?? headers["X-Amz-Cf-Id"] else { return true }
    let isNew = !newer.contains(identifier) && !older.contains(identifier)
    if newer.count >= Self.most { (older, newer) = (newer, []) }
    newer.insert(identifier)
    return isNew
  }

  // A cache repeats what was asked of late; memory stays bounded.
  private static let most = 10_000
}

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
