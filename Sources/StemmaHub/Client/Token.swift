internal import StemmaCore
internal import Foundation

/// The user's access token; it shows itself to nobody but ``authorization``.
package struct Token: Sendable, Hashable {
  private let secret: String

  /// Takes a token as it was given; nil when it is empty, or no single printable ASCII word of bearable
  /// length.
  package init?(_ text: String) {
    let text = text.trimmingBlanks
    guard (1...Self.longest).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    secret = text
  }

  /// Servers take no longer header.
  private static let longest = 4096

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
  /// is named. None when `HF_HUB_DISABLE_IMPLICIT_TOKEN` is set to a true value. What is blank is
  /// none.
  ///
  /// - Throws: ``HubError/Code/malformedToken(_:)`` for a text that can be none, which says where it
  ///   stands and not what it is; ``HubError/Code/unreadableToken(_:)``.
  package static func find(
    environment: [String: String],
    readFile: (String) throws(HubError) -> String? = contents(of:)
  ) throws(HubError) -> Token? {
    guard !HubSwitch.isOn("HF_HUB_DISABLE_IMPLICIT_TOKEN", in: environment) else { return nil }
    for name in ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"] {
      if let text = environment[name], let token = try read(text, from: name) { return token }
    }
    guard let path = path(environment: environment), let text = try readFile(path) else {
      return nil
    }
    return try read(text, from: path)
  }

  /// Takes the text that stands at `place`; nil when it is blank.
  ///
  /// - Throws: ``HubError/Code/malformedToken(_:)``.
  package static func read(_ text: String, from place: String) throws(HubError) -> Token? {
    guard !text.trimmingBlanks.isEmpty else { return nil }
    guard let token = Token(text) else { throw HubError(.malformedToken(place)) }
    return token
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

  /// The text of a file, or nil when there is none.
  ///
  /// - Throws: ``HubError/Code/unreadableToken(_:)`` for one that cannot be read, or is far too long.
  package static func contents(of path: String) throws(HubError) -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      return String(
        decoding: try UserFile.bytes(of: path, atMost: longestFile),
        as: UTF8.self
      )
    } catch {
      throw HubError(.unreadableToken("\(path): \(error.reason)"))
    }
  }

  private static let longestFile = 1 << 16

  private static func expanded(_ path: String, environment: [String: String]) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
    return home + path.dropFirst()
  }
}

/// Environment variables by which the Hub's own tools are told yes or no.
package enum HubSwitch {
  /// Whether the variable says yes, in one of the ways the Hub's tools take.
  package static func isOn(_ name: String, in environment: [String: String]) -> Bool {
    ["1", "ON", "YES", "TRUE"].contains(environment[name]?.trimmingBlanks.uppercased())
  }
}
