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

/// The named queries, claims and studies: those of the user's folders, and those that ship in the
/// program.
///
/// A file takes the place of another of the same name that stands behind it in this order.
package struct QueryFolder: Sendable {
  /// A file that ships in the program, by its path in `queries`.
  package typealias Text = (path: String, text: String)

  /// One of the user's folders.
  private struct Layer: Sendable {
    let folder: URL
    /// Whether the user named it: a fault when it is not there.
    let isNamed: Bool
  }

  private let layers: [Layer]
  private let shipped: [Text]

  /// Takes the folder that `STEMMA_QUERIES` names, else `queries` here; then `stemma/queries` of the
  /// user's settings; then what ships in the program.
  package init(environment: [String: String], shipped: [Text]) {
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let first = Layer(
      folder: URL(filePath: set("STEMMA_QUERIES") ?? "queries"),
      isNamed: set("STEMMA_QUERIES") != nil
    )
    let settings = set("XDG_CONFIG_HOME") ?? set("HOME").map { $0 + "/.config" }
    let own = settings.map { URL(filePath: $0).appending(path: "stemma/queries") }
    layers = [first] + (own.map { [Layer(folder: $0, isNamed: false)] } ?? [])
    self.shipped = shipped
  }

  /// Takes one folder and nothing else.
  package init(of folder: URL) { (layers, shipped) = ([Layer(folder: folder, isNamed: true)], []) }

  /// Every query, by name.
  package func queries() throws -> [NamedQuery] {
    try files(ending: "sql").map { file in
      func fault(_ reason: String) -> QueryError {
        QueryError("The query \(file.path) cannot be read: \(reason). Mend or remove it.")
      }
      do {
        let bytes = try file.bytes(atMost: UserFile.longestText)
        guard let sql = String(validating: bytes, as: UTF8.self) else {
          throw fault("it is not UTF-8 text")
        }
        return NamedQuery(name: file.name, sql: sql)
      } catch let refusal as UserFile.Refusal {
        throw fault(refusal.reason)
      }
    }
  }

  /// The files of `folder`, a folder in that of queries, whose names have that ending, by name.
  ///
  /// - Throws: ``QueryError`` with the reason when a folder that is there, or that the user named,
  ///   cannot be listed.
  package func files(in folder: String? = nil, ending: String) throws -> [QueryFile] {
    var files: [String: QueryFile] = [:]
    for (path, text) in shipped {
      let url = URL(filePath: "/" + path)
      guard url.pathExtension == ending,
        url.deletingLastPathComponent().path == "/" + (folder ?? "")
      else { continue }
      let file = QueryFile(path: path, shipped: text)
      files[file.name] = file
    }
    for layer in layers.reversed() {
      for url in try Self.files(of: layer, in: folder, ending: ending) {
        let file = QueryFile(path: url.path)
        files[file.name] = file
      }
    }
    return files.values.sorted { $0.name < $1.name }
  }

  /// The folder may be a symbolic link.
  private static func files(of layer: Layer, in folder: String?, ending: String) throws -> [URL] {
    func fault(_ folder: URL, _ reason: String) -> QueryError {
      QueryError(
        "The folder \(folder.path) cannot be listed: \(reason). "
          + "Set STEMMA_QUERIES to the folder of queries, claims and studies."
      )
    }
    // A file is listed as an empty folder.
    if layer.isNamed {
      let target = layer.folder.resolvingSymlinksInPath()
      if let reason = FileReason.againstListing(target.path) { throw fault(target, reason) }
    }
    let place = folder.map { layer.folder.appending(path: $0) } ?? layer.folder
    let target = place.resolvingSymlinksInPath()
    guard FileManager.default.fileExists(atPath: target.path) else { return [] }
    if let reason = FileReason.againstListing(target.path) { throw fault(target, reason) }
    do {
      return try FileManager.default.contentsOfDirectory(
        at: target,
        includingPropertiesForKeys: nil
      ).filter { $0.pathExtension == ending }
    } catch {
      throw fault(target, FileReason.text(of: error))
    }
  }

  /// The query of that name.
  package func query(_ name: String) throws -> NamedQuery {
    guard let query = try queries().first(where: { $0.name == name }) else {
      throw QueryError("There is no query \(name). `stemma queries ls` lists them.")
    }
    return query
  }
}

/// A file of the folder of queries: the user's own, or one that ships in the program.
package struct QueryFile: Sendable {
  /// Where it is; of one that ships, its path in `queries`.
  package let path: String
  private let shipped: String?

  /// The file's name without its ending.
  package var name: String { URL(filePath: path).deletingPathExtension().lastPathComponent }

  /// The file's name.
  package var fileName: String { URL(filePath: path).lastPathComponent }

  init(path: String, shipped: String? = nil) { (self.path, self.shipped) = (path, shipped) }

  /// Its bytes, of which it is refused to have more than `limit`.
  package func bytes(atMost limit: Int) throws(UserFile.Refusal) -> Data {
    if let shipped { return Data(shipped.utf8) }
    return try UserFile.bytes(of: path, atMost: limit)
  }
}

/// A named query that is not to be had.
package struct QueryError: Error, CustomStringConvertible {
  /// What happened and what to do, in one line.
  package let description: String

  package init(_ description: String) { self.description = description }
}
