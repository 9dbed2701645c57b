import Foundation
import StemmaCore

/// Speaks the Model Context Protocol: takes lines of JSON-RPC, and writes one line for each request.
///
/// Calls of tools run beside each other, and beside the lines that come meanwhile; all else is answered
/// at once. Whatever a line holds, the server goes on.
package final class AgentServer: Sendable {
  private struct State {
    /// The version of the handshake; nil before it.
    var version: String?
    var calls: [JSONValue: AgentCall] = [:]
  }

  /// How long a call may take, in seconds.
  static let longestCall = 60
  /// How many calls may be under way or wait.
  static let mostCalls = 64
  /// How many messages may come as a list.
  static let mostMessages = 100

  private let source: AgentSource
  private let pageSize: Int
  private let write: @Sendable ([UInt8]) -> Void
  private let state = Locked(State())
  private let reader = Locked(JSONReader())
  private let queue = OperationQueue()

  /// A server that hands each line to `write`, one at a time.
  ///
  /// The list of tools is given in pages of `pageSize`.
  package init(
    _ source: AgentSource,
    pageSize: Int = 50,
    write: @escaping @Sendable ([UInt8]) -> Void
  ) {
    (self.source, self.pageSize) = (source, pageSize)
    let turn = Locked(())
    self.write = { line in turn.withLock { _ in write(line) } }
    queue.maxConcurrentOperationCount = 4
  }

  /// Takes one line; returns before a call of a tool in it is answered.
  package func take(_ line: MessageLines.Line) {
    guard case .text(let bytes) = line else {
      let words = "A line may have at most \(MessageLines.limit) bytes."
      return send(RemoteError(.invalidRequest, words).reply)
    }
    guard let value = try? reader.withLock({ try $0.value(bytes) }) else {
      return send(RemoteError(.notJSON, "The line is not JSON in UTF-8.").reply)
    }
    if let messages = value.array {
      takeTogether(messages)
    } else {
      take(value) { [self] reply in send(reply) }
    }
  }

  /// Waits until every call is answered.
  package func finish() { queue.waitUntilAllOperationsAreFinished() }

  private func send(_ reply: JSONValue) { write(Array((reply.inertText + "\n").utf8)) }

  /// Takes a list of messages, whose answers go out as one list.
  private func takeTogether(_ messages: [JSONValue]) {
    let isSpoken = state.withLock { $0.version } == AgentProtocol.batching
    guard isSpoken, (1...Self.mostMessages).contains(messages.count) else {
      let words =
        isSpoken
        ? "A list holds 1 to \(Self.mostMessages) messages."
        : "Only version \(AgentProtocol.batching) of the protocol has lists of messages."
      return send(RemoteError(.invalidRequest, words).reply)
    }
    let replies = Locked<[JSONValue]>([])
    let together = BlockOperation()
    together.addExecutionBlock { [self] in
      let all = replies.withLock { $0 }
      if !all.isEmpty { send(.array(all)) }
    }
    for message in messages {
      let call = take(message) { reply in replies.withLock { $0.append(reply) } }
      if let call { together.addDependency(call) }
    }
    queue.addOperation(together)
  }

  /// Takes one message, and returns the operation that answers it when it does not do so at once.
  @discardableResult
  private func take(
    _ value: JSONValue,
    answer: @escaping @Sendable (JSONValue) -> Void
  ) -> Operation? {
    do throws(RemoteError) {
      switch try RemoteMessage(value) {
      case .answer: return nil
      case .notification(let method, let parameters):
        if method == "notifications/cancelled" { cancel(parameters["requestId"] ?? .null) }
        return nil
      case .request(let id, let method, let parameters):
        do throws(RemoteError) {
          return try take(id, method, parameters, answer: answer)
        } catch {
          var error = error
          error.id = id
          throw error
        }
      }
    } catch {
      answer(error.reply)
      return nil
    }
  }

  private func take(
    _ id: JSONValue,
    _ method: String,
    _ parameters: JSONValue,
    answer: @escaping @Sendable (JSONValue) -> Void
  ) throws(RemoteError) -> Operation? {
    let version = try AgentProtocol.version(of: parameters)
    guard method == "tools/call" else {
      let result = try self.result(of: method, parameters, isStateless: version != nil)
      answer(Self.reply(to: id, result, of: method, in: version))
      return nil
    }
    try requireHandshake(version)
    let (tool, arguments) = try Self.called(parameters)
    return try run(id) { [self] call in
      self.result(of: tool, arguments, call)
    } answer: { result in
      answer(Self.reply(to: id, result, of: method, in: version))
    }
  }

  private static func reply(
    to id: JSONValue,
    _ result: JSONValue,
    of method: String,
    in version: String?
  ) -> JSONValue {
    let result = version == nil ? result : AgentProtocol.finish(result, of: method)
    return ["jsonrpc": "2.0", "id": id, "result": result]
  }

  private func requireHandshake(_ version: String?) throws(RemoteError) {
    guard version == nil, state.withLock({ $0.version }) == nil else { return }
    throw RemoteError(
      .invalidRequest,
      "Send initialize first, or name the protocol's version in _meta."
    )
  }

  /// The result of what is answered at once.
  private func result(
    of method: String,
    _ parameters: JSONValue,
    isStateless: Bool
  ) throws(RemoteError) -> JSONValue {
    switch method {
    case "initialize":
      guard let asked = parameters["protocolVersion"]?.string else {
        throw RemoteError(.invalidParameters, "initialize needs a protocolVersion.")
      }
      let version = AgentProtocol.version(for: asked)
      state.withLock { $0.version = version }
      return AgentProtocol.greeting(version)
    case "ping": return .object([])
    case "server/discover":
      guard isStateless else {
        throw RemoteError(
          .invalidParameters,
          "server/discover needs io.modelcontextprotocol/protocolVersion in _meta."
        )
      }
      return AgentProtocol.discovery
    case "tools/list", "resources/list", "resources/templates/list", "resources/read":
      try requireHandshake(isStateless ? "" : nil)
      return try listed(method, parameters)
    default:
      throw RemoteError(.unknownMethod, "There is no method \(method.prefix(100)).")
    }
  }

  private func listed(
    _ method: String,
    _ parameters: JSONValue
  ) throws(RemoteError) -> JSONValue {
    switch method {
    case "resources/read":
      guard let address = parameters["uri"]?.string else {
        throw RemoteError(.invalidParameters, "resources/read needs a uri.")
      }
      return try AgentProtocol.contents(of: address)
    case "resources/list":
      _ = try Self.start(of: parameters, among: 1)
      return AgentProtocol.resources
    case "resources/templates/list":
      _ = try Self.start(of: parameters, among: 1)
      return ["resourceTemplates": []]
    default:
      let start = try Self.start(of: parameters, among: AgentTools.all.count)
      let tools = AgentTools.all.dropFirst(start).prefix(pageSize)
      let next = tools.endIndex == AgentTools.all.endIndex ? nil : String(tools.endIndex)
      return .object(
        [.init("tools", .array(tools.map(\.json)))]
          + (next.map { [.init("nextCursor", .string($0))] } ?? [])
      )
    }
  }

  /// Where the part of a list begins that a cursor of ours means.
  private static func start(
    of parameters: JSONValue,
    among count: Int
  ) throws(RemoteError) -> Int {
    guard let cursor = parameters["cursor"], cursor != .null else { return 0 }
    guard let start = cursor.string.flatMap(Int.init), (1..<count).contains(start) else {
      throw RemoteError(.invalidParameters, "The cursor is none that this server gave.")
    }
    return start
  }

  private static func called(
    _ parameters: JSONValue
  ) throws(RemoteError) -> (AgentTool, JSONValue) {
    guard let name = parameters["name"]?.string else {
      throw RemoteError(.invalidParameters, "tools/call needs the name of a tool.")
    }
    guard let tool = AgentTools.named(name) else {
      throw RemoteError(.invalidParameters, "Unknown tool: \(name.prefix(100))")
    }
    let arguments = parameters["arguments"] ?? .object([])
    guard arguments.object != nil else {
      throw RemoteError(.invalidParameters, "The arguments must be an object.")
    }
    return (tool, arguments)
  }
}

