internal import CSimdJSON

/// Text that is not JSON.
package struct JSONError: Error, Sendable, CustomStringConvertible {
  /// The parser's own words.
  package let description: String

  /// Creates an error with the parser's words.
  package init(_ description: String) { self.description = description }
}

/// A strict JSON parser that keeps its working memory between documents.
///
/// Refuses what RFC 8259 refuses, invalid UTF-8 included. Not to be shared between threads.
package final class JSONReader {
  private let parser: OpaquePointer

  /// Creates a reader with no working memory yet.
  package init() {
    guard let parser = sj_parser_new() else { preconditionFailure("no memory for a JSON parser") }
    self.parser = parser
  }

  deinit { sj_parser_free(parser) }

  /// Parses `bytes` and hands the root to `body`; the view must not outlive the call.
  ///
  /// - Complexity: O(*n*) over the bytes; nothing is copied out until asked for.
  package func read<Result>(
    _ bytes: [UInt8],
    _ body: (JSONView) throws -> Result
  ) throws -> Result {
    var root = sj_value()
    let error = bytes.withUnsafeBufferPointer {
      sj_parse(parser, $0.baseAddress, $0.count, &root)
    }
    guard error == 0 else { throw JSONError(String(cString: sj_error_message(error))) }
    return try body(JSONView(value: root))
  }

  /// Parses `bytes` into a value of its own.
  package func value(_ bytes: [UInt8]) throws -> JSONValue {
    try read(bytes) { $0.value }
  }
}

extension JSONValue {
  /// Parses one JSON text.
  package init(parsing text: String) throws {
    self = try JSONReader().value(Array(text.utf8))
  }
}
