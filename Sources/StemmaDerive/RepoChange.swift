/// What a record changed about a repository that was known before.
struct RepoChange: OptionSet {
  let rawValue: Int

  /// Facts of its own.
  static let facts = RepoChange(rawValue: 1)
  /// What links it to others or groups it among them, beside its declarations: its name and owner,
  /// its own relation, its age, licence and languages, whether it is there.
  static let links = RepoChange(rawValue: 2)
}
