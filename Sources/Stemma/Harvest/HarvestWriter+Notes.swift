import StemmaCache

extension HarvestWriter {
  /// Tells the archive what is asked for: the record that opens it, and one for each sitting.
  func open(_ request: HarvestRequest, at time: Double) throws {
    try commit { _ in
      let row = try tables.row(of: harvest)
      if archive.end == 0 {
        try archive.appendOpening(of: row.endpoint, software: "stemma/\(row.version)", at: time)
      }
      let sitting = ArchiveNote.Sitting(
        request: request.parts,
        endpoint: row.endpoint,
        version: row.version,
        harvestStartedAt: row.startedAt,
        beganAt: time
      )
      try append(.sitting(sitting), at: time)
    }
  }

  /// Tells the archive that what follows was planned, inside the transaction that plans it.
  func noteFollowUps(at time: Double) throws {
    try append(.followUp(.init(steps: tables.stepCount(of: harvest))), at: time)
  }

  /// Tells the archive how the sitting ended, inside the transaction that writes it.
  func noteClosing(at time: Double) throws {
    try append(.close(tables.row(of: harvest).closing), at: time)
  }

  private func append(_ note: ArchiveNote, at time: Double) throws {
    try archive.append(WARCRecord(note, at: time))
    try tables.setArchiveEnd(archive.end, of: harvest)
  }
}
