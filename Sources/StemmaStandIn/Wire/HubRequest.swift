internal import Foundation

/// A request as the routes see it.
package struct HubRequest: Sendable, Hashable {
  /// One parameter of the query, decoded.
  package struct Parameter: Sendable, Hashable {
    package var name: String
    package var value: String
  }

  package var method: String
  /// The path as sent, still percent-encoded.
  package var path: String
  /// The query as sent, without its question mark.
  package var query: String
  /// By lower-case name.
  package var headers: [String: String]
  /// The path's segments, each decoded.
  let segments: [String]
  /// The query's parameters; `expand[]` is spelt `expand`.
  let parameters: [Parameter]

  package init(method: String, path: String, query: String, headers: [String: String]) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    segments = path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
    parameters = query.split(separator: "&").map(Self.parameter)
  }

  /// Path and query as sent.
  package var uri: String { query.isEmpty ? path : "\(path)?\(query)" }

  func values(_ name: String) -> [String] {
    parameters.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
  }

  /// The last value of a parameter, if there is one that is not empty.
  func value(_ name: String) -> String? { values(name).last }

  func isOn(_ name: String) -> Bool { ["true", "1", "True"].contains(value(name) ?? "") }

  func integer(_ name: String) -> Int? { value(name).flatMap(Int.init).filter { $0 >= 0 } }

  /// How many rows lie before page `p`; a page no listing can have lies behind all rows.
  func rowsBefore(pageSize: Int) -> Int {
    let (rows, isTooLarge) = (integer("p") ?? 0).multipliedReportingOverflow(by: pageSize)
    return isTooLarge ? .max : rows
  }

  private static func parameter(_ pair: Substring) -> Parameter {
    let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = decoded(parts[0])
    return Parameter(
      name: name.hasSuffix("[]") ? String(name.dropLast(2)) : name,
      value: parts.count > 1 ? decoded(parts[1]) : ""
    )
  }

  private static func decoded(_ text: Substring) -> String {
    let spaced = text.replacing("+", with: " ")
    return String(spaced).removingPercentEncoding ?? String(spaced)
  }
}

extension Optional {
  fileprivate func filter(_ isWanted: (Wrapped) -> Bool) -> Wrapped? {
    flatMap { isWanted($0) ? $0 : nil }
  }
}
