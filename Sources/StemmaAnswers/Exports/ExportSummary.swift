package import StemmaGraph

/// What an export wrote.
package struct ExportSummary: Sendable, Hashable {
  /// How much, in a few words.
  package let text: String
  /// What the format's readers may choke on, in one sentence; nil for nothing.
  package let warning: String?

  /// Tells of what was counted, and of a text of `length` units of UTF-16.
  package init(_ tally: FamilyTally, as format: any FamilyExport, length: Int) {
    text = tally.summary
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
