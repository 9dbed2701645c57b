internal import StemmaCore

/// JSON text under construction; what is put in needs no escapes.
struct SyntheticText {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  mutating func put(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    )
  }

  mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func put(byte: UInt8) { bytes.append(byte) }

  mutating func put(_ number: Int) {
    if number < 10, number >= 0 {
      bytes.append(UInt8(0x30 + number))
    } else {
      bytes.append(contentsOf: number.description.utf8)
    }
  }

  /// Appends the last `digits` hexadecimal digits of a number.
  mutating func putHexadecimal(_ number: UInt64, digits: Int) {
    for shift in stride(from: (digits - 1) * 4, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift) & 15)
      bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  /// Appends a time as the Hub writes it, in quotes.
  mutating func putTime(_ second: Int64) {
    put("\"")
    put(Timestamp.text(secondsSince1970: second).dropLast())
    put(".000Z\"")
  }

  /// Takes the last byte back when it is `byte`.
  mutating func drop(_ byte: UInt8) {
    if bytes.last == byte { bytes.removeLast() }
  }

  private mutating func put(_ text: Substring) { bytes.append(contentsOf: text.utf8) }
}
