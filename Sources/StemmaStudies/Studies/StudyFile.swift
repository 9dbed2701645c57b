package import Foundation
package import StemmaCore
import StemmaDerive
import Yams

/// A study as it was read from its file.
package struct StudyFile: Sendable, Hashable {
  package let study: Study
  /// The file's name, without its folder.
  package let name: String
  /// The SHA-256 of its bytes, in hexadecimal.
  package let sha256: String

  /// Reads and checks the file at `file`.
  ///
  /// - Throws: `StudyError` with everything that is wrong.
  package init(contentsOf file: URL) throws {
    try self.init(name: file.lastPathComponent, at: file.path) { () throws(UserFile.Refusal) in
      try UserFile.bytes(of: file.path, atMost: FrontMatter.sizeLimit)
    }
  }

  /// Reads and checks a file of the folder of studies.
  fileprivate init(_ file: QueryFile) throws {
    try self.init(name: file.fileName, at: file.path) { () throws(UserFile.Refusal) in
      try file.bytes(atMost: FrontMatter.sizeLimit)
    }
  }

  private init(name: String, at path: String, _ read: () throws(UserFile.Refusal) -> Data) throws {
    let bytes: Data
    do {
      bytes = try read()
    } catch {
      throw StudyError(unreadable: path, error.reason)
    }
    try self.init(name: name, bytes: bytes)
  }

  /// Reads and checks the bytes of a file named `name`.
  ///
  /// - Throws: `StudyError` with everything that is wrong.
  package init(name: String, bytes: Data) throws {
    guard bytes.count <= FrontMatter.sizeLimit else {
      throw Self.refusal(name, "it has more than \(FrontMatter.sizeLimit) bytes")
    }
    guard let yaml = String(validating: bytes, as: UTF8.self) else {
      throw Self.refusal(name, "it is not UTF-8")
    }
    guard FrontMatter.aliasCount(in: yaml) <= FrontMatter.aliasLimit else {
      throw Self.refusal(name, "it has more than \(FrontMatter.aliasLimit) aliases")
    }
    var reader = StudyReader()
    let study = try Self.root(of: yaml, name: name).flatMap { reader.study($0) }
    guard let study, reader.problems.isEmpty else {
      let problems =
        reader.problems.isEmpty ? [.init(line: nil, text: "it is empty")] : reader.problems
      throw StudyError(file: name, problems: problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }
    self.study = study
    self.name = name
    sha256 = SHA256.digest(of: bytes).hexadecimal
  }

  private static func root(of yaml: String, name: String) throws -> Node? {
    do {
      return try Yams.compose(yaml: yaml, .basic)
    } catch let error as YamlError {
      throw StudyError(file: name, problems: [problem(error)])
    }
  }

  private static func problem(_ error: YamlError) -> StudyError.Problem {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      .init(line: mark.line, text: "YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      .init(line: context.mark.line, text: "given twice: \(keys.sorted().joined(separator: ", "))")
    default: .init(line: nil, text: "YAML: \(error)")
    }
  }

  private static func refusal(_ name: String, _ text: String) -> StudyError {
    StudyError(file: name, problems: [.init(line: nil, text: text)])
  }
}

/// The studies of the folder of queries: `studies/*.yaml`.
package struct StudyFolder: Sendable {
  private let queries: QueryFolder

  /// Looks into `studies` of a folder of queries.
  package init(in queries: QueryFolder) { self.queries = queries }

  /// Those of this process: see ``QueryFolder/ofThisProcess``.
  package static var ofThisProcess: StudyFolder { StudyFolder(in: .ofThisProcess) }

  /// Whether `text` means a file: a path, or the name of a study in the folder.
  package func holds(_ text: String) -> Bool { Self.isPath(text) || names.contains(text) }

  private static func isPath(_ text: String) -> Bool {
    text.contains("/") || ["yaml", "yml"].contains(URL(filePath: text).pathExtension)
      || FileReason.againstListing(text) != nil && FileManager.default.fileExists(atPath: text)
  }

  /// The study that `text` means, read from its file: a path, or the name of a study in the folder.
  ///
  /// - Throws: `StudyError` when there is none, or with everything that is wrong with it.
  package func study(_ text: String) throws -> StudyFile {
    let files = files
    if let file = files.first(where: { $0.name == text }) { return try StudyFile(file) }
    guard Self.isPath(text) else {
      throw StudyError(unknown: text, known: files.map(\.name))
    }
    return try StudyFile(contentsOf: URL(filePath: text))
  }

  /// The names of the studies in the folder.
  ///
  /// - Throws: `QueryError` when a folder cannot be listed.
  package func listed() throws -> [String] {
    try queries.files(in: "studies", ending: "yaml").map(\.name)
  }

  /// The names of the studies in the folder; none where it cannot be listed.
  package var names: [String] { files.map(\.name) }

  private var files: [QueryFile] {
    (try? queries.files(in: "studies", ending: "yaml")) ?? []
  }
}
