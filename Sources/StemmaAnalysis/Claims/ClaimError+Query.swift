import StemmaCache

extension ClaimError {
  /// What is wrong with a claim's query, as SQLite tells it.
  init(_ claim: Claim, _ error: CacheError) {
    let before = claim.sql.utf8.prefix(error.offset ?? 0).count { $0 == UInt8(ascii: "\n") }
    self.init(file: claim.id + ".sql", line: claim.queryLine + before, text: error.message)
  }

  /// What is wrong with a claim's query as a whole.
  init(_ claim: Claim, _ text: String) {
    self.init(file: claim.id + ".sql", line: claim.queryLine, text: text)
  }
}
