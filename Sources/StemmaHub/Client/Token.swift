#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The user's access token; it shows itself to nobody but ``authorization``.
package struct Token: Sendable, Hashable {
  private let secret: String

  /// Takes a token as it was given; nil when it is empty or no single printable ASCII word.
  package init?(_ text: String) {
    let text = text.trimmingBlanks
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    secret = text
  }

  /// The bytes to look for where the token must not be.
  var secretBytes: [UInt8] { Array(secret.utf8) }

  /// The value of the `Authorization` header.
  package var authorization: String { "Bearer " + secret }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "a token" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Token {
  /// Finds the token where the Hub's own tools look.
  ///
  /// `HF_TOKEN`, `HUGGING_FACE_HUB_TOKEN`, then the file of `HF_TOKEN_PATH`, `HF_HOME/token`,
  /// `XDG_CACHE_HOME/huggingface/token` or `~/.cache/huggingface/token`, the first of these that
  /// is named. None when `HF_HUB_DISABLE_IMPLICIT_TOKEN` is set to a true value.
  package static func find(
    environment: [String: String],
    readFile: (String) -> String? = contents(of:)
  ) -> Token? {
    guard !isTrue(environment["HF_HUB_DISABLE_IMPLICIT_TOKEN"]) else { return nil }
    for name in ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"] {
      if let token = environment[name].flatMap({ Token($0) }) { return token }
    }
    return path(environment: environment).flatMap(readFile).flatMap { Token($0) }
  }

  /// The file that is looked into, whether it exists or not.
  package static func path(environment: [String: String]) -> String? {
    func named(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : expanded($0, environment: environment) }
    }
    if let path = named("HF_TOKEN_PATH") { return path }
    if let home = named("HF_HOME") { return home + "/token" }
    if let cache = named("XDG_CACHE_HOME") { return cache + "/huggingface/token" }
    return named("HOME").map { $0 + "/.cache/huggingface/token" }
  }

  /// The text of a file, or nil when it cannot be read.
  package static func contents(of path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  private static func expanded(_ path: String, environment: [String: String]) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
    return home + path.dropFirst()
  }

  private static func isTrue(_ value: String?) -> Bool {
    ["1", "ON", "YES", "TRUE"].contains(value?.uppercased())
  }
}
