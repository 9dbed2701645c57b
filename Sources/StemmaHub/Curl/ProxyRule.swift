internal import Foundation

/// Which proxy stands between us and a host, by the variables that libcurl goes by.
///
/// libcurl finds the proxy by itself; this says whose words came back.
package struct ProxyRule: Sendable {
  struct Proxy: Sendable, Hashable {
    /// Host and port, without a user name.
    let name: String
    /// Whether it reads the requests it passes on, and may answer them itself.
    let readsRequests: Bool

    /// One that no variable names.
    static let unknown = Proxy(name: "on the way", readsRequests: true)

    /// Whether a reply is the proxy's own, and not the Hub's.
    ///
    /// Beside errors these are pages, and redirects to one, by which a network asks its users to log in:
    /// the Hub's own redirects lead to its paths, or have its marks.
    func hasWritten(_ status: Int, _ headers: HTTPHeaders) -> Bool {
      if status == 407 { return true }
      guard readsRequests, Self.marksOfHub.allSatisfy({ headers[$0] == nil }) else { return false }
      return switch status {
      case 200..<300: headers["Content-Type"]?.lowercased().hasPrefix("text/html") == true
      case 300..<400: headers["Location"]?.lowercased().hasPrefix("http") == true
      default: status >= 400
      }
    }

    private static let marksOfHub = [
      "X-Request-Id", "X-Error-Code", "X-Error-Message", "RateLimit", "X-Powered-By",
      "X-Repo-Commit",
    ]
  }

  private let environment: [String: String]

  init(environment: [String: String]) { self.environment = environment }

  static let ofThisProcess = ProxyRule(environment: ProcessInfo.processInfo.environment)

  /// Whether an environment names no proxy at all.
  package static func isSilent(_ environment: [String: String]) -> Bool {
    ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].allSatisfy {
      environment[$0]?.isEmpty ?? true
    }
  }

  /// The proxy for an address; nil where it is asked directly.
  func proxy(for url: String) -> Proxy? {
    guard let origin = WebOrigin(url), !isExempt(origin.host) else { return nil }
    // In capitals HTTP_PROXY is left alone, as a web server's CGI would set it from a request.
    let names =
      origin.scheme == "http" ? ["http_proxy"] : ["https_proxy", "HTTPS_PROXY"]
    guard let address = (names + ["all_proxy", "ALL_PROXY"]).lazy.compactMap(value).first else {
      return nil
    }
    return Proxy(name: Self.name(of: address), readsRequests: origin.scheme == "http")
  }

  private func value(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  private func isExempt(_ host: String) -> Bool {
    let rules = (value("no_proxy") ?? value("NO_PROXY") ?? "").lowercased()
      .split { $0 == "," || $0 == " " }
    return rules.contains { rule in
      let name = rule.hasPrefix(".") ? rule.dropFirst() : rule
      return rule == "*" || host == name || host.hasSuffix("." + name)
    }
  }

  /// Host and port of a proxy's address, which may lack its scheme.
  private static func name(of address: String) -> String {
    let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
    let host = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
    return String(host.prefix { $0 != "/" })
  }
}
