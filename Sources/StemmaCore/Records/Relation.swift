/// How a derivative was made from its base model: an open set in the Hub's words.
///
/// A relation the Hub adds tomorrow is kept as it came.
package struct Relation: RawRepresentable, Hashable, Sendable, Codable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package static let finetune = Relation(rawValue: "finetune")
  package static let adapter = Relation(rawValue: "adapter")
  package static let merge = Relation(rawValue: "merge")
  package static let quantized = Relation(rawValue: "quantized")

  /// The relations the Hub is known to write, in the order reports list them.
  package static let known: [Relation] = [.finetune, .adapter, .merge, .quantized]
}
