import Foundation
package import StemmaCore
import StemmaStore

/// What one row says of a repository at one time, decided before anything is written.
package struct ImportObservation: Equatable {
  let kind: RepoKind
  let name: String
  let hubID: String
  /// A day, or a time in the cache's form.
  let observedAt: String
  /// In the order of `ImportField.counters`; NULL where the row does not tell.
  private(set) var counters: [SQLValue] = []
  private(set) var facts: [(field: ImportField, value: String)] = []
  /// What was odd about single values, which count as not told.
  private(set) var oddities: [ImportOddity] = []

  var hasCounters: Bool { counters.contains { $0 != .null } }

  /// Reads a row.
  ///
  /// - Throws: Why the row as a whole says nothing: no name, no date, or a date still to come.
  ///
  /// - Parameters:
  ///   - cells: The row.
  ///   - kind: What it is of, where it does not say.
  ///   - today: The last day that may have been seen.
  ///   - format: The form of the dates; nil for every form that can be told.
  package init(
    _ cells: ImportCells,
    kind: RepoKind,
    today: String,
    format: ImportDateFormat? = nil
  ) throws(ImportOddity) {
    let cells = cells.compactMapValues(Self.present)
    // People keep addresses as well, which say the kind.
    let text = cells[.id] ?? ""
    let meant = RepoName.kind(meantBy: text)
    self.kind = try Self.kind(cells[.kind], orElse: meant == .model ? kind : meant)
    let name = RepoName.meant(by: text)
    guard RepoName.isWellFormed(name) else {
      throw ImportOddity(.badName, cells[.id].map(ImportOddity.quoted) ?? "no name", of: .id)
    }
    self.name = name
    hubID = cells[.hubID] ?? ""
    observedAt = try Self.time(cells[.date], until: today, in: format)
    counters = ImportField.counters.map { counter($0, cells[$0]) }
    for field in ImportField.facts {
      if let text = cells[field] { addFact(field, text) }
    }
    guard hasCounters || !facts.isEmpty else {
      throw oddities.first ?? ImportOddity(.emptyRow, "no value but name and date")
    }
  }

  package static func == (one: Self, other: Self) -> Bool {
    (one.kind, one.name, one.hubID, one.observedAt)
      == (other.kind, other.name, other.hubID, other.observedAt)
      && one.counters == other.counters && one.oddities == other.oddities
      && one.facts.elementsEqual(other.facts, by: ==)
  }

  private static func time(
    _ text: String?,
    until today: String,
    in format: ImportDateFormat?
  ) throws(ImportOddity) -> String {
    guard let text else { throw ImportOddity(.badDate, "no date", of: .date) }
    var time: String
    if let format {
      guard let read = format.time(text) else {
        throw ImportOddity(.badDate, "\(ImportOddity.quoted(text)) is not as \(format)", of: .date)
      }
      time = read
    } else {
      do {
        time = try ImportDate.reading(text).get()
      } catch {
        throw ImportOddity(error.code, error.detail, of: .date)
      }
    }
    guard time.prefix(10) <= today else {
      throw ImportOddity(.badDate, "\(time) is in the future", of: .date)
    }
    return time
  }

  private mutating func counter(_ field: ImportField, _ text: String?) -> SQLValue {
    guard let text else { return .null }
    if let number = Double(text), number.isFinite, number >= 0 {
      if field == .trendingScore { return .real(number) }
      if let whole = Int64(exactly: number) { return .integer(whole) }
    }
    oddities.append(
      ImportOddity(.badNumber, "\(field.rawValue) \(ImportOddity.quoted(text))", of: field)
    )
    return .null
  }

  private mutating func addFact(_ field: ImportField, _ text: String) {
    let value: String? =
      switch field {
      case .gated: Self.gated[text.lowercased()]
      case .createdAt, .lastModified: try? ImportDate.reading(text).get()
      case .parameters: Double(text).flatMap { Int64(exactly: $0) }.map(String.init)
      default: text
      }
    if let value {
      facts.append((field, value))
    } else {
      oddities.append(
        ImportOddity(.badValue, "\(field.rawValue) \(ImportOddity.quoted(text))", of: field)
      )
    }
  }

  /// The words that older exports wrote for the Hub's three.
  private static let gated = [
    "false": "false", "0": "false", "true": "true", "1": "true", "auto": "auto",
    "manual": "manual",
  ]

  /// What programs write where they have nothing.
  private static let missing: Set = ["", "null", "none", "nan", "n/a", "na", "<na>", "undefined"]

  private static func present(_ text: String) -> String? {
    let text = text.trimmingCharacters(in: .whitespaces)
    return missing.contains(text.lowercased()) ? nil : text
  }

  private static func kind(_ text: String?, orElse kind: RepoKind) throws(ImportOddity) -> RepoKind
  {
    guard let text else { return kind }
    let word = text.lowercased()
    let singular = word.hasSuffix("s") ? String(word.dropLast()) : word
    guard let kind = RepoKind(rawValue: singular) else {
      throw ImportOddity(.badKind, ImportOddity.quoted(text), of: .kind)
    }
    return kind
  }
}

extension Finding.Code {
  /// A name that no repository can have.
  static let badName = Finding.Code(rawValue: "bad-name")
  /// A date that cannot be read, or is still to come.
  static let badDate = Finding.Code(rawValue: "bad-date")
  /// A kind other than model, dataset or space.
  static let badKind = Finding.Code(rawValue: "bad-kind")
  /// A counter that is no whole number from 0 up.
  static let badNumber = Finding.Code(rawValue: "bad-number")
  /// Another value that its field cannot have.
  static let badValue = Finding.Code(rawValue: "bad-value")
  /// A row that tells nothing.
  static let emptyRow = Finding.Code(rawValue: "empty-row")
  /// A second row for one name and time that says something else: the first is kept.
  static let clashingRow = Finding.Code(rawValue: "clashing-row")
  /// Findings that are counted and no longer kept one by one.
  static let moreFindings = Finding.Code(rawValue: "more-findings")
}
