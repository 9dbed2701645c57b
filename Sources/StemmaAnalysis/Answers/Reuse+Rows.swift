extension Reuse {
  /// The names under which ``rows(named:)`` lists what a number counts.
  public var rowNames: [String] {
    let fixed = [
      "declared_by", "external", "own", "trained", "converted", "copied", "before", "undated",
      "of_unknown_age", "inherited",
    ]
    let spans = windows.flatMap { window in
      ["\(window.days)d", "\(window.days)d.external", "\(window.days)d.trained"]
    }
    return fixed + spans + ["relation.NAME", "publisher.NAME", "month.YYYY-MM"]
  }

  /// The models that one of the numbers counts.
  ///
  /// - Throws: `AnswerError` of code `misuse`, with the names there are.
  public func rows(named name: String) throws -> [DatasetUser] {
    switch name {
    case "declared_by": return models
    case "external": return models.filter(\.isExternal)
    case "own": return models.filter(\.isOwn)
    case "trained": return models.filter(\.isTrained)
    case "converted": return models.filter { $0.isExternal && $0.isConverted }
    case "copied": return models.filter { $0.isExternal && $0.isConverted && $0.isInherited }
    case "before": return Array(before)
    case "inherited": return inherited?.map(\.model) ?? []
    case "of_unknown_age": return ofUnknownAge
    case "undated": return models.filter { $0.createdAt == nil }
    default: break
    }
    if let rows = rowsOfWindow(name) ?? rowsOfGroup(name) { return rows }
    throw AnswerError(
      .misuse,
      "No number is called \(name). There are \(rowNames.joined(separator: ", "))."
    )
  }

  private func rowsOfWindow(_ name: String) -> [DatasetUser]? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard let window = windows.first(where: { parts.first == "\($0.days)d" }) else { return nil }
    let within = models.filter(window.holds)
    switch parts.dropFirst().first {
    case nil: return within
    case "external": return within.filter(\.isExternal)
    case "trained": return within.filter(\.isTrained)
    default: return nil
    }
  }

  private func rowsOfGroup(_ name: String) -> [DatasetUser]? {
    guard let dot = name.firstIndex(of: ".") else { return nil }
    let value = String(name[name.index(after: dot)...])
    switch name[..<dot] {
    case "relation": return models.filter { ($0.relation ?? "unknown") == value }
    case "publisher": return models.filter { $0.owner?.lowercased() == value.lowercased() }
    case "month": return models.filter { $0.month == value }
    default: return nil
    }
  }
}
