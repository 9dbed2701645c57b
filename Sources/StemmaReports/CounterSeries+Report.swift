package import StemmaAnalysis
package import StemmaRecords

extension CounterSeries: Report {
  package var json: JSONValue {
    [
      "model": .string(name),
      "series": .array(entries.map(\.json)),
      "gaps": .array(
        gaps.map {
          [
            "last_known": .string($0.lastKnown), "next_known": .string($0.nextKnown),
            "days": .integer(Int64($0.days)),
          ]
        }
      ),
    ]
  }

  /// Entries and gaps in the order of time; of a gap every counter is missing.
  package var table: Table {
    var gaps = gaps[...]
    var rows: [[Table.Cell]] = []
    for entry in entries {
      while let gap = gaps.first, gap.nextKnown <= entry.date {
        rows.append([.text(gap.lastKnown), .text(gap.nextKnown)] + Self.unknown)
        gaps = gaps.dropFirst()
      }
      rows.append(entry.row)
    }
    return Table(
      ["from", "to", "downloads", "all_time", "likes", "trending", "source"],
      rows: rows
    )
  }

  private static let unknown: [Table.Cell] = [.missing, .missing, .missing, .missing, "gap"]
}

extension CounterSeries.Entry {
  fileprivate var json: JSONValue {
    [
      "date": .string(date), "held_until": .string(heldUntil),
      "downloads": downloads.map(JSONValue.integer) ?? .null,
      "downloads_all_time": downloadsAllTime.map(JSONValue.integer) ?? .null,
      "likes": likes.map(JSONValue.integer) ?? .null,
      "trending_score": trendingScore.map(JSONValue.number) ?? .null,
      "source": .string(source), "origin": JSONValue(origin),
    ]
  }

  fileprivate var row: [Table.Cell] {
    [
      .text(date), .text(heldUntil), Table.Cell(downloads), Table.Cell(downloadsAllTime),
      Table.Cell(likes), trendingScore.map(Table.Cell.number) ?? .missing,
      .text(origin.map { "\(source): \($0)" } ?? source),
    ]
  }
}
