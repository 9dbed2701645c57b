import StemmaCore

/// The world of the tests of details: a model with a life, a derivative, a dataset and a Space.
package struct Cohort {
  package var likers = ["ann", "bo", "Q-bot"]
  package var commits: [String] = [
    Self.commit("3", "Update README.md (#2)", "2024-03-01", by: "ann", "bo"),
    Self.commit("2", "Add safetensors", "2024-02-01", by: "SFconvertbot"),
    Self.commit("1", "initial commit", "2024-01-01", by: "system"),
  ]
  package var discussions = [
    #"""
    {"num": 1, "title": "Why?", "status": "open", "createdAt": "2024-02-02T00:00:00.000Z", \#
    "author": {"name": "ann", "type": "user"}, "isPullRequest": false, "events": [\#
    {"id": "e1", "type": "comment", "createdAt": "2024-02-02T00:00:00.000Z", \#
    "author": {"name": "ann", "isOwner": false, "isOrgMember": false}, "data": {"latest": {"raw": "private words"}}}, \#
    {"id": "e2", "type": "comment", "createdAt": "2024-02-03T00:00:00.000Z", \#
    "author": {"name": "keeper", "isOwner": false, "isOrgMember": true}, "data": {}}]}
    """#,
    #"""
    {"num": 2, "title": "Update README.md", "status": "merged", "createdAt": "2024-02-28T00:00:00.000Z", \#
    "author": {"name": "bo", "type": "user"}, "isPullRequest": true, "events": [\#
    {"id": "f1", "type": "commit", "createdAt": "2024-02-28T00:00:00.000Z", "author": {"name": "bo"}, "data": {"oid": "c0ffee", "subject": "x"}}, \#
    {"id": "f2", "type": "status-change", "createdAt": "2024-03-01T00:00:00.000Z", "data": {"status": "merged"}}, \#
    {"id": "f3", "type": "pin", "createdAt": "2024-03-02T00:00:00.000Z", "data": {"isPinned": true}}]}
    """#,
    #"""
    {"num": 3, "title": "Adding model files", "status": "draft", "createdAt": "2024-03-05T00:00:00.000Z", \#
    "author": {"name": "SFconvertbot", "type": "user"}, "isPullRequest": true, "events": []}
    """#,
    #"""
    {"num": 5, "title": "gone author", "status": "closed", "createdAt": "2024-03-06T00:00:00.000Z", \#
    "isPullRequest": false, "events": [{"id": "g1", "type": "comment", "createdAt": "2024-03-06T00:00:00.000Z", "data": {}}]}
    """#,
  ]
  package var readme =
    "---\nlicense: mit\nbase_model: old/root\ndatasets: [lab/data]\n---\n# Base\n"
  package var refs =
    #"{"branches": [{"name": "main", "targetCommit": "3"}], "tags": []}"#
  package var spaces = [#"{"space": {"id": "ann/demo", "models": ["lab/base"]}}"#]

  /// A commit's hash that ends in `digits`.
  package static func oid(_ digits: String) -> String {
    String(repeating: "0", count: 40 - digits.count) + digits
  }

  package static func commit(_ id: String, _ title: String, _ day: String, by users: String...)
    -> String
  {
    let authors = users.map { #"{"user": "\#($0)", "avatar": "/a.svg"}"# }.joined(separator: ", ")
    return """
      {"id": "\(oid(id))", "title": "\(title)", "message": "", "authors": [\(authors)], \
      "date": "\(day)T00:00:00.000Z"}
      """
  }

  package var lines: [String] {
    let likers = likers.map { #"{"user": "\#($0)", "type": "user"}"# }.joined(separator: ", ")
    let readme = JSONLine.text(readme)
    return [
      #"{"org": {"name": "lab", "_id": "5f0c00000000000000000000", "numFollowers": 9}}"#,
      #"{"user": {"user": "ann", "createdAt": "2022-05-06T13:30:26.000Z"}}"#,
      #"""
      {"model": {"id": "lab/base", "likes": \#(self.likers.count), "cardData": {"license": "mit"}}, \#
      "readme": \#(readme), "commits": [\#(commits.joined(separator: ", "))], \#
      "discussions": [\#(discussions.joined(separator: ", "))], "likers": [\#(likers)], \#
      "refs": \#(refs)}
      """#,
      #"{"model": {"id": "ann/chat", "cardData": {"base_model": "lab/base"}}, "readme": "no block"}"#,
      #"{"dataset": {"id": "lab/data"}, "readme": "---\nlicense: mit\n---\n# Data"}"#,
    ] + spaces
  }
}

/// Text as JSON writes it.
package enum JSONLine {
  package static func text(_ text: String) -> String { JSONValue.string(text).text }
}
