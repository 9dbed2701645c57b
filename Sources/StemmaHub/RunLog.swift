package import Foundation
import Logging
package import StemmaCore

/// How the lines of a log are written.
package enum RunLogFormat: String, Sendable, CaseIterable {
  /// For people: time, level, what happened, and its facts as `name=value`.
  case text
  /// For machines: one JSON object a line.
  case json
}

/// What is written down of a run for whoever looks into it later: through swift-log, of which nothing
/// else knows.
///
/// It holds addresses, times and the Hub's identifiers of failed calls, and never a token.
package struct RunLog: Sendable {
  private let logger: Logger

  /// Appends to the file at `path`, which is made when it is not there.
  ///
  /// - Throws: An error when it cannot be opened.
  package init(appendingTo path: String, as format: RunLogFormat) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw NSError(
        domain: NSPOSIXErrorDomain,
        code: Int(errno),
        userInfo: [NSFilePathErrorKey: path]
      )
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.init(as: format, at: RunEnvironment.machine.now) { try? file.write(contentsOf: $0) }
  }

  /// Hands each line, with its end, to `write`.
  package init(
    as format: RunLogFormat,
    at now: @escaping @Sendable () -> Double,
    _ write: @escaping @Sendable (Data) -> Void
  ) {
    let lines = LineHandler(format: format, now: now, write: write)
    logger = Logger(label: "stemma") { _ in lines }
  }

  /// What happened as it should.
  package func info(_ message: String, _ facts: KeyValuePairs<String, JSONValue> = [:]) {
    log(.info, message, facts)
  }

  /// What went wrong, and was mended or left out.
  package func warn(_ message: String, _ facts: KeyValuePairs<String, JSONValue> = [:]) {
    log(.warning, message, facts)
  }

  /// What ended the run.
  package func fail(_ message: String, _ facts: KeyValuePairs<String, JSONValue> = [:]) {
    log(.error, message, facts)
  }

  /// A call that gave no usable reply, with the identifier under which the Hub finds it; `delay` is how
  /// long it is waited before it is sent again, nil when it is not.
  func failed(_ error: HubError, at url: String, attempt: Int, retryingIn delay: Duration?) {
    let facts: KeyValuePairs<String, JSONValue> = [
      "url": .string(error.url ?? url), "status": JSONValue(error.status),
      "request_id": JSONValue(error.requestID), "reason": .string(error.summary),
      "hub_message": JSONValue(error.message), "attempt": .integer(Int64(attempt)),
      "retry_in_s": delay.map { .number($0 / .seconds(1)) } ?? .null,
    ]
    // That something is not there is an answer.
    error.code == .notFound ? info("not found", facts) : warn("call failed", facts)
  }

  private func log(
    _ level: Logger.Level,
    _ message: String,
    _ facts: KeyValuePairs<String, JSONValue>
  ) {
    let metadata = facts.compactMap { name, value in
      value == .null ? nil : (name, Logger.MetadataValue.stringConvertible(Fact(value)))
    }
    logger.log(
      level: level,
      "\(message)",
      metadata: Dictionary(metadata, uniquingKeysWith: { $1 })
    )
  }
}

/// A value that knows how JSON writes it.
private struct Fact: Sendable, CustomStringConvertible {
  let value: JSONValue

  init(_ value: JSONValue) { self.value = value }

  /// A word as it is; what has blanks or marks as JSON.
  var description: String {
    guard let text = value.string else { return value.inertText }
    let isWord = text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x3D }
    return isWord && !text.isEmpty ? text : value.inertText
  }
}

/// Writes a line for each event.
private struct LineHandler: LogHandler {
  let format: RunLogFormat
  let now: @Sendable () -> Double
  let write: @Sendable (Data) -> Void
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    let time = Timestamp.text(secondsSince1970: Int64(now()))
    let message = "\(event.message)"
    let line =
      switch format {
      case .text:
        "\(time) \(event.level) \(TerminalText.inert(message))"
          + facts.map { " \($0.key)=\($0.value)" }.joined()
      case .json:
        JSONValue.object(
          [
            .init("time", .string(time)), .init("level", .string(event.level.rawValue)),
            .init("message", .string(message)),
          ] + facts.map { .init($0.key, Self.json($0.value)) }
        ).inertText
      }
    write(Data((line + "\n").utf8))
  }

  private static func json(_ value: Logger.MetadataValue) -> JSONValue {
    if case .stringConvertible(let fact as Fact) = value { return fact.value }
    return .string("\(value)")
  }
}
