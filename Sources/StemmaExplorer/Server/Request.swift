import StemmaCore

/// What a client asks, before anybody looked at whether it may.
package struct Request: Sendable, Hashable {
  /// One pair of the query.
  package struct Parameter: Sendable, Hashable {
    package let name: String
    package let value: String
  }

  package let method: String
  /// The address as it came, without scheme and host.
  package let target: String
  /// The names of its fields in small letters, with their values in the order in which they came.
  package let headers: [String: [String]]
  /// The parts of the path between its slashes, decoded.
  package let path: [String]
  package let query: [Parameter]

  /// Nil when the address is none: it does not begin with a slash, or its escapes are no UTF-8.
  package init?(_ target: String, method: String = "GET", headers: [String: [String]] = [:]) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, first.hasPrefix("/"),
      let path = Self.parts(of: first.dropFirst()),
      let query = Self.parameters(in: parts.count > 1 ? parts[1] : "")
    else { return nil }
    (self.method, self.target, self.headers) = (method, target, headers)
    (self.path, self.query) = (path, query)
  }

  /// The one value of a field; nil without it, and where it stands twice.
  package func header(_ name: String) -> String? {
    guard let values = headers[name], values.count == 1 else { return nil }
    return values[0]
  }

  /// The first value of a parameter; nil without it.
  package func value(_ name: String) -> String? { query.first { $0.name == name }?.value }

  private static func parts(of path: Substring) -> [String]? {
    var parts: [String] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      guard let decoded = decoded(part.utf8) else { return nil }
      parts.append(decoded)
    }
    return parts == [""] ? [] : parts
  }

  private static func parameters(in query: Substring) -> [Parameter]? {
    var parameters: [Parameter] = []
    for pair in query.split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(sides[0].utf8, plusIsBlank: true),
        let value = decoded((sides.count > 1 ? sides[1] : "").utf8, plusIsBlank: true)
      else { return nil }
      parameters.append(Parameter(name: name, value: value))
    }
    return parameters
  }

  /// Text whose bytes may be written as `%2F`; nil where an escape is none, or no UTF-8 comes out.
  private static func decoded(_ text: Substring.UTF8View, plusIsBlank: Bool = false) -> String? {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// Writes addresses of our own.
package enum Address {
  /// A path of these parts, each escaped as far as it must be.
  package static func path(_ parts: [String]) -> String {
    "/" + parts.map(escaped).joined(separator: "/")
  }

  /// A path with a query; parameters without a value are left out.
  package static func path(_ parts: [String], _ query: KeyValuePairs<String, String?>) -> String {
    path(parts) + Self.query(query.map { ($0.key, $0.value) })
  }

  /// A query with its question mark; empty without a value.
  package static func query(_ pairs: [(String, String?)]) -> String {
    let written = pairs.compactMap { name, value in
      value.map { escaped(name) + "=" + escaped($0) }
    }
    return written.isEmpty ? "" : "?" + written.joined(separator: "&")
  }

  private static func escaped(_ text: String) -> String {
    text.utf8.reduce(into: "") { escaped, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
  }
}
