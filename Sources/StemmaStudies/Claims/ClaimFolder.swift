import Foundation
package import StemmaCore

/// The claims of the folder of queries: `claims/*.sql`.
package struct ClaimFolder: Sendable {
  private let folder: URL

  /// Looks into `claims` of a folder of queries.
  package init(in queries: QueryFolder) { folder = queries.folder.appending(path: "claims") }

  /// The folder that `STEMMA_QUERIES` names, else the one here or above the program.
  package static var ofThisProcess: ClaimFolder { ClaimFolder(in: .ofThisProcess) }

  /// Every claim, by stage and id.
  ///
  /// - Throws: `ClaimError` with all that is wrong with the first file that is none; `QueryError`
  ///   without a folder.
  package func claims() throws -> [Claim] {
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw QueryError(
        "There is no folder of claims at \(folder.path). Set STEMMA_QUERIES to the folder that contains it."
      )
    }
    let (claims, faults) = readable()
    if let fault = faults.first { throw fault }
    return claims
  }

  /// Every claim that can be read, and what is wrong with the files that are none, by name; neither
  /// without a folder.
  package func readable() -> (claims: [Claim], faults: [ClaimError]) {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder,
      includingPropertiesForKeys: nil
    )
    var (claims, faults): ([Claim], [ClaimError]) = ([], [])
    for file in files ?? [] where file.pathExtension == "sql" {
      do throws(ClaimError) {
        claims.append(try Self.claim(file))
      } catch {
        faults.append(error)
      }
    }
    claims.sort { ($0.stage.order, $0.id.sortKey) < ($1.stage.order, $1.id.sortKey) }
    return (claims, faults.sorted { $0.file < $1.file })
  }

  /// The claims of `ids`, in any letter case; all of them when there are none.
  package func claims(_ ids: [String]) throws -> [Claim] {
    let all = try claims()
    guard !ids.isEmpty else { return all }
    return try ids.map { id in
      guard let claim = all.first(where: { $0.id.lowercased() == id.lowercased() }) else {
        let known = all.map(\.id).joined(separator: ", ")
        throw QueryError("There is no claim \(id). Known claims: \(known).")
      }
      return claim
    }
  }

  private static func claim(_ file: URL) throws(ClaimError) -> Claim {
    func fault(_ text: String) -> ClaimError {
      ClaimError(file: file.lastPathComponent, line: nil, text: text)
    }
    guard let bytes = try? Data(contentsOf: file) else { throw fault("it cannot be read") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault("it is not UTF-8")
    }
    return try Claim(
      name: file.deletingPathExtension().lastPathComponent,
      text: text,
      sha256: SHA256.digest(of: bytes).hexadecimal
    )
  }
}

extension QueryFolder {
  /// The folder that `STEMMA_QUERIES` names, else the one here or above the program.
  package static var ofThisProcess: QueryFolder {
    QueryFolder(
      environment: ProcessInfo.processInfo.environment,
      command: CommandLine.arguments.first ?? ""
    )
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
