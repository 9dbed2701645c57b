/// Who is let in: whoever reads, from this machine, and means this server by its own name.
///
/// A page of another site can have a browser ask us, under a name of its own that it lets lead to
/// loopback; then the `Host` is that name. It can ask under our name as well; then a browser says
/// that the page is of another origin, or another site.
package struct Gate: Sendable {
  private let hosts: Set<String>

  /// The gate of a server at `port`.
  package init(port: UInt16) {
    var hosts: Set<String> = []
    for name in ["localhost", "127.0.0.1", "[::1]"] {
      hosts.insert("\(name):\(port)")
      if port == 80 { hosts.insert(name) }
    }
    self.hosts = hosts
  }

  /// Why a request is not answered; nil for one that is.
  package func refusal(of request: Request) -> Problem? {
    guard ["GET", "HEAD"].contains(request.method) else {
      return Problem(405, "method", "Only GET and HEAD are answered: nothing can be changed here.")
    }
    guard let host = request.header("host"), hosts.contains(host.lowercased()) else {
      return Problem(421, "host", "This is no server of that name.")
    }
    if let origins = request.headers["origin"],
      origins.count != 1 || !hosts.contains(where: { "http://" + $0 == origins[0].lowercased() })
    {
      return Problem(403, "origin", "Pages of other origins are not answered.")
    }
    let site = request.headers["sec-fetch-site"]?.first ?? "none"
    let mode = request.headers["sec-fetch-mode"]?.first ?? "navigate"
    guard ["none", "same-origin"].contains(site) || mode == "navigate" else {
      return Problem(403, "site", "Pages of other sites are not answered.")
    }
    return nil
  }
}
