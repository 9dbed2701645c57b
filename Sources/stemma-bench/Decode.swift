import StemmaCore
import StemmaHub
import StemmaStandIn

extension Bench {
  /// From a page's text to records, on one core.
  static let decode = Bench(name: "decode") { site in
    let pages = BenchPages(models: 5000).bodies
    let bytes = pages.map(\.count).reduce(0, +)
    let reader = JSONReader()
    var records = 0
    var times: [Double] = []
    for _ in 0..<site.repeats * 4 {
      records = 0
      times.append(
        try await seconds {
          for page in pages {
            records += try ListingPage(decoding: page, kind: .model, reader: reader).records.count
          }
        }
      )
    }
    let time = median(times)
    return [
      Measurement("speed", Double(bytes) / 1e6 / time, "MB/s"),
      Measurement("records", Double(records) / time, "records/s"),
      Measurement("page of 1000", Double(bytes) / 5, "bytes"),
    ]
  }
}

/// Pages of a synthetic Hub as the sweep asks for them.
struct BenchPages {
  let bodies: [[UInt8]]

  /// All pages of a Hub of so many models, newest first.
  init(models: Int) {
    let hub = SyntheticHub(SyntheticOptions(models: models))
    let order = ["_id", "id"] + Expand.sweep(.model)
    var query = ListQuery(kind: .model, sort: .createdAt, limit: 1000, fields: Set(order))
    var bodies: [[UInt8]] = []
    while let page = hub.rendered(query, names: order) {
      bodies.append(page.body)
      query.after = page.next
      if page.next == nil { break }
    }
    self.bodies = bodies
  }
}
