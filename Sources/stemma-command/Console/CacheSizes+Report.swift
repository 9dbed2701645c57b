public import StemmaCore
public import StemmaOperations

extension CacheSizes: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "path": .string(path), "bytes": .integer(bytes), "free_bytes": .integer(freeBytes),
      "identity": JSONValue(identity),
      "archive_folder": .string(folder), "archive_bytes": .integer(archiveBytes),
      "inherited_folders": .array(inheritedFolders.map(JSONValue.string)),
      "past_folder": .string(pastFolder), "past_bytes": .integer(pastBytes),
      "archives": .array(
        archives.map {
          [
            "harvest": .integer($0.harvest), "started_at": .string($0.startedAt),
            "outcome": .string($0.outcome), "file": .string($0.file),
            "compacted": .bool($0.isCompacted), "replies": .integer(Int64($0.replies)),
            "bytes": .integer($0.bytes),
          ]
        }
      ),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["harvest", "started", "outcome", "replies", "file", "bytes"],
      rows: archives.map {
        [
          Table.Cell($0.harvest), .text($0.startedAt), .text($0.outcome), Table.Cell($0.replies),
          .text($0.file), Table.Cell($0.bytes),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let others = inheritedFolders.map { " and \($0)" }.joined()
    let pasts =
      pastBytes > 0
      ? "\nThe pasts kept for --as-of in \(pastFolder) take \(pastBytes) bytes." : ""
    return """
      The cache \(path) takes \(bytes) bytes, \(freeBytes) of them free.
      Its archives in \(folder)\(others) take \(archiveBytes) bytes.\(pasts)

      \(table.text(as: .table))
      """
  }
}
