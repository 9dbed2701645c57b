import StemmaLink
import StemmaCore

extension Reuse {
  /// The answer for a terminal: what it is, the windows, the thresholds, then who and when.
  public var text: String {
    let parts = [
      title, summary, windowTable, crossingTable, groupTable("relation", byRelation),
      RelationBasis.sentence(relationBasis) + "\n",
      groupTable("publisher", Array(byPublisher.prefix(10)), of: byPublisher.count),
      groupTable("month", byMonth), lineageTable, inheritedLine, derivedLine, notes,
    ]
    return parts.compactMap { $0 }.joined(separator: "\n")
  }

  private var title: String {
    let others = aliases.isEmpty ? "" : " (also \(aliases.joined(separator: ", ")))"
    return "Models that declare \(TerminalText.inert(dataset + others))\n"
  }

  private var summary: String {
    let own = models.count - external
    let names = owners.isEmpty ? "" : " (\(TerminalText.inert(owners.joined(separator: ", "))))"
    return """
      \(models.count.counted("model")): \(external) of others by \(externalPublishers.counted("publisher")), \
      \(own) of its own people\(names).
      Of those of others \(trained) were trained and \(external - trained) are quantized or \
      merged copies, which inherit the line.

      """
  }

  private var windowTable: String? {
    guard !windows.isEmpty else { return nil }
    return Table(
      ["days", "from", "to", "declared by", "external", "trained", "over"],
      rows: windows.map {
        [
          Table.Cell($0.days), .text($0.from), .text($0.to), Table.Cell($0.declaredBy),
          Table.Cell($0.external), Table.Cell($0.trained), .text($0.isOver ? "yes" : "not yet"),
        ]
      }
    ).text(as: .table)
  }

  private var crossingTable: String? {
    guard !crossed.isEmpty || !notCrossed.isEmpty else { return nil }
    let rows: [[Table.Cell]] =
      crossed.map { [Table.Cell($0.count), .text($0.date), .text($0.model)] }
      + notCrossed.map { [Table.Cell($0), "not reached", .missing] }
    let heading = includesOwn ? "users reached" : "others reached"
    return Table([heading, "on", "with"], rows: rows).text(as: .table)
  }

  private func groupTable(_ key: String, _ groups: [Group], of total: Int = 0) -> String? {
    guard !groups.isEmpty else { return nil }
    let table = Table(
      [key, "external", "own"],
      rows: groups.map { [Table.Cell($0.value), Table.Cell($0.external), Table.Cell($0.own)] }
    )
    let more = total > groups.count ? "… and \(total - groups.count) more\n" : ""
    return table.text(as: .table) + more
  }

  private var lineageTable: String? {
    let rows: [[Table.Cell]] =
      lineage.sources.map { ["made from", .text($0.id), Table.Cell($0.declaredBy)] }
      + lineage.derived.map { ["made into", .text($0.id), Table.Cell($0.declaredBy)] }
    guard !rows.isEmpty else { return nil }
    return Table(["dataset is", "dataset", "declared by"], rows: rows).text(as: .table)
  }

  private var inheritedLine: String? {
    inherited.map { inherited in
      let external = inherited.count { $0.model.isExternal }
      return """
        \(inherited.count) more models descend from these and declare nothing themselves, \
        \(external) of them of others.

        """
    }
  }

  private var derivedLine: String? {
    derived.map { derived in
      let external = derived.count { $0.model.isExternal }
      return """
        \(derived.count) more models declare a dataset made from it, \(external) of them of others.

        """
    }
  }

  private var notes: String? {
    var notes: [String] = []
    if let placeholder {
      notes.append(
        "\(dataset) is not a dataset but a \(placeholder): training tools write this name themselves."
      )
    } else if let ghost {
      notes.append("The dataset itself is not on the Hub as far as the cache knows: \(ghost).")
    }
    if !projects.isEmpty {
      notes.append("Its owners are the accounts of \(projects.joined(separator: ", ")).")
    }
    notes += anchor.notes
    if !before.isEmpty {
      notes.append(
        before.count.counted("model declares it but was", "models declare it but were")
          + " created before \(anchor.day ?? "")."
      )
    }
    if !ofUnknownAge.isEmpty {
      notes.append(
        ofUnknownAge.count.counted("model carries", "models carry")
          + " the earliest date that the Hub records, \(ReuseAnchor.floor), and may be older."
      )
    }
    let undated = models.count { $0.createdAt == nil }
    if undated > 0 {
      notes.append(
        undated.counted("model has no date and is", "models have no date and are")
          + " in no window."
      )
    }
    notes.append("Declaring a dataset is voluntary, so every number is a lower bound.")
    return notes.map { TerminalText.inert($0) + "\n" }.joined()
  }
}
