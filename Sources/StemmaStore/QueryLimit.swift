import Foundation

/// What a statement of a user may take: time, and room on the disk.
final class QueryLimit {
  private let end: ContinuousClock.Instant
  private let temporaryBytes: Int64
  private let bytesBefore: Int64
  private var nextLook: ContinuousClock.Instant
  /// Why the statement was stopped before its time was over; nil when it was not.
  private(set) var excess: CacheError?

  init(seconds: Double, temporaryBytes: Int64) {
    // A year is for ever, and can be added to a time.
    end = .now + .seconds(min(max(0, seconds), 31_536_000))
    self.temporaryBytes = temporaryBytes
    bytesBefore = Self.bytesOfNamelessFiles()
    nextLook = .now + Self.lookInterval
  }

  /// Whether the statement is to be stopped.
  var isOver: Bool {
    let now = ContinuousClock.now
    guard now < end else { return true }
    guard now >= nextLook else { return false }
    nextLook = now + Self.lookInterval
    let bytes = Self.bytesOfNamelessFiles() - bytesBefore
    guard bytes > temporaryBytes else { return false }
    excess = CacheError(
      .refused,
      "The query sorts and gathers more than \(temporaryBytes >> 20) MB and was stopped.",
      hint: "Narrow it, or ask for it in the sqlite3 shell."
    )
    return true
  }

  /// A disk takes a gigabyte a second at most, so that little is written between two looks.
  private static let lookInterval = Duration.milliseconds(20)

  /// The room that files take which this process has open and which have no name: SQLite's temporary ones
  /// have none from the first.
  private static func bytesOfNamelessFiles() -> Int64 {
    var bytes: Int64 = 0
    // The lowest free number is given, and nobody has a thousand files open here.
    for descriptor in Int32(0)..<1024 {
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_nlink == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      bytes += Int64(status.st_blocks) * 512
    }
    return bytes
  }
}
