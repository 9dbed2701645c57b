import StemmaMetrics
import StemmaCore

/// Writes every page of a report as JSON: all it tells, nothing left out.
struct JSONRenderer: ReportRenderer {
  func files(of report: StudyReport) -> [ReportFile] {
    report.pages.map { page in
      let members: [JSONValue.Member] = [
        .init("study", .string(report.study)), .init("stemma", .string(report.version)),
        .init("page", .string(page.path)), .init("title", .string(page.title)),
        .init("subtitle", .string(page.subtitle)),
        .init("sections", .array(page.sections.map(\.json))),
      ]
      return ReportFile(path: page.path + ".json", text: JSONValue.object(members).inertText + "\n")
    }
  }
}

extension ReportPage.Section {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "title": .string(title), "blocks": .array(blocks.map(\.json)),
    ]
  }
}

extension ReportPage.Block {
  fileprivate var json: JSONValue {
    switch self {
    case .paragraph(let text): ["kind": "paragraph", "text": .string(text)]
    case .caution(let text): ["kind": "caution", "text": .string(text)]
    case .unknown(let text): ["kind": "unknown", "text": .string(text)]
    case .commands(let lines):
      ["kind": "commands", "lines": .array(lines.map(JSONValue.string))]
    case .figures(let figures):
      ["kind": "figures", "figures": .array(figures.map(\.json))]
    case .table(let table): table.json
    case .chart(let chart): chart.json
    case .drawing(let figure): figure.json
    case .entries(let entries): ["kind": "entries", "entries": .array(entries.map(\.json))]
    }
  }
}

extension Figure {
  fileprivate var json: JSONValue {
    [
      "label": .string(label), "value": value.map(JSONValue.measured) ?? .null,
      "unit": .string(unit), "notes": .array(notes.map(JSONValue.string)),
      "rows_behind": .string(evidence.map(\.shell).joined(separator: "; ")),
    ]
  }
}

extension [RowsBehind] {
  fileprivate var json: JSONValue {
    .array(
      map {
        [
          "row": JSONValue($0.row), "columns": .array($0.columns.map(JSONValue.string)),
          "command": .string($0.evidence.shell),
        ]
      }
    )
  }
}

extension ReportTable {
  fileprivate var json: JSONValue {
    [
      "kind": "table", "name": .string(name), "title": .string(title),
      "headings": .array(table.headings.map(JSONValue.string)),
      "rows": .array(table.rows.map { .array($0.map(\.json)) }),
      "notes": .array(notes.map(JSONValue.string)),
      "rows_behind": behind.json,
    ]
  }
}

extension FamilyFigure {
  fileprivate var json: JSONValue {
    [
      "kind": "drawing", "name": .string(name), "title": .string(title),
      "text": .string(FamilyDrawing(picture).summary),
      "lines": .array(
        FamilyDrawing(picture).outline.map {
          ["depth": .integer(Int64($0.depth)), "text": .string($0.text)]
        }
      ),
      "rows_behind": .string(evidence.shell),
    ]
  }
}

extension Chart {
  fileprivate var json: JSONValue {
    [
      "kind": "chart", "name": .string(name), "title": .string(title),
      "form": .string(form.rawValue), "axis": .string(axis),
      "series": .array(series.map(\.json)), "notes": .array(notes.map(JSONValue.string)),
      "rows_behind": behind.json,
    ]
  }
}

extension Series {
  fileprivate var json: JSONValue {
    [
      "title": .string(title), "unit": .string(unit),
      "points": .array(
        points.map {
          [
            "label": .string($0.label), "value": $0.value.map(JSONValue.measured) ?? .null,
            "note": JSONValue($0.note),
          ]
        }
      ),
    ]
  }
}

extension ReportPage.Entry {
  fileprivate var json: JSONValue {
    [
      "title": .string(title), "mark": .string(mark),
      "fields": .array(
        fields.map { ["name": .string($0.name), "text": .string($0.text)] }
      ),
      "rows_behind": .string(evidence.shell),
    ]
  }
}
