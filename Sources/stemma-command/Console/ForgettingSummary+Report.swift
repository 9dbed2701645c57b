public import StemmaCore
public import StemmaOperations

extension ForgettingSummary: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "pseudonym": .string(pseudonym), "dry_run": .bool(isDryRun),
      "rows": .object(
        rows.sorted { $0.key < $1.key }.map { .init($0.key, .integer(Int64($0.value))) }
      ),
      "archives": .integer(Int64(archives)), "places": .integer(Int64(places)),
      "words_left": .integer(Int64(words)), "repositories_left": JSONValue(repositories),
      "other_files": .array(otherFiles.map(JSONValue.string)), "trouble": JSONValue(trouble),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["table", "rows"],
      rows: rows.sorted { $0.key < $1.key }.map { [.text($0.key), Table.Cell(Int64($0.value))] }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let verb = isDryRun ? "would be" : "was"
    let held = rows.values.reduce(0, +)
    var lines = [
      "The name \(verb) taken out of \(held.counted("value")) of the tables and of "
        + "\(places.counted("place")) in \(archives.counted("archive")). \(pseudonym) stands for it."
    ]
    if words > 0 {
      lines.append(
        "\(words.counted("word")) like it \(words == 1 ? "is" : "are") left in the archives: nothing "
          + "says that the person is meant."
      )
    }
    if let repositories, repositories > 0 {
      lines.append(
        "\(repositories.counted("repository", "repositories")) of the name still "
          + "\(repositories == 1 ? "bears" : "bear") it: --repositories takes it out of these as well."
      )
    }
    if !otherFiles.isEmpty {
      lines.append("These files may hold the name and were left alone:")
      lines += otherFiles.map { "  \($0)" }
    }
    if let trouble { lines.append(trouble) }
    return lines.joined(separator: "\n") + "\n\n" + table.text(as: .table)
  }
}
