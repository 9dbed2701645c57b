package import Foundation

/// A question in SQL that has a name: a file of the folder `queries`.
///
/// The file begins with comment lines: the first is the title, the following ones describe it. A line
/// such as `-- :days integer = 30` declares a parameter, its type and the value that it has when none is
/// given. A parameter that no line declares must be given; a value that reads as a number is one.
package struct NamedQuery: Sendable, Hashable {
  /// What a query is asked with.
  package struct Parameter: Sendable, Hashable {
    /// What its values are.
    package enum Kind: String, Sendable, CaseIterable { case text, integer, real, date }

    package let name: String
    package let kind: Kind
    /// The value when none is given; nil when one must be.
    package let fallback: String?
  }

  /// A value of a parameter.
  package enum Value: Sendable, Hashable {
    case text(String)
    case integer(Int64)
    case real(Double)
  }

  /// The file's name without its ending; empty for a query that has none.
  package let name: String
  package let title: String
  package let description: String
  /// The file's text.
  package let sql: String
  /// Those that the file declares, in its order.
  package let parameters: [Parameter]

  /// Reads a query from its file's text.
  package init(name: String, sql: String) {
    let comments = sql.drop(while: \.isWhitespace)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .prefix { $0.hasPrefix("--") }
      .map { $0.dropFirst(2).trimmingCharacters(in: .whitespaces) }
    self.name = name
    self.sql = sql
    title = comments.first ?? ""
    let lines = comments.map { (text: $0, parameter: Parameter(line: $0)) }
    parameters = lines.compactMap(\.parameter)
    description = lines.dropFirst().filter { !$0.text.isEmpty && $0.parameter == nil }.map(\.text)
      .joined(separator: " ")
  }

  /// The values of the declared parameters, and of what else is given.
  ///
  /// - Throws: ``QueryError`` when a value is missing or is none of its parameter's type.
  package func values(_ given: [String: String]) throws -> [String: Value] {
    var values = given.mapValues { text in
      Int64(text).map(Value.integer) ?? Double(text).map(Value.real) ?? .text(text)
    }
    for parameter in parameters {
      guard let text = given[parameter.name] ?? parameter.fallback else {
        throw QueryError(
          "The query \(name)\(name.isEmpty ? "" : " ")needs --param \(parameter.name)=VALUE."
        )
      }
      guard let value = parameter.kind.value(text) else {
        throw QueryError(
          "The parameter \(parameter.name)\(name.isEmpty ? "" : " of \(name)") is "
            + "\(parameter.kind.noun), not \(text)."
        )
      }
      values[parameter.name] = value
    }
    return values
  }
}

extension NamedQuery.Parameter {
  /// Reads `:name type`, with `= value` behind it or not.
  fileprivate init?(line: String) {
    let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
    guard words.count == 2 || words.count == 4 && words[2] == "=" && !words[3].isEmpty,
      let name = words.first?.dropFirst(), line.hasPrefix(":"), !name.isEmpty,
      name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }),
      let kind = Kind(rawValue: String(words[1]))
    else { return nil }
    self.name = String(name)
    self.kind = kind
    fallback = words.count == 4 ? String(words[3]) : nil
  }
}

extension NamedQuery.Parameter.Kind {
  /// What a value is called in a message.
  fileprivate var noun: String {
    switch self {
    case .text: "a text"
    case .integer: "a whole number"
    case .real: "a number"
    case .date: "a date such as 2024-06-01"
    }
  }

  fileprivate func value(_ text: String) -> NamedQuery.Value? {
    switch self {
    case .text: .text(text)
    case .integer: Int64(text).map(NamedQuery.Value.integer)
    case .real: Double(text).flatMap { $0.isFinite ? .real($0) : nil }
    case .date: Timestamp.secondsSince1970(in: text).map { _ in .text(text) }
    }
  }
}

/// The folder of named queries.
package struct QueryFolder: Sendable {
  /// Where it is.
  package let folder: URL

  /// Takes the folder that `STEMMA_QUERIES` names, else `queries` here or above the command.
  package init(environment: [String: String], command: String) {
    if let named = environment["STEMMA_QUERIES"], !named.isEmpty {
      folder = URL(filePath: named)
      return
    }
    let here = URL(filePath: "queries")
    folder =
      ([here] + Self.folders(above: URL(filePath: command)))
      .first { FileManager.default.fileExists(atPath: $0.path) } ?? here
  }

  /// Every query, by name.
  package func queries() throws -> [NamedQuery] {
    try Self.files(of: folder, ending: "sql").map { file in
      func fault(_ reason: String) -> QueryError {
        QueryError("The query \(file.path) cannot be read: \(reason). Mend or remove it.")
      }
      do {
        let bytes = try UserFile.bytes(of: file.path, atMost: UserFile.longestText)
        guard let sql = String(validating: bytes, as: UTF8.self) else {
          throw fault("it is not UTF-8 text")
        }
        return NamedQuery(name: file.deletingPathExtension().lastPathComponent, sql: sql)
      } catch let refusal as UserFile.Refusal {
        throw fault(refusal.reason)
      }
    }
    .sorted { $0.name < $1.name }
  }

  /// The files of a folder whose names have that ending; the folder may be a symbolic link.
  ///
  /// - Throws: ``QueryError`` with the reason when the folder cannot be listed.
  package static func files(of folder: URL, ending: String) throws -> [URL] {
    func fault(_ reason: String) -> QueryError {
      QueryError(
        "The folder \(folder.path) cannot be listed: \(reason). "
          + "Set STEMMA_QUERIES to the folder of queries, claims and studies."
      )
    }
    let target = folder.resolvingSymlinksInPath()
    // A file is listed as an empty folder.
    if let reason = FileReason.againstListing(target.path) { throw fault(reason) }
    do {
      return try FileManager.default.contentsOfDirectory(
        at: target,
        includingPropertiesForKeys: nil
      ).filter { $0.pathExtension == ending }
    } catch {
      throw fault(FileReason.text(of: error))
    }
  }

  /// The query of that name.
  package func query(_ name: String) throws -> NamedQuery {
    let queries = try queries()
    guard let query = queries.first(where: { $0.name == name }) else {
      let names = queries.map(\.name).joined(separator: ", ")
      throw QueryError(
        "There is no query \(name). "
          + (names.isEmpty
            ? "The folder \(folder.path) holds none: set STEMMA_QUERIES to one that does."
            : "Known queries: \(names).")
      )
    }
    return query
  }

  // A build stands some folders below the sources.
  private static func folders(above command: URL) -> [URL] {
    var folder = command.resolvingSymlinksInPath()
    return (0..<5).map { _ in
      folder = folder.deletingLastPathComponent()
      return folder.appending(path: "queries")
    }
  }
}

/// A named query that is not to be had.
package struct QueryError: Error, CustomStringConvertible {
  /// What happened and what to do, in one line.
  package let description: String

  package init(_ description: String) { self.description = description }
}
