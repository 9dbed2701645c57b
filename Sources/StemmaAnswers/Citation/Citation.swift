import StemmaCore
package import StemmaStore

/// How a cache, or a study in it, is cited: as BibTeX, and as a file of the Citation File Format.
///
/// The same cache gives the same text: the day is that of the harvest.
public struct Citation: Sendable, Hashable {
  /// What is cited.
  public let title: String
  /// The day of the harvest that it rests on, such as `2026-11-30`.
  public let day: String
  /// The harvest's number.
  public let harvest: Int64
  /// The Hub's address.
  public let endpoint: String
  /// What the study says of where its claims come from; nil without a study.
  public let source: String?
  /// The study's id; nil for the cache.
  public let study: String?

  /// Makes one from its parts, without a cache.
  public init(
    title: String,
    day: String,
    harvest: Int64,
    endpoint: String,
    source: String? = nil,
    study: String? = nil
  ) {
    (self.title, self.day, self.harvest) = (title, day, harvest)
    (self.endpoint, self.source, self.study) = (endpoint, source, study)
  }

  /// Who made the program, and the tables with it.
  private static let authors = "The Stemma developers"

  /// Reads what there is to cite.
  ///
  /// - Throws: `AnswerError` for an empty cache, and for a study that it does not hold.
  package init(study: String?, in connection: Connection) throws {
    let harvest = try connection.first(
      "SELECT id, started_at, endpoint FROM harvest WHERE id = ?",
      connection.asOf.harvest
    ) { row in row.inOrder { ($0.integer(), $0.text(), $0.text()) } }
    guard let harvest else {
      throw AnswerError(.beforeHistory, "There is no harvest to cite.")
    }
    (self.harvest, day, endpoint) = (harvest.0, String(harvest.1.prefix(10)), harvest.2)
    self.study = study
    guard let study else {
      title = "Lineage of open models: public metadata of the Hugging Face Hub"
      source = nil
      return
    }
    let row = try connection.first("SELECT title, citation FROM study WHERE id = ?", study) {
      $0.inOrder { ($0.text(), $0.optionalText()) }
    }
    guard let row else {
      throw AnswerError(
        .unknownName,
        "The cache holds no study \(study). Load it with `stemma study load \(study)`."
      )
    }
    (title, source) = row
  }
}

extension Citation {
  private var subtitle: String { "\(title), harvest \(harvest) of \(day)" }

  private var note: String {
    "Made with Stemma \(Version.text) from \(endpoint)." + (source.map { " Study: \($0)" } ?? "")
  }

  /// Two entries: the data, and the program that made them.
  public var bibTeX: String {
    let key = ["stemma", study?.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }, day]
      .compactMap(\.self).joined(separator: "-")
    let parts = day.split(separator: "-")
    return """
      @misc{\(key),
        author = {{\(Self.authors)}},
        title = {{\(Self.escaped(subtitle))}},
        year = {\(parts.first ?? "")},
        month = {\(parts.dropFirst().first.flatMap { Int($0) } ?? 1)},
        note = {\(Self.escaped(note))}
      }

      @misc{stemma-software,
        author = {{\(Self.authors)}},
        title = {{Stemma: the family tree of open models}},
        year = {\(parts.first ?? "")},
        note = {Software, version \(Version.text), Apache License 2.0}
      }

      """
  }

  /// Foreign text inert to TeX.
  private static func escaped(_ text: String) -> String {
    TerminalText.inert(text).reduce(into: "") { escaped, character in
      switch character {
      case "\\": escaped += "\\textbackslash{}"
      case "^": escaped += "\\textasciicircum{}"
      case "~": escaped += "\\textasciitilde{}"
      case "{", "}", "$", "&", "%", "#", "_": escaped += "\\\(character)"
      default: escaped.append(character)
      }
    }
  }

  /// A file `CITATION.cff`, version 1.2.0.
  public var cff: String {
    // A text of JSON is one of YAML.
    func quoted(_ text: String) -> String { JSONValue.string(TerminalText.inert(text)).text }
    return """
      cff-version: 1.2.0
      message: \(quoted("Please cite these data, and the program that made them."))
      type: dataset
      title: \(quoted(subtitle))
      abstract: \(quoted(note))
      authors:
        - name: \(quoted(Self.authors))
      version: \(quoted("harvest \(harvest)"))
      date-released: \(quoted(day))
      references:
        - type: software
          title: Stemma
          authors:
            - name: \(quoted(Self.authors))
          version: \(quoted(Version.text))
          license: Apache-2.0

      """
  }
}
