import StemmaCore

/// When repositories appeared.
///
/// The Hub keeps dates of creation since 2022-03-02 only: one of that day says "then or before",
/// and the oldest commit stands in.
enum ActivityRelease {
  /// The repositories with their release.
  static func dated(_ records: ActivityRecords) -> [ActivityRepo] {
    let oldest = Dictionary(
      grouping: records.commits.compactMap { commit in
        commit.time.map { (repo: commit.repo, time: $0) }
      },
      by: \.repo
    ).compactMapValues { commits in
      commits.map(\.time).filter { $0 >= founding }.min()
    }
    return records.repos.map { repo in
      var repo = repo
      repo.release = release(createdAt: repo.createdAt, oldestCommit: oldest[repo.id])
      return repo
    }
  }

  static func release(createdAt: Int64?, oldestCommit: Int64?) -> Int64? {
    guard let createdAt else { return oldestCommit }
    return isFloor(createdAt) ? min(createdAt, oldestCommit ?? createdAt) : createdAt
  }

  /// Whether a date of creation says no more than "then or before".
  static func isFloor(_ createdAt: Int64) -> Bool {
    Timestamp.text(secondsSince1970: createdAt).hasPrefix(ReuseAnchor.floor)
  }

  // Git lets anybody date a commit; none on the Hub is older than the company.
  private static let founding: Int64 = Timestamp.secondsSince1970(in: "2016-01-01") ?? 0
}

extension ActivityRepo {
  /// Whether its time of creation is known, and not only that it is the Hub's first day or older.
  var hasTrueCreation: Bool { createdAt.map { !ActivityRelease.isFloor($0) } ?? false }
}
