import StemmaCore

/// A message of JSON-RPC 2.0, as far as a server takes one.
enum RemoteMessage {
  case request(id: JSONValue, method: String, parameters: JSONValue)
  case notification(method: String, parameters: JSONValue)
  /// An answer to what was never asked: this server asks nothing.
  case answer

  /// Reads one message.
  ///
  /// - Throws: ``RemoteError`` with the number of the request, where it can be told.
  init(_ value: JSONValue) throws(RemoteError) {
    guard value.object != nil else {
      throw RemoteError(.invalidRequest, "A message is a JSON object.")
    }
    let id = value["id"]
    func refuse(_ words: String) -> RemoteError {
      var error = RemoteError(.invalidRequest, words)
      if let id, Self.isNumber(id) { error.id = id }
      return error
    }
    guard value["jsonrpc"]?.string == "2.0" else {
      throw refuse("The member jsonrpc must be \"2.0\".")
    }
    guard let method = value["method"] else {
      guard value["result"] != nil || value["error"] != nil else {
        throw refuse("A message has a method, a result or an error.")
      }
      self = .answer
      return
    }
    guard let method = method.string else { throw refuse("The method must be a string.") }
    let parameters = value["params"] ?? .object([])
    guard parameters.object != nil else { throw refuse("The member params must be an object.") }
    guard let id else {
      self = .notification(method: method, parameters: parameters)
      return
    }
    guard Self.isNumber(id) else {
      throw RemoteError(.invalidRequest, "The id must be a string or a whole number.")
    }
    self = .request(id: id, method: method, parameters: parameters)
  }

  private static func isNumber(_ id: JSONValue) -> Bool {
    switch id {
    case .string, .integer: true
    default: false
    }
  }
}

/// Why a request got no result.
struct RemoteError: Error {
  /// The codes of JSON-RPC and of the Model Context Protocol.
  enum Code: Int64 {
    case notJSON = -32700
    case invalidRequest = -32600
    case unknownMethod = -32601
    case invalidParameters = -32602
    case internalError = -32603
    /// More requests wait than are kept.
    case busy = -32000
    case unknownResource = -32002
    case unsupportedVersion = -32022
  }

  let code: Code
  let words: String
  /// What programs may need to know of it.
  var data: JSONValue?
  /// The request's number; null where it cannot be told.
  var id = JSONValue.null

  init(_ code: Code, _ words: String, data: JSONValue? = nil) {
    (self.code, self.words, self.data) = (code, words, data)
  }

  var reply: JSONValue {
    let error: [JSONValue.Member] = [
      .init("code", .integer(code.rawValue)), .init("message", .string(TerminalText.inert(words))),
    ]
    return [
      "jsonrpc": "2.0", "id": id,
      "error": .object(error + (data.map { [.init("data", $0)] } ?? [])),
    ]
  }
}
