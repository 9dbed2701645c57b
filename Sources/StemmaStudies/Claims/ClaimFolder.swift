import Foundation
package import StemmaCore
import StemmaStore

/// The claims of the folder of queries: `claims/*.sql`.
package struct ClaimFolder: Sendable {
  private let queries: QueryFolder

  /// Looks into `claims` of a folder of queries.
  package init(in queries: QueryFolder) { self.queries = queries }

  /// Those of this process: see ``QueryFolder/ofThisProcess``.
  package static var ofThisProcess: ClaimFolder { ClaimFolder(in: .ofThisProcess) }

  /// Every claim, by stage and id.
  ///
  /// - Throws: `ClaimError` with all that is wrong with the first file that is none; `QueryError`
  ///   without a folder.
  package func claims() throws -> [Claim] {
    _ = try files()
    let (claims, faults) = readable()
    if let fault = faults.first { throw fault }
    return claims
  }

  /// Every claim that can be read, and what is wrong with the files that are none, by name; neither
  /// without a folder.
  package func readable() -> (claims: [Claim], faults: [ClaimError]) {
    var (claims, faults): ([Claim], [ClaimError]) = ([], [])
    for file in (try? files()) ?? [] {
      do throws(ClaimError) {
        claims.append(try Self.claim(file))
      } catch {
        faults.append(error)
      }
    }
    claims.sort { ($0.stage.order, $0.id.sortKey) < ($1.stage.order, $1.id.sortKey) }
    return (claims, faults.sorted { $0.file < $1.file })
  }

  private func files() throws -> [QueryFile] { try queries.files(in: "claims", ending: "sql") }

  /// The claims of `ids`, in any letter case, or every claim that can be read, with what is wrong with
  /// the files that are none.
  ///
  /// - Throws: `QueryError` without a folder, and for an id that no claim has.
  package func toCheck(_ ids: [String]) throws -> (claims: [Claim], faults: [ClaimError]) {
    guard ids.isEmpty else { return (try claims(ids), []) }
    _ = try files()
    return readable()
  }

  /// The claims of `ids`, in any letter case; all of them when there are none.
  package func claims(_ ids: [String]) throws -> [Claim] {
    let all = try claims()
    guard !ids.isEmpty else { return all }
    return try ids.map { id in
      guard let claim = all.first(where: { $0.id.lowercased() == id.lowercased() }) else {
        throw QueryError("There is no claim \(id). `stemma claims ls` lists them.")
      }
      return claim
    }
  }

  private static func claim(_ file: QueryFile) throws(ClaimError) -> Claim {
    func fault(_ text: String) -> ClaimError {
      ClaimError(file: file.fileName, line: nil, text: text)
    }
    let bytes: Data
    do {
      bytes = try file.bytes(atMost: UserFile.longestText)
    } catch {
      throw fault("it cannot be read: \(error.reason)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault("it is not UTF-8")
    }
    return try Claim(
      name: file.name,
      text: text,
      sha256: SHA256.digest(of: bytes).hexadecimal
    )
  }
}

extension QueryFolder {
  /// What ships in the program, behind the folders of this process's user.
  package static var ofThisProcess: QueryFolder {
    QueryFolder(environment: ProcessInfo.processInfo.environment, shipped: Shipped.files)
  }
}

extension Claim.Stage {
  /// Its place in a table of claims.
  fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension String {
  /// Sorts P2 before P10.
  fileprivate var sortKey: String {
    let letters = prefix { !$0.isNumber }
    let number = dropFirst(letters.count)
    return letters + String(repeating: "0", count: max(0, 6 - number.count)) + number
  }
}

/// What is wrong with a claim's file, all of it.
package struct ClaimError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One thing that is wrong.
  package struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1; nil when it concerns the whole file.
    package let line: Int?
    package let text: String

    package var description: String { (line.map { "line \($0): " } ?? "") + text }
  }

  /// The file's name.
  package let file: String
  package let problems: [Problem]

  package init(file: String, problems: [Problem]) {
    self.file = file
    self.problems = problems
  }

  /// One thing that is wrong.
  package init(file: String, line: Int?, text: String) {
    self.init(file: file, problems: [Problem(line: line, text: text)])
  }

  /// The first that is wrong and how many more there are, in one line.
  package var sentence: String {
    guard let first = problems.first else { return file }
    let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
    let text = first.text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return "\(file)\(first.line.map { ", line \($0)" } ?? ""): \(text)\(more)"
  }

  package var description: String {
    ([
      "\(file) is not a valid claim: \(problems.count.counted("error")). "
        + "See the article \"Claims\" for the format."
    ] + problems.map { "  \($0)" }).joined(separator: "\n")
  }
}

extension ClaimError {
  /// What is wrong with a claim's query, as SQLite tells it.
  init(_ claim: Claim, _ error: CacheError) {
    let before = claim.sql.utf8.prefix(error.offset ?? 0).count { $0 == UInt8(ascii: "\n") }
    self.init(file: claim.id + ".sql", line: claim.queryLine + before, text: error.message)
  }

  /// What is wrong with a claim's query as a whole.
  init(_ claim: Claim, _ text: String) {
    self.init(file: claim.id + ".sql", line: claim.queryLine, text: text)
  }
}
