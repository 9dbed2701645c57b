package import StemmaCore

extension Study {
  /// Its items, a row each.
  package var table: Table {
    Table(
      ["project", "section", "name", "other", "role", "source", "status", "note"],
      rows: projects.flatMap { project in
        project.items.map { item in
          [
            .text(project.id), .text(item.section.rawValue), .text(item.name),
            Table.Cell(item.other), Table.Cell(item.role), .text(item.source),
            .text(item.status.rawValue), Table.Cell(item.note),
          ]
        }
      }
    )
  }
}
