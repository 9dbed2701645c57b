/// Finished list pages, for callers that walk the same listing again.
struct PageCache: Sendable {
  struct Key: Hashable, Sendable {
    var generation: Int
    var uri: String
    var isCompressed: Bool
  }

  let limit: Int
  private var pages: [Key: Reply] = [:]
  private var bytes = 0

  init(limit: Int) { self.limit = limit }

  subscript(key: Key) -> Reply? { pages[key] }

  mutating func keep(_ reply: Reply, for key: Key) {
    guard reply.body.count <= limit else { return }
    if bytes + reply.body.count > limit {
      pages = [:]
      bytes = 0
    }
    bytes += reply.body.count
    pages[key] = reply
  }
}
