import StemmaCore
import StemmaGraph
package import StemmaLink
package import StemmaStore

/// A small picture that tells one thing of a model, for a card or a page.
public struct Badge: Sendable, Hashable {
  /// What a badge may tell.
  public enum Subject: String, Sendable, CaseIterable {
    /// How many models were made from it.
    case derivatives
    /// How far it is from a model that names no parent.
    case generation
    /// Whether a declared license on the way is looser than inherited.
    case license
  }

  /// What stands on the left.
  public let label: String
  /// What stands on the right.
  public let value: String
  /// The color behind the value: six hexadecimal digits.
  public let color: String

  /// Makes one from its parts, without a cache.
  public init(label: String, value: String, color: String) {
    self.label = label
    self.value = value
    self.color = color
  }

  /// What a badge tells of a model.
  package init(of node: NamedNode, telling subject: Subject, in connection: Connection) throws {
    switch subject {
    case .derivatives:
      let count = try Derivatives(of: node, in: connection).all.total
      self.init(label: "derivatives", value: Self.grouped(count), color: "1f6feb")
    case .generation:
      let ancestors = try Ancestors(of: node, in: connection).ancestors
      let farthest = ancestors.map(\.distance).max() ?? 0
      self.init(
        label: "made from",
        value: ancestors.isEmpty
          ? "no model" : "\(ancestors.count.counted("model")), \(farthest) up",
        color: "1f6feb"
      )
    case .license:
      let path = try LicensePath(of: node, in: connection)
      let isClean = path.first == nil
      let value =
        isClean ? path.unjudged.isEmpty ? "kept" : "kept as far as stated" : "looser than inherited"
      self.init(label: "licenses", value: value, color: isClean ? "2da44e" : "bf8700")
    }
  }

  /// A number with commas between thousands.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number).reversed())
    return stride(from: 0, to: digits.count, by: 3)
      .map { String(digits[$0..<min($0 + 3, digits.count)].reversed()) }
      .reversed().joined(separator: ",")
  }
}

extension Badge {
  /// The picture: SVG that loads nothing and has no script, and in which no text acts.
  public var svg: String {
    let left = Self.width(of: label)
    let right = Self.width(of: value)
    let (label, value) = (Self.escaped(self.label), Self.escaped(self.value))
    let color = self.color.allSatisfy(\.isHexDigit) && self.color.count == 6 ? self.color : "555"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(left + right)" height="20" role="img" \
      aria-label="\(label): \(value)">
      <title>\(label): \(value)</title>
      <rect width="\(left)" height="20" fill="#444"/>
      <rect x="\(left)" width="\(right)" height="20" fill="#\(color)"/>
      <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" \
      text-anchor="middle">
      <text x="\(left / 2)" y="14">\(label)</text>
      <text x="\(left + right / 2)" y="14">\(value)</text>
      </g>
      </svg>

      """
  }

  private static func escaped(_ text: String) -> String {
    XMLText.escaped(TerminalText.inert(text))
  }

  /// The points that a text takes, seven a column and room on both sides.
  private static func width(of text: String) -> Int {
    TerminalText.width(TerminalText.inert(text)) * 7 + 12
  }
}
