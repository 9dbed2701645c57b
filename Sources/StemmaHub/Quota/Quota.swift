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
