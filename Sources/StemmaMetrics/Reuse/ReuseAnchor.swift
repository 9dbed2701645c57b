import StemmaCore
package import StemmaLink
package import StemmaStore

/// The day from which a dataset's windows are counted, and what is doubtful about it.
public struct ReuseAnchor: Sendable, Hashable {
  /// The day; nil when it is unknown.
  public let day: String?
  /// What a reader must know about it.
  public let notes: [String]

  /// Makes one from its parts, without a cache.
  public init(day: String?, notes: [String] = []) {
    self.day = day
    self.notes = notes
  }

  /// No repository on the Hub is said to be older: its true age is that of its oldest commit.
  package static let floor = "2022-03-02"

  /// The day that was asked for, else the dataset's first day on the Hub.
  ///
  /// - Throws: `AnswerError` of code `misuse` when `day` is no date.
  package init(
    day: String?,
    dataset: NamedNode,
    in connection: Connection
  ) throws {
    let facts = try connection.first(
      "SELECT created_at, repo.gated FROM repo WHERE repo.id = ?",
      dataset.id
    ) { $0.inOrder { (created: $0.optionalText(), gated: $0.optionalText()) } }
    let created = facts?.created.map { String($0.prefix(10)) }
    var notes: [String] = []
    if let day {
      guard Timestamp.secondsSince1970(in: day) != nil else {
        throw AnswerError(.misuse, "\(day) is not a date. Write it as 2024-06-13.")
      }
      if let created, day < created {
        notes.append("The dataset was created later, on \(created).")
      }
    } else if created == nil {
      notes.append(
        "The dataset's creation date is unknown, so there are no windows: the cache does not hold the "
          + "dataset itself. Name the day with --from."
      )
    } else if created == Self.floor {
      notes.append(
        "\(Self.floor) is the earliest date that the Hub records: the dataset may be older. Give the day "
          + "of its release with --from."
      )
    } else {
      notes.append("Windows start at the creation of the repository, not at the release.")
    }
    if let gated = facts?.gated, gated != "false" {
      notes.append(
        "The dataset is gated (\(gated)): its files are given on request only, and how many asked "
          + "is not public."
      )
    }
    self.day = day.map { String($0.prefix(10)) } ?? created
    self.notes = notes
  }
}
