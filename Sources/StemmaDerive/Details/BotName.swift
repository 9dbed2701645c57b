/// Names of accounts that act by themselves.
enum BotName {
  /// Whether `name` is a bot's: by its ending, as bots on the Hub and on GitHub are named, or by
  /// name.
  ///
  /// Case does not count. A bot under a person's name is not found.
  static func isBot(_ name: String) -> Bool {
    let name = name.lowercased()
    return known.contains(name) || endings.contains(where: name.hasSuffix)
  }

  // `leaderboard-pr-bot`, `librarian-bot`, `bigscience-bot`, `dependabot[bot]`.
  private static let endings = ["-bot", "_bot", "[bot]"]

  private static let known: Set = [
    // Opens the pull requests that add safetensors: s2e-lab/model-evolution lists 8,333 of them.
    "sfconvertbot",
    // Writes the branch `refs/convert/parquet` of datasets.
    "parquet-converter",
    // The Hub itself, as author of the first commit.
    "system",
  ]
}
