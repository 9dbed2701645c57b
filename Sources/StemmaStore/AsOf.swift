import StemmaCore

/// The time that the questions on a connection are asked of.
package struct AsOf: Sendable, Hashable {
  /// The last second that counts, such as `2025-11-18T23:59:59Z`; nil for now.
  package let date: String?
  /// The harvest that left this state: the last one begun by then; nil before the first.
  package let harvest: Int64?
  /// Whether the connection was taken back to that harvest and knows nothing later.
  package let isPast: Bool

  /// The last second of `date`, which is a day or a second.
  ///
  /// - Throws: `AnswerError` of code `misuse` when it is no date.
  package static func end(of date: String) throws -> String {
    guard Timestamp.secondsSince1970(in: date) != nil else {
      throw AnswerError(.misuse, "\(date) is not a date. Write it as 2025-11-18.")
    }
    return date.count == 10 ? date + "T23:59:59Z" : date
  }
}

extension Connection {
  /// The time that questions on this connection are asked of.
  package var asOf: AsOf {
    get throws {
      let date =
        try hasTemporary("asked") ? first("SELECT time FROM temp.asked") { $0.text(0) } : nil
      let harvest = try first(
        "SELECT max(id) FROM harvest WHERE ?1 IS NULL OR started_at <= ?1",
        date
      ) { $0.optionalInteger(0) }
      return AsOf(date: date, harvest: harvest ?? nil, isPast: try isPast)
    }
  }

  /// When the last harvest began that the connection knows; nil before the first.
  package var knownUntil: String? {
    get throws {
      try first("SELECT started_at FROM harvest ORDER BY id DESC LIMIT 1") { $0.optionalText(0) }
        ?? nil
    }
  }

  /// Requires that a harvest had begun by the time asked for.
  ///
  /// - Throws: `AnswerError` of code `beforeHistory`.
  package func requireHistory() throws {
    let asOf = try asOf
    guard let date = asOf.date, asOf.harvest == nil else { return }
    let first = try first("SELECT min(started_at) FROM harvest") { $0.optionalText(0) } ?? nil
    throw AnswerError(
      .beforeHistory,
      "Nothing is known as of \(AsOf.day(date)): the first harvest began \(first ?? "never")."
    )
  }

  /// Sets the last second that questions on this connection are asked of.
  ///
  /// Harvested facts are taken back by ``recede(to:)``; what was imported has days of its own.
  package func ask(asOf time: String) throws {
    try execute("CREATE TEMP TABLE IF NOT EXISTS asked (time TEXT NOT NULL)")
    try run("INSERT INTO temp.asked VALUES (?)", time)
  }

  /// Whether ``recede(to:)`` was called.
  package var isPast: Bool { get throws { try hasTemporary("harvest") } }

  /// The schema in which the present stands: beside an undone past its own.
  package var presentSchema: String {
    get throws {
      let isBeside = try count(
        "SELECT count(*) FROM pragma_database_list WHERE name = ?",
        UndonePast.present
      )
      return isBeside > 0 ? UndonePast.present : "main"
    }
  }

  private func hasTemporary(_ name: String) throws -> Bool {
    try count("SELECT count(*) FROM temp.sqlite_master WHERE name = ?", name) > 0
  }
}

extension AsOf {
  /// A last second as a person writes it: the day, where it is the end of one.
  package static func day(_ time: String) -> String {
    time.hasSuffix("T23:59:59Z") ? String(time.prefix(10)) : time
  }
}
