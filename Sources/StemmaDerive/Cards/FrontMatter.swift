internal import Foundation
package import StemmaCore
internal import Yams

/// The metadata block at the top of a card.
package enum FrontMatter {
  /// Why a block could not be read; the Hub's own parse stands in then.
  package enum Failure: Error, Sendable, Equatable {
    case larger(than: Int)
    /// More aliases than honest cards have: expanding them may never end.
    case tooManyAliases
    case notAMapping
    case invalid(String)
  }

  /// The largest block that is read, in bytes of UTF-8; the largest honest ones have some 50 kB.
  package static let sizeLimit = 512 * 1024
  /// The largest part of a card that is searched for a block, in bytes of UTF-8.
  package static let searchLimit = 2 * sizeLimit
  /// The most aliases that are followed.
  package static let aliasLimit = 16
  private static let valueLimit = 100_000

  // The Hub's own pattern (huggingface_hub 2.4.0, repocard.py, REGEX_YAML_BLOCK), but that blanks may
  // follow either fence; group 2 is YAML.
  private static let pattern =
    #"^(\s*---[^\S\r\n]*(?:\r\n|\r|\n))([\S\s]*?)"#
    + #"((?:\r\n|\r|\n)---[^\S\r\n]*(?:\r\n|\r|\n|$))"#
  private static let block = try? NSRegularExpression(pattern: pattern)
  // An alias is `*name` where a value may stand.
  private static let alias = try? NSRegularExpression(pattern: #"(?:^|[\s\[{,:?-])\*[^\s*,\]}]"#)

  /// The text of the block, without its fences; nil when the card has none.
  ///
  /// - Complexity: O(*n*) over at most ``searchLimit`` bytes.
  package static func text(in card: String) -> String? {
    guard let (text, match) = match(in: card), let range = Range(match.range(at: 2), in: text)
    else { return nil }
    return String(text[range])
  }

  /// What follows the block and its fences; the whole card when it has none.
  ///
  /// - Complexity: O(*n*).
  package static func rest(of card: String) -> String {
    guard let (text, match) = match(in: card), let range = Range(match.range, in: text)
    else { return card }
    let mark = card.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return String(
      decoding: card.utf8.dropFirst(
        mark + text.utf8.distance(from: text.startIndex, to: range.upperBound)
      ),
      as: UTF8.self
    )
  }

  private static func match(in card: String) -> (text: String, NSTextCheckingResult)? {
    var card = Substring(card)
    if card.utf8.count > searchLimit { card = card.prefix(utf8Bytes: searchLimit) }
    if card.unicodeScalars.first == "\u{FEFF}" { card.unicodeScalars.removeFirst() }
    let text = String(card)
    return block?.firstMatch(in: text, range: NSRange(text.startIndex..., in: text))
      .map { (text, $0) }
  }

  /// The block's mapping, every scalar as text but null; an empty block is an empty object.
  ///
  /// YAML 1.1's readings of `no`, dates and versions are not applied: the text is kept.
  ///
  /// - Complexity: O(*n*) over the text and over the values after aliases are followed, both
  ///   bounded.
  package static func parse(_ yaml: String) throws(Failure) -> JSONValue {
    guard yaml.utf8.count <= sizeLimit else { throw .larger(than: sizeLimit) }
    guard aliasCount(in: yaml) <= aliasLimit else { throw .tooManyAliases }
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml, .basic)
    } catch {
      throw .invalid(String(describing: error))
    }
    guard let root else { return .object([]) }
    var remaining = valueLimit
    let value = try value(of: root, remaining: &remaining)
    switch value {
    case .object: return value
    case .null: return .object([])
    default: throw .notAMapping
    }
  }

  /// The number of places that look like an alias.
  package static func aliasCount(in yaml: String) -> Int {
    alias?.numberOfMatches(in: yaml, range: NSRange(yaml.startIndex..., in: yaml)) ?? 0
  }

  private static func value(of node: Node, remaining: inout Int) throws(Failure) -> JSONValue {
    remaining -= 1
    guard remaining > 0 else { throw .tooManyAliases }
    switch node {
    case .scalar(let scalar):
      return scalar.style == .plain && isNull(scalar.string) ? .null : .string(scalar.string)
    case .sequence(let sequence):
      var elements: [JSONValue] = []
      for element in sequence {
        elements.append(try value(of: element, remaining: &remaining))
      }
      return .array(elements)
    case .mapping(let mapping):
      var members: [JSONValue.Member] = []
      for (key, element) in mapping {
        guard let key = key.scalar?.string else { continue }
        members.append(.init(key, try value(of: element, remaining: &remaining)))
      }
      return .object(members)
    case .alias:
      return .null
    }
  }

  private static func isNull(_ text: String) -> Bool {
    ["", "~", "null", "Null", "NULL"].contains(text)
  }
}

extension Substring {
  /// The longest prefix of whole characters within `count` bytes of UTF-8.
  fileprivate func prefix(utf8Bytes count: Int) -> Substring {
    var end = utf8.index(startIndex, offsetBy: count)
    // A byte of the form 10xxxxxx goes on with a character.
    while end > startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return self[..<end]
  }
}
