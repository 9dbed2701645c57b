import StemmaHub

/// Marks of a converted copy at the end of a model's name, such as `-GGUF` or `-4bit`.
package enum NameMarks {
  /// Where the name of the model that was converted may end, the longest name first.
  ///
  /// Offsets into the bytes of `name`, which is a name without its owner; none when nothing at its
  /// end says that it is a copy in another format.
  ///
  /// - Complexity: O(*n*) for *n* bytes.
  package static func ends(in name: String) -> [Int] {
    var ends: [Int] = []
    var reading = MarkReading.settled
    var hasMark = false
    for token in tokens(of: name).reversed() {
      guard let next = reading.followed(by: token) else { break }
      reading = next
      if reading == .settled {
        hasMark = hasMark || !companions.contains(token.text)
        if hasMark, token.start > 1 { ends.append(token.start - 1) }
      }
    }
    return ends
  }

  fileprivate struct Token {
    var text: String
    /// Where it begins, in bytes.
    var start: Int
  }

  private static func tokens(of name: String) -> [Token] {
    var tokens: [Token] = []
    var bytes: [UInt8] = []
    var start = 0
    for (index, byte) in name.utf8.enumerated() {
      if [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte) {
        tokens.append(Token(text: String(decoding: bytes, as: UTF8.self), start: start))
        bytes = []
        start = index + 1
      } else {
        bytes.append(byte)
      }
    }
    tokens.append(Token(text: String(decoding: bytes, as: UTF8.self), start: start))
    return tokens.map { Token(text: $0.text.lowercased(), start: $0.start) }
  }

  fileprivate static let formats: Set<String> = [
    "gguf", "ggml", "gptq", "awq", "exl2", "exl3", "mlx", "onnx", "openvino", "ov", "bnb", "nf4",
    "fp8", "fp4", "hqq", "aqlm", "int4", "int8",
  ]

  /// Words that stand beside a mark and are none of their own.
  fileprivate static let companions: Set<String> = [
    "i1", "imat", "imatrix", "bf16", "fp16", "f16", "f32", "fp32", "quantized", "quant", "quants",
    "dynamic", "autoround", "safetensors", "smashed", "marlin", "sym", "128g", "64g", "32g", "g128",
    "gs128", "h6", "h8",
  ]
}

/// How far a mark is read, from its end to its beginning.
private enum MarkReading {
  /// At the beginning of a mark, or at the end of the name.
  case settled
  /// After the small parts of `Q4_K_M`: the `Q4` must come.
  case quantTail
  /// After `bit` or the `0bpw` of `4.0bpw`: a number must come.
  case number

  /// What reading goes on as; nil when `token` belongs to no mark.
  func followed(by token: NameMarks.Token) -> MarkReading? {
    let text = token.text
    switch self {
    case .number: return text.allSatisfy(\.isASCIIDigit) && !text.isEmpty ? .settled : nil
    case .quantTail where Self.quantParts.contains(text): return .quantTail
    case .quantTail: return Self.isQuant(text) ? .settled : nil
    case .settled: return Self.beginning(text)
    }
  }

  private static func beginning(_ text: String) -> MarkReading? {
    if NameMarks.formats.contains(text) || NameMarks.companions.contains(text) { return .settled }
    if isQuant(text) || isBits(text) || isWeightsAndActivations(text) { return .settled }
    if quantParts.contains(text) { return .quantTail }
    if text == "bit" || text == "bits" { return .number }
    // `4.0bpw`, `3.75bpw`; whole numbers are written with a point too.
    return text.hasSuffix("bpw") && text.dropLast(3).allSatisfy(\.isASCIIDigit) ? .number : nil
  }

  private static let quantParts: Set<String> = [
    "k", "m", "s", "l", "xl", "xs", "xxs", "nl", "0", "1",
  ]

  /// `q4`, `iq3`.
  private static func isQuant(_ text: String) -> Bool {
    let rest =
      text.hasPrefix("iq") ? text.dropFirst(2) : text.dropFirst(text.hasPrefix("q") ? 1 : 0)
    return rest.count == 1 && rest.count < text.count && rest.allSatisfy(\.isASCIIDigit)
  }

  /// `4bit`, `8bits`.
  private static func isBits(_ text: String) -> Bool {
    let number = text.prefix(while: \.isASCIIDigit)
    return (1...2).contains(number.count) && ["bit", "bits"].contains(text.dropFirst(number.count))
  }

  /// `w4a16`.
  private static func isWeightsAndActivations(_ text: String) -> Bool {
    guard text.hasPrefix("w") else { return false }
    let halves = text.dropFirst().split(separator: "a", omittingEmptySubsequences: false)
    return halves.count == 2 && halves.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

/// Beginnings of a model's name that may be the name of its base.
package enum NameStems {
  /// Where they end, the longest first: offsets into the bytes of `name`, which is a name without
  /// its owner.
  ///
  /// What is cut off must not begin with a size or a version, which tell sisters apart. What stays
  /// has six bytes and a digit at least, as names of base models do.
  package static func ends(in name: String) -> [Int] {
    let bytes = Array(name.utf8)
    return bytes.indices.reversed().filter { index in
      index >= 6 && isSeparator(bytes[index]) && bytes[..<index].contains(where: isDigit)
        && !isSizeOrVersion(bytes[(index + 1)...].prefix { !isSeparator($0) })
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isSizeOrVersion(_ bytes: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    guard let first = text.utf8.first else { return true }
    return isDigit(first) || sizes.contains(text)
      || ["v", "a", "x"].contains(text.prefix(1))
        && text.utf8.dropFirst().first.map(isDigit) == true
  }

  private static let sizes: Set<String> = [
    "small", "base", "large", "medium", "tiny", "mini", "nano", "micro", "huge", "giant", "xs", "s",
    "m", "l", "xl", "xxl",
  ]
}
