package import StemmaAnswers
import StemmaCore

/// The drawing of a family on a page, before anything is drawn.
package struct FamilyFigure: Sendable, Hashable {
  /// A short name of small letters, digits and `-`, unique on its page.
  package let name: String
  package let title: String
  package let picture: FamilyPicture
  package let evidence: Evidence

  package init(_ name: String, _ picture: FamilyPicture, evidence: Evidence) {
    self.name = name
    self.picture = picture
    self.evidence = evidence
    title = "The family of \(picture.model)"
  }

  /// The largest family of some, drawn; nil where nothing was made from any.
  static func largest(of pictures: [FamilyPicture]) -> FamilyFigure? {
    var largest: FamilyPicture?
    for picture in pictures where picture.familyCount > (largest?.familyCount ?? 1) {
      largest = picture
    }
    return largest.map { FamilyFigure("family", $0, evidence: .command(["tree", $0.model])) }
  }

  /// The drawing's lines in words, as rows.
  var table: Table {
    Table(
      ["depth", "line"],
      rows: FamilyDrawing(picture).outline.map { [Table.Cell($0.depth), .text($0.text)] }
    )
  }

  /// The figure with other evidence behind it.
  func withEvidence(_ other: (Evidence) -> Evidence) -> FamilyFigure {
    FamilyFigure(name, picture, evidence: other(evidence))
  }
}
