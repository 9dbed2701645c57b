import StemmaCore

/// Shapes on a sheet, written as SVG.
///
/// Positions are in units of the sheet, from its upper left corner. Whatever text is drawn is
/// escaped and can neither run nor lead anywhere.
struct SVGCanvas {
  enum Anchor: String { case start, middle, end }

  private(set) var elements: [String] = []

  /// A box with a word that tells what it stands for.
  mutating func box(
    x: Double,
    y: Double,
    width: Double,
    height: Double,
    style: String,
    telling title: String
  ) {
    elements.append(
      "<rect class=\"\(style)\" x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" "
        + "width=\"\(Self.text(max(0, width)))\" height=\"\(Self.text(max(0, height)))\">"
        + "<title>\(Self.inert(title))</title></rect>"
    )
  }

  mutating func dot(x: Double, y: Double, style: String, telling title: String) {
    elements.append(
      "<circle class=\"\(style)\" cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" r=\"2.5\">"
        + "<title>\(Self.inert(title))</title></circle>"
    )
  }

  mutating func line(_ points: [(x: Double, y: Double)], style: String) {
    let list = points.map { "\(Self.text($0.x)),\(Self.text($0.y))" }.joined(separator: " ")
    elements.append("<polyline class=\"\(style)\" points=\"\(list)\"/>")
  }

  mutating func text(
    _ text: String,
    x: Double,
    y: Double,
    anchor: Anchor = .start,
    style: String = "label"
  ) {
    elements.append(
      "<text class=\"\(style)\" x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" "
        + "text-anchor=\"\(anchor.rawValue)\">\(Self.inert(text))</text>"
    )
  }

  /// Text that XML holds and that nothing obeys.
  static func inert(_ text: String) -> String { XMLText.escaped(TerminalText.inert(text)) }

  /// A position to a tenth.
  private static func text(_ position: Double) -> String {
    let rounded = (position * 10).rounded() / 10
    return Int64(exactly: rounded).map(String.init) ?? String(rounded)
  }
}
