package import StemmaCore
package import StemmaGraph
package import StemmaLink

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
    CycloneDXExport(version: "1.7"),
    SPDXExport(),
  ]

  package static func named(_ name: String) -> (any FamilyExport)? {
    all.first { $0.name == name }
  }
}

/// What an export wrote.
package struct ExportSummary: Sendable, Hashable {
  /// How much, in a few words.
  package let text: String
  /// Whose word on relations was taken, in one sentence.
  package let relations: String
  /// What the format's readers may choke on, in one sentence; nil for nothing.
  package let warning: String?

  /// Tells of what was counted, and of a text of `length` units of UTF-16.
  package init(
    _ tally: FamilyTally,
    as format: any FamilyExport,
    by basis: RelationBasis?,
    length: Int
  ) {
    text = tally.summary
    relations = RelationBasis.sentence(basis)
    warning =
      format is MermaidExport
      ? MermaidExport.warning(edges: tally.edges ?? 0, length: length) : nil
  }
}

/// How long a text is to a program that counts in units of UTF-16, as those in JavaScript do.
package struct TextLength {
  package private(set) var units = 0

  package init() {}

  package mutating func add(_ bytes: [UInt8]) {
    // A byte of the form 10xxxxxx goes on with a scalar; four bytes are two units.
    for byte in bytes where byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
  }
}

/// One attribute of a node or an edge, as every format names it.
struct ExportField<Subject>: Sendable {
  enum Kind { case text, integer, boolean }

  let name: String
  let kind: Kind
  let value: @Sendable (Subject) -> JSONValue

  init(_ name: String, _ kind: Kind = .text, _ value: @escaping @Sendable (Subject) -> JSONValue) {
    self.name = name
    self.kind = kind
    self.value = value
  }

  /// The value as plain text, lists with commas between; nil where there is none.
  func text(of subject: Subject) -> String? {
    switch value(subject) {
    case .null: nil
    case .string(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .array(let items):
      items.isEmpty ? nil : items.compactMap(\.string).joined(separator: ",")
    case .object: nil
    }
  }
}

extension ExportField {
  /// The value as a cell of a table.
  func cell(of subject: Subject) -> Table.Cell {
    if case .integer(let number) = value(subject) { return .integer(number) }
    return Table.Cell(text(of: subject))
  }
}

extension ExportField<FamilyNode> {
  /// What is said of a node besides its key and its name.
  static let all: [Self] = [
    Self("relation") { JSONValue($0.relation) },
    Self("owner") { JSONValue($0.owner) },
    Self("ghost", .boolean) { .bool($0.ghost != nil) },
    Self("reason") { JSONValue($0.ghost) },
    Self("created_at") { JSONValue($0.createdAt) },
    Self("license") { JSONValue($0.license) },
    Self("license_name") { JSONValue($0.licenseName) },
    Self("license_link") { JSONValue($0.licenseLink) },
    Self("downloads", .integer) { $0.downloads.map(JSONValue.integer) ?? .null },
    Self("likes", .integer) { $0.likes.map(JSONValue.integer) ?? .null },
    Self("sha") { JSONValue($0.sha) },
  ]
}

extension ExportField<FamilyEdge> {
  /// What is said of an edge besides its ends.
  static let all: [Self] = [
    Self("relation") { JSONValue($0.relation) },
    Self("declared") { JSONValue($0.declared) },
    Self("hub") { JSONValue($0.hub) },
    Self("own") { JSONValue($0.own) },
    Self("sources") { .array($0.sources.map(JSONValue.string)) },
  ]
}

extension FamilyNode {
  /// The node as JSON: key, name, and all fields.
  var json: [JSONValue.Member] {
    [.init("key", .string(key.text)), .init("id", .string(name))]
      + ExportField<FamilyNode>.all.map { .init($0.name, $0.value(self)) }
  }
}

extension FamilyEdge {
  /// The edge as JSON: names and keys of its ends, and all fields.
  var json: [JSONValue.Member] {
    [
      .init("child", .string(child.name)), .init("parent", .string(parent.name)),
      .init("child_key", .string(child.key.text)), .init("parent_key", .string(parent.key.text)),
    ] + ExportField<FamilyEdge>.all.map { .init($0.name, $0.value(self)) }
  }
}
