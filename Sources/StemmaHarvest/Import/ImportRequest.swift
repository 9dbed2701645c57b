public import StemmaCore

/// Which files to import as back history, and how they read.
public struct ImportRequest: Sendable {
  /// How the rows of a file are written.
  public enum Format: String, Sendable, CaseIterable {
    /// Comma-separated values with a header.
    case csv
    /// A JSON object a line, or one JSON array of objects.
    case jsonl
    /// Parquet, which DuckDB's program reads.
    case parquet
  }

  /// The files; a name that ends in `.gz` or `.zst` is unpacked first.
  public var files: [String]
  /// The columns that fields are read from; a field that is not named here is read from the column
  /// of its own name, if the file has one, and an empty column leaves it out.
  public var columns: [ImportField: String]
  /// How the files are written; nil goes by their names.
  public var format: Format?
  /// What the rows are of, where they do not say.
  public var kind: RepoKind
  /// Where the files come from; nil for their names.
  public var source: String?
  /// The form of the dates; nil for every form that can be told from another.
  public var dateFormat: ImportDateFormat?
  /// The day or time of all rows, for files that do not tell it; nil where a column tells it.
  public var date: String?

  /// Asks for `files`.
  public init(
    files: [String],
    columns: [ImportField: String] = [:],
    format: Format? = nil,
    kind: RepoKind = .model,
    source: String? = nil,
    dateFormat: ImportDateFormat? = nil,
    date: String? = nil
  ) {
    self.files = files
    self.columns = columns
    self.format = format
    self.kind = kind
    self.source = source
    self.dateFormat = dateFormat
    self.date = date
  }

  /// How `file` is written.
  func format(of file: String) -> Format {
    if let format { return format }
    if file.hasSuffix(".parquet") { return .parquet }
    let name =
      file.hasSuffix(".gz")
      ? file.dropLast(3) : file.hasSuffix(".zst") ? file.dropLast(4) : file[...]
    return name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") || name.hasSuffix(".json")
      ? .jsonl : .csv
  }

  /// The columns that a field may be read from, the first that is there; none when it is left out.
  func columns(of field: ImportField) -> [String] {
    guard let column = columns[field] else {
      if field == .date, date != nil { return [] }
      return [field.rawValue] + (field.hubName.map { [$0] } ?? [])
    }
    return column.isEmpty ? [] : [column]
  }
}

/// What one imported file brought.
public struct ImportSummary: Sendable, Hashable {
  /// The file.
  public var file: String
  /// Its number in the cache.
  public var number: Int64
  /// Whether the same file was imported before, with the same columns: then nothing changed.
  public var isKnown = false
  /// The fields that were read, each with its column, such as `date=as_of`.
  public var columns: [String] = []
  /// Rows in the file.
  public var rows = 0
  /// Rows that could be read.
  public var taken = 0
  /// The first row that could not be read, with its line, column and value; nil when all could.
  public var firstUnread: String?
  /// Rows that said something new.
  public var observations = 0
  /// Distinct names.
  public var names = 0
  /// The first day.
  public var first: String?
  /// The last day.
  public var last: String?
  /// Times between two observations of one name of which the file says nothing.
  public var gaps = 0
  /// Odd things met, kept as findings with their lines.
  public var findings = 0

  /// Whether no row could be read: then nothing is kept of the file.
  public var tookNothing: Bool { !isKnown && taken == 0 }

  package init(
    file: String,
    number: Int64,
    isKnown: Bool = false,
    columns: [String] = [],
    rows: Int = 0,
    observations: Int = 0,
    names: Int = 0,
    first: String? = nil,
    last: String? = nil,
    gaps: Int = 0,
    findings: Int = 0
  ) {
    self.file = file
    self.number = number
    self.isKnown = isKnown
    self.columns = columns
    self.rows = rows
    self.observations = observations
    self.names = names
    self.first = first
    self.last = last
    self.gaps = gaps
    self.findings = findings
  }
}

/// Why a file could not be imported, and what to do.
public struct ImportError: Error, Sendable, CustomStringConvertible {
  /// One line.
  public let description: String

  package init(
    description: String
  ) {
    self.description = description
  }
}
