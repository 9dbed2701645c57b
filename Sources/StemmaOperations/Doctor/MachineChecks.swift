import Foundation
import StemmaCore
import StemmaHub
import StemmaStore
import StemmaStudies

/// Looks at this machine, its libraries and the cache.
struct MachineChecks {
  let cachePath: String
  let now: Double

  /// What needs no reply of the Hub.
  func lines() -> [Checkup.Line] {
    [sqlite, curl, folder, space, cache, writer].compactMap { $0 }
  }

  /// How far this machine's clock is from the Hub's.
  func clock(_ reply: ProbeReply, askedAt: Double) -> Checkup.Line {
    func line(_ verdict: Checkup.Verdict, _ seen: String) -> Checkup.Line {
      Self.line(
        "clock",
        expected: "within a minute of the Hub's",
        seen,
        verdict,
        "Set the clock: harvest dates and quota windows depend on it."
      )
    }
    guard let date = reply.date else { return line(.unknown, "the reply has no Date") }
    let skew = askedAt - date
    return line(abs(skew) <= 60 ? .same : .differs, "\(Int(skew.rounded())) s ahead")
  }

  /// Whether the Hub takes the token.
  static func token(_ reply: ProbeReply?, hasToken: Bool) -> Checkup.Line {
    let advice =
      "Create a new token in the Hub's settings, or unset HF_TOKEN to continue without one."
    func line(_ verdict: Checkup.Verdict, _ seen: String) -> Checkup.Line {
      Self.line("token", expected: "none, or one that the Hub takes", seen, verdict, advice)
    }
    guard hasToken else { return line(.same, "none: half the quota of a free account") }
    guard let reply else { return line(.unknown, "no reply came") }
    switch reply.status {
    case 200: return line(.same, "taken")
    case 401, 403: return line(.differs, reply.sight)
    default: return line(.unknown, reply.sight)
    }
  }

  private var sqlite: Checkup.Line {
    Self.line(
      "SQLite",
      expected: "3.37 or newer",
      SQLiteLibrary.version,
      SQLiteLibrary.isNewEnough ? .same : .differs,
      "Install a newer libsqlite3."
    )
  }

  private var curl: Checkup.Line {
    let features = [
      ("TLS", CurlFeatures.hasTLS), ("HTTP/2", CurlFeatures.hasHTTP2),
      ("gzip", CurlFeatures.hasGzip),
    ]
    let missing = features.filter { !$0.1 }.map(\.0)
    return Self.line(
      "libcurl",
      expected: "with TLS, HTTP/2 and gzip",
      CurlFeatures.version + (missing.isEmpty ? "" : " without \(missing.joined(separator: ", "))"),
      missing.isEmpty ? .same : .differs,
      "Without HTTP/2 harvests go on, slower; without TLS the Hub cannot be reached."
    )
  }

  private var place: String { URL(filePath: cachePath).deletingLastPathComponent().path }

  private var folder: Checkup.Line {
    let here = Self.nearestFolder(to: place)
    let isWritable = access(here, W_OK | X_OK) == 0
    return Self.line(
      "folder",
      expected: "can be written",
      "\(here) \(isWritable ? "can" : "cannot") be written",
      isWritable ? .same : .differs,
      "Change its permissions, or name another cache with --cache."
    )
  }

  /// A sweep of the whole Hub and its archive took about this much in August 2026.
  private static let room: Int64 = 20 << 30

  private var space: Checkup.Line {
    let here = Self.nearestFolder(to: place)
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: here)
    let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value
    let verdict: Checkup.Verdict = free.map { $0 >= 1 << 30 ? .same : .differs } ?? .unknown
    let seen = free.map { "\($0 >> 20) MB free" } ?? "the file system does not say"
    let few = (free ?? Self.room) < Self.room ? " A sweep of the whole Hub takes about 20 GB." : ""
    return Self.line("disk", expected: "1 GB free", seen, verdict, "Free some room." + few)
  }

  private var cache: Checkup.Line {
    func line(_ verdict: Checkup.Verdict, _ seen: String, _ advice: String) -> Checkup.Line {
      Self.line("cache", expected: "none yet, or one that can be read", seen, verdict, advice)
    }
    do {
      let cache = try Cache(path: cachePath, access: .read)
      let count = try cache.read { try $0.count("SELECT count(*) FROM repo") }
      return line(
        .same,
        count.counted("repository"),
        "`stemma cache verify` checks it whole."
      )
    } catch let error as CacheError where error.code == .absent {
      return line(.same, "none yet", "Fill one with `stemma harvest`.")
    } catch {
      let told = error as? CacheError
      return line(.differs, told?.message ?? "\(error)", told?.hint ?? "Restore a backup.")
    }
  }

  private var writer: Checkup.Line? {
    guard FileManager.default.fileExists(atPath: cachePath) else { return nil }
    let advice = "Wait for it to end before you harvest into the same cache."
    func line(_ verdict: Checkup.Verdict, _ seen: String) -> Checkup.Line {
      Self.line("writer", expected: "nobody writes to the cache", seen, verdict, advice)
    }
    do {
      let time = Timestamp.text(secondsSince1970: now)
      _ = try WriterLock(cachePath: cachePath, startedAt: time)
      return line(.same, "nobody")
    } catch let error as CacheError where error.code == .held {
      return line(.differs, error.message)
    } catch {
      return line(.unknown, "\(error)")
    }
  }

  private static func line(
    _ what: String,
    expected: String,
    _ seen: String,
    _ verdict: Checkup.Verdict,
    _ advice: String
  ) -> Checkup.Line {
    Checkup.Line(
      point: nil,
      what: what,
      expected: expected,
      seen: seen,
      verdict: verdict,
      advice: advice
    )
  }

  private static func nearestFolder(to path: String) -> String {
    var url = URL(filePath: path)
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
      url.deleteLastPathComponent()
    }
    return url.path
  }
}
