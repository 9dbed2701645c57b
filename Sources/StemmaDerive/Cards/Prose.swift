internal import Foundation
import StemmaStore

/// What the prose of a model card says a model was made from.
package enum Prose {
  /// One statement that names a repository.
  package struct Statement: Sendable, Hashable {
    /// How sure such words are: words that say a step of work are surer than kinship at large.
    package enum Wording: Int, Sendable, CaseIterable {
      case finetune, conversion, kinship
    }

    package let wording: Wording
    /// The name as it stands in the card.
    package let name: String
    /// The words and the name, on one line.
    package let text: String
  }

  /// The largest part of a card that is read, in UTF-16 units.
  package static let limit = 200_000

  /// The statements in a card, its metadata left out: the surest wording first, then in the order
  /// of the text.
  ///
  /// - Complexity: O(*n*) over at most ``limit`` units of the text.
  package static func statements(in card: String) -> [Statement] {
    let text = FrontMatter.rest(of: card)
    let range = NSRange(location: 0, length: min(text.utf16.count, limit))
    return patterns.flatMap { wording, pattern in
      pattern.matches(in: text, range: range).compactMap { match in
        let groups = (1..<match.numberOfRanges).lazy.compactMap {
          Range(match.range(at: $0), in: text)
        }
        guard let found = groups.first, let whole = Range(match.range, in: text) else { return nil }
        var name = text[found]
        while name.hasSuffix(".") { name.removeLast() }
        let words = text[whole].split(whereSeparator: \.isWhitespace)
        return Statement(wording: wording, name: String(name), text: words.joined(separator: " "))
      }
    }
  }

  private static let patterns: [(Statement.Wording, NSRegularExpression)] =
    Statement.Wording.allCases.compactMap { wording in
      let words = "(?<![A-Za-z-])(?:\(Self.words(wording)))\(gap)\(name)"
      let pattern = try? NSRegularExpression(pattern: words, options: .caseInsensitive)
      return pattern.map { (wording, $0) }
    }

  private static func words(_ wording: Statement.Wording) -> String {
    switch wording {
    case .finetune:
      #"fine[- ]?tun(?:e|ed|ing)(?: \([^)\n]{1,20}\))?(?: (?:model|version|variant))?"#
        + #" (?:of|from|on top of)(?: model)?(?: \[optional\])?"#
    case .conversion:
      #"converted to [\w.]{2,12}(?: format)? from|(?:quanti[sz]ed|quanti[sz]ation|\d-?bit|gguf|awq"#
        + #"|gptq|exl2|onnx)(?: (?:model|version|versions|files?|quants?|conversion|format)){0,2}"#
        + #" (?:of|for|from)"#
    case .kinship: #"based on|derived from|initiali[sz]ed from|built (?:on|upon)"#
    }
  }

  /// What may stand between the words and the name.
  private static let gap =
    #"[ :*_"']{0,6}(?:(?:the|our|original|base|model|checkpoint|pre-?trained) ){0,4}[ *_"']{0,4}"#

  /// A link to the Hub, an address on it, or a name of two segments.
  private static let name =
    #"(?:\[[^\]\n]{0,120}\]\( ?(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/"#
    + #"([\w.-]{1,96}(?:/[\w.-]{1,96})?)/? ?\)"#
    + #"|(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/([\w.-]{1,96}/[\w.-]{1,96})"#
    + #"|[\[`]{0,2}([\w-][\w.-]{0,95}/[\w.-]{1,96}))(?![/\w])"#
}
