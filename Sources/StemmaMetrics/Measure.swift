internal import Foundation
public import StemmaCore
package import StemmaStore

/// What a metric says of one subject, as one harvest left it.
public struct Measure: Sendable, Hashable {
  /// One value of a series, or one part of the whole.
  public struct Point: Sendable, Hashable {
    /// What it is of: a month such as `2024-07`, a date, a relation, a name.
    public let label: String
    /// The value; nil when it is unknown.
    public let value: Double?
    /// Why it is unknown, or what is odd about it.
    public let note: String?

    /// A value, or nil with the reason in the note.
    public init(_ label: String, _ value: Double?, note: String? = nil) {
      self.label = label
      self.value = value
      self.note = note
    }
  }

  /// What was measured.
  public let definition: MetricDefinition
  /// What kind of subject it was measured of.
  public let scope: MetricScope
  /// The subject's name; empty for the whole cache.
  public let subject: String
  /// The number of the harvest whose state was measured; 0 before the first.
  public let harvest: Int64
  /// The value; nil when there are points only, or when it cannot be computed.
  public let value: Double?
  /// The series or the parts, in order.
  public let points: [Point]
  /// Why it cannot be computed; nil when it could.
  public let reason: String?
  /// What the value alone does not say: gaps, resets, since when anything is known.
  public let notes: [String]
  /// SQL that lists what was counted, ready for `stemma sql`.
  public let evidence: String

  /// Makes one from its parts, without a cache.
  public init(
    definition: MetricDefinition,
    scope: MetricScope,
    subject: String,
    harvest: Int64,
    value: Double?,
    points: [Point] = [],
    reason: String? = nil,
    notes: [String] = [],
    evidence: String = ""
  ) {
    self.definition = definition
    self.scope = scope
    self.subject = subject
    self.harvest = harvest
    self.value = value
    self.points = points
    self.reason = reason
    self.notes = notes
    self.evidence = evidence
  }

  package init(
    definition: MetricDefinition,
    scope: MetricScope,
    subject: String,
    harvest: Int64,
    reading: Reading
  ) {
    self.definition = definition
    self.scope = scope
    self.subject = subject
    self.harvest = harvest
    value = reading.value
    points = reading.points
    reason = reading.reason
    notes = reading.notes
    evidence = reading.evidence
  }

  /// Points, reason, notes and evidence, as `measure.detail` keeps them.
  package var detail: JSONValue {
    [
      "points": .array(points.map(\.json)), "reason": reason.map(JSONValue.string) ?? .null,
      "notes": .array(notes.map(JSONValue.string)), "evidence": .string(evidence),
    ]
  }
}

extension Measure.Point {
  package var json: JSONValue {
    [
      "label": .string(label), "value": value.map(JSONValue.measured) ?? .null,
      "note": note.map(JSONValue.string) ?? .null,
    ]
  }
}

extension JSONValue {
  /// A measured number: whole ones without a fraction.
  package static func measured(_ number: Double) -> JSONValue {
    Int64(exactly: number).map(JSONValue.integer) ?? .number(number)
  }
}

extension Measure: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    .object(
      [
        .init("metric", .string(definition.name)), .init("scope", .string(scope.rawValue)),
        .init("subject", .string(subject)), .init("harvest", .integer(harvest)),
        .init("value", value.map(JSONValue.measured) ?? .null),
        .init("unit", .string(definition.unit)),
      ] + (detail.object ?? [])
    )
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["metric", "subject", "label", "value", "unit", "note"],
      rows: (points.isEmpty || value != nil || reason != nil
        ? [row(label: nil, value, note: reason)] : [])
        + points.map { row(label: $0.label, $0.value, note: $0.note) }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let title = subject.isEmpty ? "the whole cache" : TerminalText.inert(subject)
    let parts = Table(
      ["", definition.unit, "note"],
      rows: points.map { [.text($0.label), Table.Cell(measured: $0.value), Table.Cell($0.note)] }
    )
    return "\(definition.name) of \(title): \(headline)\n\(definition.definition)\n"
      + (points.isEmpty ? "" : "\n" + parts.text(as: .table))
      + lines("Note", notes) + lines("Caution", definition.cautions)
      + "\nRows: stemma sql \"\(TerminalText.inert(evidence.oneLine))\"\n"
  }

  private var headline: String {
    if let reason { return "cannot be computed: \(TerminalText.inert(reason))" }
    guard let value else { return "\(points.count.counted("value"))" }
    let shown = Table.Cell(measured: value)
    switch shown {
    case .integer(let number): return "\(number) \(definition.unit)".withoutRatio
    default: return "\((value * 10_000).rounded() / 10_000) \(definition.unit)".withoutRatio
    }
  }

  private func lines(_ word: String, _ texts: [String]) -> String {
    texts.isEmpty ? "" : "\n" + texts.map { "\(word): \(TerminalText.inert($0))\n" }.joined()
  }

  private func row(label: String?, _ value: Double?, note: String?) -> [Table.Cell] {
    [
      .text(definition.name), .text(subject), Table.Cell(label), Table.Cell(measured: value),
      .text(definition.unit), Table.Cell(note),
    ]
  }
}

extension Table.Cell {
  /// A measured number: whole ones without a fraction, others to four places.
  package init(measured number: Double?) {
    guard let number else {
      self = .missing
      return
    }
    self =
      Int64(exactly: number).map(Table.Cell.integer)
      ?? .number((number * 10_000).rounded() / 10_000)
  }
}

extension String {
  fileprivate var oneLine: String { split { $0.isWhitespace }.joined(separator: " ") }

  /// A ratio has the unit 1, which nobody says.
  fileprivate var withoutRatio: String { hasSuffix(" 1") ? String(dropLast(2)) : self }
}

/// The measures that the cache keeps.
public struct Measurements: Sendable {
  private let cachePath: String

  /// Works on the cache at `cachePath`, which is there.
  public init(cachePath: String) { self.cachePath = cachePath }

  /// Keeps measures with the harvest they came from; one taken again replaces the former.
  ///
  /// - Throws: An error of one line when the cache cannot be written.
  public func keep(_ measures: [Measure]) throws {
    let cache = try Cache(path: cachePath, access: .write)
    let now = Timestamp.text(secondsSince1970: Date().timeIntervalSince1970)
    let lock = try WriterLock(cachePath: cachePath, startedAt: now)
    defer { withExtendedLifetime(lock) {} }
    try cache.write(as: .measure) { try Self.write(measures, in: $0) }
  }

  /// Writes measures inside a transaction of the caller's.
  package static func write(_ measures: [Measure], in connection: Connection) throws {
    let insert = try connection.prepare(
      """
      INSERT OR REPLACE INTO measure (metric, scope, subject, harvest, value, unit, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    )
    for measure in measures {
      try insert.run(
        measure.definition.name,
        measure.scope.rawValue,
        measure.subject,
        measure.harvest,
        measure.value,
        measure.definition.unit,
        measure.detail.text
      )
    }
  }
}

/// Months as answers write them, such as `2024-07`.
package enum Months {
  /// Every month from one to another, both included; none when the first is later or no month.
  package static func from(_ first: String, through last: String) -> [String] {
    guard let start = number(first), let end = number(last), start <= end else { return [] }
    return (start...end).map { number in
      let month = number % 12 + 1
      return "\(number / 12)-\(month < 10 ? "0" : "")\(month)"
    }
  }

  private static func number(_ month: String) -> Int? {
    let parts = month.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 2, (1...12).contains(parts[1]), (1...9999).contains(parts[0]) else {
      return nil
    }
    return parts[0] * 12 + parts[1] - 1
  }
}
