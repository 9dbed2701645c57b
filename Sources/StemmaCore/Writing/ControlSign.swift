/// Signs that stand for control characters where a format cannot hold them.
enum ControlSign {
  /// Unicode's picture of an ASCII control character; nil for all others, and for tabs and line
  /// breaks, which text formats can hold.
  static func sign(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "\t", "\n", "\r": nil
    case "\u{0}"..."\u{1F}": Unicode.Scalar(0x2400 + scalar.value)
    default: nil
    }
  }
}
