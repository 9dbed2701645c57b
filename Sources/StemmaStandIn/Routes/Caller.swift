/// Who asks, as far as the token tells.
enum Caller: Sendable, Hashable {
  case anonymous
  case token(String)
  case invalidToken

  init(_ request: HubRequest, isValid: (String) -> Bool) {
    guard let header = request.headers["authorization"] else {
      self = .anonymous
      return
    }
    let token = header.hasPrefix("Bearer ") ? String(header.dropFirst("Bearer ".count)) : ""
    self = isValid(token) ? .token(token) : .invalidToken
  }
}