extension AgentServer {
  private func cancel(_ id: JSONValue) {
    state.withLock { $0.calls[id] }?.stop(.cancelled)
  }

  /// Runs the work of a call in its turn, and hands over what it makes.
  private func run(
    _ id: JSONValue,
    _ work: @escaping @Sendable (AgentCall) -> JSONValue?,
    answer: @escaping @Sendable (JSONValue) -> Void
  ) throws(RemoteError) -> Operation {
    let call = AgentCall()
    let fault: RemoteError? = state.withLock { state in
      guard state.calls[id] == nil else {
        return RemoteError(.invalidRequest, "A request of this id is under way.")
      }
      guard state.calls.count < Self.mostCalls else {
        return RemoteError(.busy, "\(Self.mostCalls) calls are under way: wait for one to end.")
      }
      state.calls[id] = call
      return nil
    }
    if let fault { throw fault }
    let operation = BlockOperation { [self] in
      call.stop(after: Self.longestCall)
      let result = work(call)
      call.end()
      // Whoever reads the answer may use the number again.
      state.withLock { state in _ = state.calls.removeValue(forKey: id) }
      if let result { answer(result) }
    }
    queue.addOperation(operation)
    return operation
  }

  /// The result of a call; nil when it was cancelled, and nobody waits for it.
  private func result(
    of tool: AgentTool,
    _ arguments: JSONValue,
    _ call: AgentCall
  ) -> JSONValue? {
    do {
      let content = try source.ask(tool, AgentArguments(arguments, of: tool), begin: call.begin)
      guard call.stopped != .cancelled else { return nil }
      return [
        "content": [["type": "text", "text": .string(content.text)]],
        "structuredContent": content, "isError": false,
      ]
    } catch {
      guard call.stopped != .cancelled else { return nil }
      let words =
        call.stopped == .tooLong
        ? "The answer took longer than \(Self.longestCall) seconds. Ask for less." : "\(error)"
      return [
        "content": [["type": "text", "text": .string(Self.inert(words))]], "isError": true,
      ]
    }
  }

  /// Words of an error, which may repeat those of strangers.
  private static func inert(_ words: String) -> String {
    let longest = 2000
    let start = String(words.unicodeScalars.prefix(longest))
    return TerminalText.inert(start) + (words.unicodeScalars.count > longest ? "…" : "")
  }
}
