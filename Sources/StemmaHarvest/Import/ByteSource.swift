internal import Foundation
internal import StemmaCore
internal import StemmaDuckDB

/// Bytes that come piece by piece.
protocol ByteSource: AnyObject {
  /// The next piece; empty at the end.
  func next() throws -> [UInt8]
}

/// The rows of a Parquet file as JSON Lines, read by DuckDB's program.
final class ParquetSource {
  /// The names of the columns.
  let columns: [String]
  private let path: String
  private let engine: DuckDB
  /// A name that DuckDB does not take for a pattern of names.
  private let link: URL

  /// Opens the file and reads what columns it has.
  ///
  /// - Throws: `ImportError` when DuckDB's program is absent or refuses the file.
  init(path: String) throws {
    _ = try UserFile.open(path)
    self.path = path
    link = FileManager.default.temporaryDirectory
      .appending(path: "stemma-\(getpid())-\(UUID().uuidString).parquet")
    do {
      engine = try DuckDB()
      try FileManager.default.createSymbolicLink(
        at: link,
        withDestinationURL: URL(filePath: path).absoluteURL
      )
      let run = try engine.start(
        Self.copy(
          "SELECT column_name FROM (DESCRIBE FROM read_parquet(\(DuckDB.quoted(link.path))))",
          "FORMAT json"
        )
      )
      let text = try run.output.readToEnd() ?? Data()
      try run.finish()
      columns = try text.split(separator: UInt8(ascii: "\n")).map { line in
        guard case .string(let name)? = try JSONReader().value(Array(line))["column_name"] else {
          throw ImportError(description: "\(path): its columns cannot be read.")
        }
        return name
      }
    } catch let error as DuckDBError {
      try? FileManager.default.removeItem(at: link)
      throw ImportError(description: "\(path): \(error.description)")
    }
  }

  deinit { try? FileManager.default.removeItem(at: link) }

  private static func copy(_ query: String, _ format: String) -> String {
    "COPY (\(query)) TO '/dev/stdout' (\(format));"
  }

  /// The rows, as objects of the columns of these names; of a name with dots, of the column it leads
  /// into.
  func rows(of names: Set<String>) throws -> any ByteSource {
    let wanted = columns.filter { column in
      names.contains(column) || names.contains { $0.hasPrefix(column + ".") }
    }
    let list = wanted.map(DuckDB.name).joined(separator: ", ")
    let query = "SELECT \(list) FROM read_parquet(\(DuckDB.quoted(link.path)))"
    return Rows(try engine.start(Self.copy(query, "FORMAT json")), of: self)
  }

  private final class Rows: ByteSource {
    private let run: DuckDBRun
    // Keeps the file's link.
    private let source: ParquetSource
    private var isOver = false

    init(_ run: DuckDBRun, of source: ParquetSource) { (self.run, self.source) = (run, source) }

    func next() throws -> [UInt8] {
      guard !isOver else { return [] }
      let piece = [UInt8](try run.output.read(upToCount: 1 << 18) ?? Data())
      guard piece.isEmpty else { return piece }
      isOver = true
      do {
        try run.finish()
      } catch {
        throw ImportError(description: "\(source.path): \(error.description)")
      }
      return []
    }

    deinit { if !isOver { run.abandon() } }
  }
}

/// The bytes of a text file, piece by piece, unpacked where its name ends in `.gz` or `.zst`.
///
/// A small file may unpack to any size: what grows beyond all that texts do is refused.
final class TextSource: ByteSource {
  /// Tables of numbers and names pack to a tenth; what packs to less than this says next to nothing.
  static let mostGrowth = 200
  /// Up to here anything may grow.
  static let harmless = 64 << 20

  private let path: String
  private let file: FileHandle
  private var unpacker: GzipUnpacker?
  /// The program that unpacks what zstd packed.
  private var zstd: Process?
  /// Packed bytes that were read and belong to the next member.
  private var packed: [UInt8] = []
  private var read = 0
  private var given = 0

  init(path: String) throws {
    self.path = path
    let packed = try UserFile.open(path)
    guard path.hasSuffix(".zst") else {
      file = packed
      if path.hasSuffix(".gz") { unpacker = GzipUnpacker() }
      return
    }
    read = Int((try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0)
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["zstd", "--decompress", "--stdout", "--quiet"]
    process.standardInput = packed
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    (zstd, file) = (process, output.fileHandleForReading)
  }

  deinit { zstd?.terminate() }

  /// The next piece; empty at the end.
  func next() throws -> [UInt8] {
    var content: [UInt8] = []
    if unpacker == nil {
      content = [UInt8](try file.read(upToCount: 1 << 18) ?? Data())
      guard let zstd else { return content }
      if content.isEmpty { try end(zstd) }
    }
    while content.isEmpty, try unpack(into: &content) {}
    given += content.count
    guard given <= max(Self.harmless, read * Self.mostGrowth) else {
      throw ImportError(
        description: "\(path) unpacks to more than \(Self.mostGrowth) times its size, as no table "
          + "does. If it is one, unpack it first, and import that."
      )
    }
    return content
  }

  private func end(_ zstd: Process) throws {
    zstd.waitUntilExit()
    // env's word for a program that is not there.
    guard zstd.terminationStatus != 127 else {
      throw ImportError(
        description: "\(path) is packed by zstd, whose program is not on the PATH. Install it, or "
          + "unpack the file elsewhere."
      )
    }
    guard zstd.terminationStatus == 0 else { throw damage }
  }

  /// Unpacks a piece of the file, and says whether there was one.
  private func unpack(into content: inout [UInt8]) throws -> Bool {
    if packed.isEmpty {
      // Small: a piece unpacks to a thousand times as much.
      packed = [UInt8](try file.read(upToCount: 1 << 14) ?? Data())
      read += packed.count
    }
    guard let unpacker else { return false }
    if packed.isEmpty {
      // Between two members, and only there, a stream may end.
      guard unpacker.consumed == 0, read > 0 else { throw damage }
      return false
    }
    let before = unpacker.consumed
    do {
      try unpacker.unpack(packed, into: &content, limit: .max)
    } catch {
      throw damage
    }
    guard unpacker.isEnded else {
      packed = []
      return true
    }
    packed.removeFirst(unpacker.consumed - before)
    self.unpacker = GzipUnpacker()
    return true
  }

  private var damage: ImportError {
    ImportError(
      description:
        "\(path) is a truncated or damaged \(zstd == nil ? "gzip" : "zstd") file. Fetch it again."
    )
  }
}
