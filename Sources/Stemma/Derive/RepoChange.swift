/// What a record changed about a repository that was known before.
struct RepoChange: OptionSet {
  let rawValue: Int

  /// Facts of its own.
  static let facts = RepoChange(rawValue: 1)
  /// What links it to others, beside its declarations: its name and owner, its own relation,
  /// its age, whether it is there.
  static let links = RepoChange(rawValue: 2)
}
