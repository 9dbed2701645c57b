import Foundation
import StemmaStore
package import StemmaAnswers
import StemmaCore

/// A page with the drawing of one family, which unfolds in it; it needs nothing beside itself.
///
/// The drawing comes first and needs no script. Every member of the family stands behind it, and a
/// browser runs no other program than the one whose digest the page names. A family that is too large for
/// that has its drawing alone.
package struct FamilyPage {
  private let picture: FamilyPicture
  private let version: String
  private let state: String

  /// Tells of a picture; `state` says of when it is, such as `as of 2026-08-22`.
  package init(_ picture: FamilyPicture, version: String, state: String) {
    (self.picture, self.version, self.state) = (picture, version, state)
  }

  /// The page.
  package var html: String {
    let fold = FamilyFold(picture)
    let drawing = FamilyDrawing(picture, fold: fold)
    return ReportTemplates.html.text(
      "tree",
      of: View(
        title: drawing.title,
        summary: drawing.summary,
        version: version,
        state: state,
        style: ReportTemplates.pageStyle + "body{max-width:90rem}",
        svg: drawing.svg,
        lines: drawing.outline.map(Line.init),
        unfolds: picture.large == nil,
        command: Evidence.command(["export", "csv-edges", "\(picture.model)+"]).shell,
        members: picture.large == nil ? Self.embedded(data(fold, drawing)) : "",
        script: ReportTemplates.treeScript,
        scriptDigest: "sha256-"
          + Data(SHA256.digest(of: ReportTemplates.treeScript.utf8)).base64EncodedString()
      )
    )
  }

  /// A line in words, set in by its depth as far as a page is wide.
  struct Line {
    let depth: Int
    let text: String

    init(depth: Int, text: String) { (self.depth, self.text) = (min(depth, 20), text) }
  }

  /// The page as its template takes it.
  private struct View {
    let title, summary, version, state, style, svg: String
    let lines: [Line]
    let unfolds: Bool
    let command: String
    let members, script, scriptDigest: String
  }

  /// JSON in which no browser finds the end of the element that it stands in.
  private static func embedded(_ data: JSONValue) -> String {
    data.inertText.replacing("<", with: "\\u003c")
  }

  private func data(_ fold: FamilyFold, _ drawing: FamilyDrawing) -> JSONValue {
    var relations: [String] = [""]
    func code(_ relation: String?) -> JSONValue {
      let relation = relation.map { TerminalText.inert($0) } ?? ""
      if let code = relations.firstIndex(of: relation) { return .integer(Int64(code)) }
      relations.append(relation)
      return .integer(Int64(relations.count - 1))
    }
    func text(_ text: String?) -> JSONValue { text.map { .string(TerminalText.inert($0)) } ?? 0 }
    let members = picture.members.map { member -> JSONValue in
      let node = member.node
      let facts: [JSONValue] = [
        .string(TerminalText.inert(node.id)), .integer(Int64(member.home ?? -1)),
        code(member.relation), member.day.map { .integer(Int64($0)) } ?? .null,
        node.downloads.map { .integer($0) } ?? .null,
      ]
      let rare: [JSONValue] = [
        text(node.ghost), text(StatedLicense.text(node.license, name: node.licenseName, link: nil)),
        text(member.looser), member.isOutside ? 1 : 0,
        .array(member.others.map { .array([.integer(Int64($0.place)), code($0.relation)]) }),
      ]
      // What the last places lack is not written: most members have none of them.
      let empty: Set<JSONValue> = [0, .array([])]
      let kept = rare.lastIndex { !empty.contains($0) }.map { rare[...$0] } ?? []
      return .array(facts + kept)
    }
    let geometry = drawing.geometry
    return [
      "left": .number(geometry.left), "start": .integer(Int64(geometry.start)),
      "end": .integer(Int64(geometry.end)),
      "branchLimit": .integer(Int64(FamilyFold.branchLimit)),
      "further": picture.isDownward ? "below" : "above",
      "sizes": [
        "row": .number(FamilyDrawing.rowHeight), "indent": .number(FamilyDrawing.indent),
        "deepest": .integer(Int64(FamilyDrawing.deepest)),
        "plot": .number(FamilyDrawing.plotWidth), "undated": .number(FamilyDrawing.undatedWidth),
      ],
      "shown": .array(
        fold.shown.sorted { $0.key < $1.key }
          .map { .array([.integer(Int64($0.key)), .integer(Int64($0.value))]) }
      ),
      "members": .array(members),
      "relations": .array(relations.map { .string($0) }),
    ]
  }
}
