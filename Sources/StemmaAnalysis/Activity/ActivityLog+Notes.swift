import StemmaRecords

extension ActivityLog {
  /// Why nothing can be said of these parts of the life; nil when something can.
  func unknown(_ parts: [ActivityRepo.Part]) -> String? {
    guard !repos.isEmpty else { return "the cache knows no repository of it" }
    let knowledge = parts.flatMap { part in repos.map { $0.knowledge(of: part) } }
    if knowledge.contains(where: { if case .known = $0 { true } else { false } }) { return nil }
    guard knowledge.contains(.hidden) else { return "unknown: not harvested, \(hint)" }
    let names = parts.map(\.rawValue).joined(separator: " or ")
    return "unknown: the Hub does not show its \(names): switched off, gated or missing"
  }

  /// A reading from the parts of the life that it needs, with what a reader must know of these.
  func reading(
    of kinds: [Contribution.Kind] = Contribution.Kind.allCases,
    parts: [ActivityRepo.Part]? = nil,
    _ body: () -> Reading
  ) -> Reading {
    let parts = parts ?? ActivityRepo.Part.allCases.filter { kinds.map(\.part).contains($0) }
    let query = evidence.query(kinds)
    if let reason = unknown(parts) { return .none(because: reason, evidence: query) }
    var reading = body()
    reading.evidence = query
    reading.notes += notes(on: parts)
    return reading
  }

  /// What is known of some parts of the life, and what was left out of it.
  func notes(on parts: [ActivityRepo.Part] = ActivityRepo.Part.allCases) -> [String] {
    parts.flatMap(coverage) + releaseNotes + leftOut.notes
  }

  private func coverage(of part: ActivityRepo.Part) -> [String] {
    let known = repos.count { $0.knows(part) }
    let hidden = repos.count { $0.knowledge(of: part) == .hidden }
    var notes: [String] = []
    if known + hidden < repos.count, repos.count == 1 {
      notes.append("Its \(part.rawValue) are unknown: not harvested, \(hint).")
    } else if known + hidden < repos.count {
      notes.append(
        "The \(part.rawValue) of \(known) of \(repos.count) repositories are known; what happened "
          + "in the others is not counted: not harvested, \(hint)."
      )
    }
    if hidden > 0 {
      notes.append(
        repos.count == 1
          ? "The Hub does not show its \(part.rawValue)."
          : "The Hub does not show the \(part.rawValue) of \(hidden) repositories."
      )
    }
    let ends = repos.compactMap { $0.end(of: part) }
    if let first = ends.min(), let last = ends.max(), Self.day(first) < Self.day(last) {
      notes.append(
        "The \(part.rawValue) are known up to \(Self.day(first)) of some repositories, up to "
          + "\(Self.day(last)) of others."
      )
    }
    let unread = part == .discussions ? threads.count { !$0.isRead } : 0
    if unread > 0 { notes.append("The answers in \(unread) discussions were not read yet.") }
    return notes
  }

  private var releaseNotes: [String] {
    var notes: [String] = []
    let floor = repos.filter { $0.createdAt.map(ActivityRelease.isFloor) ?? false }
    if !floor.isEmpty {
      notes.append(
        "\(floor.count) repositories bear \(ReuseAnchor.floor), the first day that the Hub knows: "
          + "their oldest commit stands for their creation where it is older."
      )
    }
    if let release {
      let older = history.count { Self.month($0.time) < Self.month(release) }
      if older > 0 {
        notes.append(
          "\(older) contributions are older than the month of release, \(Self.month(release)), "
            + "and in no month."
        )
      }
    }
    return notes
  }

  /// The calendar month in UTC, such as `2024-07`.
  static func month(_ time: Int64) -> String {
    String(Timestamp.text(secondsSince1970: time).prefix(7))
  }

  /// The day in UTC, such as `2024-07-12`.
  static func day(_ time: Int64) -> String {
    String(Timestamp.text(secondsSince1970: time).prefix(10))
  }

  static let secondsOfDay = 86_400.0
}
