/// The mappings of a study file, with their keys.
package enum StudyShape: String, CaseIterable, Sendable {
  case study, project, fact, item, alias
  case missingEdge = "missing edge"

  /// Its name in a sentence.
  var phrase: String {
    switch self {
    case .item, .alias: "an \(rawValue)"
    default: "a \(rawValue)"
    }
  }

  /// A key that a mapping may have.
  package struct Key: Sendable, Hashable {
    package let name: String
    package let isNeeded: Bool

    fileprivate static func needed(_ name: String) -> Key { Key(name: name, isNeeded: true) }
    fileprivate static func optional(_ name: String) -> Key { Key(name: name, isNeeded: false) }
  }

  /// The keys in the order of the article "Studies".
  package var keys: [Key] {
    switch self {
    case .study:
      [
        .needed("study"), .needed("title"), .optional("citation"), .needed("date"),
        .needed("sources"), .needed("projects"),
      ]
    case .project:
      [.needed("id"), .needed("name"), .optional("role")]
        + Study.Section.allCases.map { .optional($0.rawValue) }
    case .fact: [.needed("value")] + Self.provenance
    case .item: [.needed("ids"), .optional("role")] + Self.provenance
    case .alias: [.optional("kind"), .needed("from"), .needed("to")] + Self.provenance
    case .missingEdge:
      [.needed("child"), .needed("parent"), .optional("relation")] + Self.provenance
    }
  }

  /// The shape of what stands under a key of a project.
  package static func shape(of section: Study.Section) -> StudyShape {
    switch section {
    case .aliases: .alias
    case .missingEdges: .missingEdge
    case _ where section.isFact: .fact
    default: .item
    }
  }

  private static let provenance: [Key] = [
    .needed("source"), .needed("status"), .optional("note"),
  ]
}
