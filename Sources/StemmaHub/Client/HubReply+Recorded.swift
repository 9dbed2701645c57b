extension HubReply {
  /// A success as it was recorded, with every reply met on the way; nil when its body is damaged or
  /// there is none.
  package init?(recorded exchanges: [HTTPResponse]) {
    guard let first = exchanges.first, let last = exchanges.last,
      let body = try? last.decodedBody(limit: 1 << 30)
    else { return nil }
    self.init(
      requestedURL: first.url,
      finalURL: last.url,
      status: last.status,
      headers: last.headers,
      body: body,
      exchanges: exchanges,
      attempts: exchanges.count
    )
  }
}
