internal import CSimdJSON

/// A value inside a parsed document, read without copying until a Swift value is asked for.
///
/// Valid only inside the call of ``JSONReader/read(_:_:)`` that handed it out.
package struct JSONView {
  /// The seven kinds of JSON value; whole numbers within 64 bits apart from the others.
  package enum Kind { case null, bool, integer, number, string, array, object }

  private let raw: sj_value

  init(value: sj_value) { raw = value }

  package var kind: Kind {
    switch sj_kind_of(raw) {
    case SJ_BOOL: .bool
    case SJ_INTEGER: .integer
    case SJ_NUMBER: .number
    case SJ_STRING: .string
    case SJ_ARRAY: .array
    case SJ_OBJECT: .object
    default: .null
    }
  }

  package var string: String? { kind == .string ? text : nil }

  package var bool: Bool? { kind == .bool ? sj_bool(raw) : nil }

  /// The number, when it is whole, however it was spelt.
  package var integer: Int64? {
    switch kind {
    case .integer: sj_integer(raw)
    case .number: Int64(exactly: sj_number(raw))
    default: nil
    }
  }

  package var number: Double? {
    switch kind {
    case .integer: Double(sj_integer(raw))
    case .number: sj_number(raw)
    default: nil
    }
  }

  /// The number of elements when this is an array, else 0; a lower bound in an array of millions.
  ///
  /// - Complexity: O(1).
  package var elementCount: Int { kind == .array ? sj_array_count(raw) : 0 }

  /// Calls `body` with each element, when this is an array, and says whether it is one.
  @discardableResult
  package func forEachElement(_ body: (JSONView) throws -> Void) rethrows -> Bool {
    guard kind == .array else { return false }
    var iterator = sj_array(raw)
    var element = sj_value()
    while sj_array_next(&iterator, &element) {
      try body(JSONView(value: element))
    }
    return true
  }

  /// Calls `body` with each member, when this is an object, and says whether it is one.
  @discardableResult
  package func forEachMember(_ body: (String, JSONView) throws -> Void) rethrows -> Bool {
    guard kind == .object else { return false }
    var iterator = sj_object(raw)
    var element = sj_value()
    var key: UnsafePointer<CChar>?
    var length = 0
    while sj_object_next(&iterator, &key, &length, &element) {
      try body(Self.text(key, length), JSONView(value: element))
    }
    return true
  }

  /// A copy that owns its memory.
  package var value: JSONValue {
    switch kind {
    case .null: return .null
    case .bool: return .bool(sj_bool(raw))
    case .integer: return .integer(sj_integer(raw))
    case .number: return .number(sj_number(raw))
    case .string: return .string(text)
    case .array:
      var elements: [JSONValue] = []
      elements.reserveCapacity(elementCount)
      forEachElement { elements.append($0.value) }
      return .array(elements)
    case .object:
      var members: [JSONValue.Member] = []
      forEachMember { members.append(.init($0, $1.value)) }
      return .object(members)
    }
  }

  private var text: String {
    var length = 0
    let bytes = sj_string(raw, &length)
    return Self.text(bytes, length)
  }

  private static func text(_ bytes: UnsafePointer<CChar>?, _ length: Int) -> String {
    guard let bytes else { return "" }
    return bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
      String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
    }
  }
}
