/// How many requests each plan has in a window, by bucket.
package struct ServedQuota: Sendable, Hashable {
  /// One plan's requests per window.
  package struct Plan: Sendable, Hashable {
    package var api: Int
    package var resolvers: Int
    package var pages: Int

    package init(api: Int, resolvers: Int, pages: Int) {
      self.api = api
      self.resolvers = resolvers
      self.pages = pages
    }
  }

  package var anonymous = Plan(api: 500, resolvers: 3000, pages: 100)
  package var token = Plan(api: 1000, resolvers: 5000, pages: 200)
  /// The length of a window.
  package var seconds = 300

  package init() {}

  /// The same windows with every number multiplied, at least one request each.
  package func scaled(by factor: Double) -> ServedQuota {
    func scaled(_ plan: Plan) -> Plan {
      func scaled(_ count: Int) -> Int { max(1, Int((Double(count) * factor).rounded())) }
      return Plan(
        api: scaled(plan.api),
        resolvers: scaled(plan.resolvers),
        pages: scaled(plan.pages)
      )
    }
    var quota = self
    quota.anonymous = scaled(anonymous)
    quota.token = scaled(token)
    return quota
  }
}

/// What the Hub counts apart.
enum QuotaBucket: String, Sendable {
  case api, resolvers, pages

  init(path: String) {
    let isFile = path.contains("/resolve/") || path.contains("/raw/")
    if isFile || path.hasPrefix("/api/resolve-cache/") {
      self = .resolvers
    } else {
      self = path.hasPrefix("/api/") ? .api : .pages
    }
  }
}

extension ServedQuota.Plan {
  subscript(bucket: QuotaBucket) -> Int {
    switch bucket {
    case .api: api
    case .resolvers: resolvers
    case .pages: pages
    }
  }
}

/// What is used of each window.
struct CallerQuotas: Sendable {
  private struct HubAccount: Hashable {
    var caller: Caller
    var bucket: QuotaBucket
  }

  /// One request's place in its window.
  struct Charge: Hashable {
    var bucket: QuotaBucket
    var quota: Int
    var remaining: Int
    var reset: Int
    var window: Int
    var isRefused: Bool

    /// The two headers the Hub writes on every reply.
    var headers: [String: String] {
      [
        "RateLimit": "\"\(bucket.rawValue)\";r=\(remaining);t=\(reset)",
        "RateLimit-Policy": "\"fixed window\";\"\(bucket.rawValue)\";q=\(quota);w=\(window)",
      ]
    }
  }

  private var used: [HubAccount: (window: Int, count: Int)] = [:]

  /// Counts one request at `now`, seconds since 1970.
  mutating func charge(_ caller: Caller, _ bucket: QuotaBucket, quota: ServedQuota, now: Double)
    -> Charge
  {
    let isMember = if case .token = caller { true } else { false }
    let account = HubAccount(caller: isMember ? caller : .anonymous, bucket: bucket)
    let most = (isMember ? quota.token : quota.anonymous)[bucket]
    let window = Int((now / Double(quota.seconds)).rounded(.down))
    let before = used[account].flatMap { $0.window == window ? $0.count : nil } ?? 0
    used[account] = (window, before + 1)
    let end = Double((window + 1) * quota.seconds)
    return Charge(
      bucket: bucket,
      quota: most,
      remaining: max(0, most - before - 1),
      reset: Int((end - now).rounded(.up)),
      window: quota.seconds,
      isRefused: before >= most
    )
  }
}
