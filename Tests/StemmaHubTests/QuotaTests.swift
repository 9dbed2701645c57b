import StemmaHub
import Testing

@Suite struct QuotaTests {
  @Test(
    arguments: [
      (
        [
          ("RateLimit", #""api";r=495;t=140"#),
          ("RateLimit-Policy", #""fixed window";"api";q=500;w=300"#),
        ],
        [.api: Quota(remaining: 495, reset: .seconds(140), limit: 500, window: .seconds(300))]
      ),
      (
        [("ratelimit", #" "resolvers" ; t = 8 ; r = 2922 "#)],
        [.resolvers: Quota(remaining: 2922, reset: .seconds(8))]
      ),
      ([("RateLimit", "pages;r=1;t=2")], [.pages: Quota(remaining: 1, reset: .seconds(2))]),
      ([("RateLimit", "r=1;t=2")], [.api: Quota(remaining: 1, reset: .seconds(2))]),
      (
        [("RateLimit", #""api";r=1;t=2, "pages";r=3;t=4"#)],
        [
          .api: Quota(remaining: 1, reset: .seconds(2)),
          .pages: Quota(remaining: 3, reset: .seconds(4)),
        ]
      ),
      (
        [("RateLimit", #""new";r=1;t=2"#)],
        [Bucket(rawValue: "new"): Quota(remaining: 1, reset: .seconds(2))]
      ),
      ([("RateLimit", #""api";r=-1;t=99999999999999999999"#)], [.api: Quota()]),
      ([("RateLimit", #""api";r=0;t=86401"#)], [.api: Quota(remaining: 0)]),
      ([("RateLimit", ";;=,,")], [:]),
      ([], [:]),
    ] as [([(String, String)], [Bucket: Quota])]
  )
  func isReadGenerously(fields: [(String, String)], quotas: [Bucket: Quota]) {
    let headers = HTTPHeaders(fields.map { .init($0.0, $0.1) })
    let read = Quota.quotas(in: headers, for: .api).filter { $0.value != Quota() }
    #expect(read == quotas.filter { $0.value != Quota() })
  }

  @Test(arguments: Plan.known)
  func plansHaveAQuotaForEveryBucket(plan: Plan) {
    #expect(Set(plan.quotas.keys) == Set(Bucket.known))
    #expect(plan.quota(of: Bucket(rawValue: "unheard-of")) == plan.quota(of: .pages))
  }
}
