package import StemmaCore
package import StemmaGraph

/// A format that a family is written in, piece by piece.
///
/// An edge goes from child to parent in every format.
package protocol FamilyExport: Sendable {
  /// The name that a user types.
  var name: String { get }
  /// Writes the whole document.
  func write(_ family: any Family, to output: OutputBuffer) throws
}

/// All formats of a family.
///
/// A new one is one file of this folder and one line here.
package enum FamilyExports {
  package static let all: [any FamilyExport] = [
    DOTExport(),
    MermaidExport(),
    GraphMLExport(),
    GEXFExport(),
    JSONExport(),
    JSONLinesExport(),
    CSVNodesExport(),
    CSVEdgesExport(),
    CycloneDXExport(),
  ]

  package static func named(_ name: String) -> (any FamilyExport)? {
    all.first { $0.name == name }
  }
}
