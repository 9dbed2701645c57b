package import StemmaLink
import StemmaCore

/// What happened in some days after an anchor date.
public struct ReuseWindow: Sendable, Hashable {
  /// How long it is.
  public let days: Int
  /// Its first day, such as `2024-06-13`.
  public let from: String
  /// The first day after it.
  public let to: String
  /// Models made in it that declare the dataset.
  public let declaredBy: Int
  /// Those of others.
  public let external: Int
  /// Those that others trained.
  public let trained: Int
  /// Whether the harvest came after its end, so that nothing can be missing but what was deleted.
  public let isOver: Bool

  /// Makes one from its parts, without a cache.
  public init(
    days: Int,
    from: String,
    to: String,
    declaredBy: Int,
    external: Int,
    trained: Int,
    isOver: Bool
  ) {
    self.days = days
    self.from = from
    self.to = to
    self.declaredBy = declaredBy
    self.external = external
    self.trained = trained
    self.isOver = isOver
  }

  /// Counts the users made from `from` up to but not on the day `days` later.
  ///
  /// `until` is when the users were listed.
  package init?(days: Int, from: String, users: [DatasetUser], until: String?) {
    guard let to = Self.day(days, after: from) else { return nil }
    self.days = days
    self.from = from
    self.to = to
    var (all, external, trained) = (0, 0, 0)
    for user in users where Self.holds(user, from: from, to: to) {
      all += 1
      if user.isExternal { external += 1 }
      if user.isTrained { trained += 1 }
    }
    (declaredBy, self.external, self.trained) = (all, external, trained)
    isOver = until.map { $0 >= to } ?? false
  }

  /// Whether a user was made in the window: on its first day or later, before the last.
  package func holds(_ user: DatasetUser) -> Bool { Self.holds(user, from: from, to: to) }

  private static func holds(_ user: DatasetUser, from: String, to: String) -> Bool {
    // Days are prefixes of times, so their texts sort as they should.
    user.createdAt.map { from <= $0 && $0 < to } ?? false
  }

  /// The day that comes `days` after another; nil when there is no such date.
  static func day(_ days: Int, after day: String) -> String? {
    guard let seconds = Timestamp.secondsSince1970(in: day) else { return nil }
    let (span, isTooLong) = Int64(days).multipliedReportingOverflow(by: 86_400)
    guard !isTooLong, abs(span) < 86_400 * 366 * 9000 else { return nil }
    let text = Timestamp.text(secondsSince1970: seconds + span)
    return text.count == 20 ? String(text.prefix(10)) : nil
  }
}
