/// What of the activity was left out, and why.
struct ActivityLeftOut: Sendable, Hashable {
  /// Contributions by kind.
  var ofBots: [Contribution.Kind: Int] = [:]
  var ofMassPublishers: [Contribution.Kind: Int] = [:]
  var drafts = 0
  /// Repositories of mass publishers in a family.
  var massRepos = 0
  /// Contributions without a date.
  var undated = 0
  /// Contributions dated after the harvest that brought them.
  var fromTheFuture = 0
  /// The names of bots that were met, with how much each did.
  var bots: [String: Int] = [:]

  /// One sentence for each reason.
  var notes: [String] {
    var notes: [String] = []
    if !ofBots.isEmpty {
      let names = bots.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map(\.key)
      notes.append(
        "Left out: \(Self.listed(ofBots)) of bots (\(names.joined(separator: ", "))"
          + "\(bots.count > 3 ? " and others" : "")); --include-bots counts them."
      )
    }
    if drafts > 0 {
      let noun = drafts == 1 ? "draft pull request" : "draft pull requests"
      notes.append("Left out: \(drafts) \(noun); --include-drafts counts them.")
    }
    if !ofMassPublishers.isEmpty || massRepos > 0 {
      let parts = [massRepos > 0 ? "\(massRepos) repositories" : "", Self.listed(ofMassPublishers)]
      notes.append(
        "Left out: \(parts.filter { !$0.isEmpty }.joined(separator: " and ")) of mass publishers, "
          + "owners of \(ActivityFilter.massPublisherModels) or more models of the cache; "
          + "--include-mass-publishers counts them."
      )
    }
    if undated > 0 { notes.append("\(undated) contributions have no date and are not counted.") }
    if fromTheFuture > 0 {
      notes.append("\(fromTheFuture) contributions are dated after the harvest and not counted.")
    }
    return notes
  }

  private static func listed(_ counts: [Contribution.Kind: Int]) -> String {
    Contribution.Kind.allCases.compactMap { kind in
      counts[kind].map { "\($0) \(kind.rawValue)\($0 == 1 ? "" : "s")" }
    }.joined(separator: ", ")
  }
}
