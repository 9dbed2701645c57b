import StemmaCache
import StemmaHub
import StemmaRecords

extension Harvester {
  /// Tells the archive what is asked for: the record that opens it, and one for each sitting.
  func openSitting() throws {
    try cache.write { _ in
      let row = try tables.row(of: harvest)
      if archive.end == 0 {
        try archive.appendOpening(
          of: row.endpoint,
          software: "stemma/\(row.version)",
          at: startedAt
        )
      }
      let sitting = ArchiveNote.Sitting(
        request: request.parts,
        endpoint: row.endpoint,
        version: row.version,
        harvestStartedAt: row.startedAt,
        beganAt: startedAt
      )
      try append(.sitting(sitting))
    }
  }

  /// Tells the archive that steps were added, inside the transaction that adds them.
  func noteFollowUps() throws {
    try append(.followUp(.init(steps: tables.stepCount(of: harvest))))
  }

  /// Tells the archive how the sitting ended, inside the transaction that writes it.
  func noteClosing() throws { try append(.close(tables.row(of: harvest).closing)) }

  private func append(_ note: ArchiveNote) throws {
    try archive.append(WARCRecord(note, at: clock.now()))
    try tables.setArchiveEnd(archive.end, of: harvest)
  }
}
