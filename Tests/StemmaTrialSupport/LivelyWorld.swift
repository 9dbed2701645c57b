import StemmaStandIn

/// A repository with a life drawn by hand, for the tests of activity.
///
/// It was made on 2024-01-10 and read on 2025-01-15. Bots committed twice and opened a pull request,
/// one pull request is a draft, and the opener of discussion 7 deleted the account.
package struct LivelyWorld {
  package var created = "2024-01-10T00:00:00.000Z"
  package var commits = [
    commit("8", "Mend", "2024-12-20", by: "ann"),
    commit("7", "Fix the card (#3)", "2024-06-15", by: "cy"),
    commit("6", "Again", "2024-03-05", by: "ann"),
    commit("5", "Together", "2024-03-01", by: "ann", "bo"),
    commit("4", "Add safetensors (#2)", "2024-02-01", by: "SFconvertbot"),
    commit("3", "More", "2024-01-13", by: "bo"),
    commit("2", "Weights", "2024-01-10", by: "ann"),
    commit("1", "initial commit", "2024-01-10", by: "system"),
  ]
  package var threads = [
    thread(
      1,
      "2024-02-02",
      by: "dee",
      [
        comment("2024-02-02", by: "dee"), comment("2024-02-04", by: "eve"),
        comment("2024-02-05", by: "keeper", isMember: true), comment("2024-02-06", by: "dee"),
      ]
    ),
    thread(
      2,
      "2024-01-20",
      by: "SFconvertbot",
      status: "merged",
      isPullRequest: true,
      [
        change("2024-02-01", to: "merged", by: "ann")
      ]
    ),
    thread(
      3,
      "2024-06-10",
      by: "cy",
      status: "merged",
      isPullRequest: true,
      [
        comment("2024-06-10", by: "cy"), comment("2024-06-11", by: "ann", isMember: true),
        change("2024-06-15", to: "merged", by: "ann"),
      ]
    ),
    thread(4, "2024-07-01", by: "cy", status: "draft", isPullRequest: true, []),
    thread(5, "2024-12-31", by: "fay", [comment("2024-12-31", by: "fay")]),
    thread(
      6,
      "2024-08-01",
      by: "gil",
      status: "closed",
      [
        comment("2024-08-01", by: "gil"), comment("2024-08-02", by: "Q-bot"),
        change("2024-08-11", to: "closed", by: "ann"),
      ]
    ),
    thread(
      7,
      "2024-09-01",
      by: nil,
      status: "closed",
      [
        comment("2024-09-01", by: nil), comment("2024-09-11", by: "bo", isMember: true),
        change("2024-09-12", to: "closed", by: "bo"),
      ]
    ),
  ]

  /// The world's lines: the repository, and one that was made from it and has no life.
  package var lines: [String] {
    [
      #"{"org": {"name": "lab", "_id": "5f0c00000000000000000000"}}"#,
      #"""
      {"model": {"id": "lab/base", "createdAt": "\#(created)"}, "commits": [\#
      \#(commits.joined(separator: ", "))], "discussions": [\#(threads.joined(separator: ", "))]}
      """#,
      #"""
      {"model": {"id": "ann/chat", "createdAt": "2024-02-01T00:00:00.000Z", \#
      "cardData": {"base_model": "lab/base"}}}
      """#,
    ]
  }

  package static func commit(_ id: String, _ title: String, _ day: String, by users: String...)
    -> String
  {
    let authors = users.map { #"{"user": \#(JSONLine.text($0))}"# }.joined(separator: ", ")
    return #"""
      {"id": "\#(Cohort.oid(id))", "title": \#(JSONLine.text(title)), "message": "", \#
      "authors": [\#(authors)], "date": "\#(day)T00:00:00.000Z"}
      """#
  }

  package static func thread(
    _ number: Int,
    _ day: String,
    by user: String?,
    status: String = "open",
    isPullRequest: Bool = false,
    title: String = "a title",
    _ events: [String]
  ) -> String {
    let author = user.map { #""author": {"name": \#(JSONLine.text($0)), "type": "user"}, "# } ?? ""
    let numbered = events.enumerated().map { place, event in
      #"{"id": "\#(number)-\#(place)", "# + event.dropFirst()
    }
    return #"""
      {"num": \#(number), "title": \#(JSONLine.text(title)), "status": "\#(status)", \#
      "createdAt": "\#(day)T00:00:00.000Z", \#(author)"isPullRequest": \#(isPullRequest), \#
      "events": [\#(numbered.joined(separator: ", "))]}
      """#
  }

  package static func comment(_ day: String, by user: String?, isMember: Bool = false) -> String {
    let author =
      user.map {
        #", "author": {"name": \#(JSONLine.text($0)), "isOwner": false, "isOrgMember": \#(isMember)}"#
      } ?? ""
    return #"{"type": "comment", "createdAt": "\#(day)T00:00:00.000Z"\#(author), "data": {}}"#
  }

  package static func change(_ day: String, to status: String, by user: String) -> String {
    #"""
    {"type": "status-change", "createdAt": "\#(day)T00:00:00.000Z", \#
    "author": {"name": "\#(user)", "isOrgMember": true}, "data": {"status": "\#(status)"}}
    """#
  }

  /// Serves the world and harvests the life of `lab/base` on 2025-01-15.
  package func harvested(_ body: (Trial) async throws -> Void) async throws {
    try await Trial.of(try World(lines: lines)) { trial in
      try await trial.details(of: "lab/base", on: "2025-01-15")
      try await body(trial)
    }
  }
}
