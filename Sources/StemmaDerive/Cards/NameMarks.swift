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
    var name = name
    return name.withUTF8 { bytes in
      var ends: [Int] = []
      var reading = MarkReading.settled
      var hasMark = false
      var end = bytes.count
      // From the end as far as marks reach: most names have none.
      while true {
        let start = (bytes[..<end].lastIndex(where: isSeparator) ?? -1) + 1
        let text = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
        guard let next = reading.followed(by: text) else { return ends }
        reading = next
        if reading == .settled {
          hasMark = hasMark || !companions.contains(text)
          if hasMark, start > 1 { ends.append(start - 1) }
        }
        guard start > 0 else { return ends }
        end = start - 1
      }
    }
  }

  fileprivate static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
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

  /// What reading goes on as; nil when `text`, in lower case, belongs to no mark.
  func followed(by text: String) -> MarkReading? {
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
    var name = name
    return name.withUTF8 { bytes in
      guard let digit = bytes.firstIndex(where: isDigit) else { return [] }
      var ends: [Int] = []
      var end = bytes.count
      for index in bytes.indices.reversed() where NameMarks.isSeparator(bytes[index]) {
        guard index >= 6, index > digit else { break }
        if !isSizeOrVersion(bytes[(index + 1)..<end]) { ends.append(index) }
        end = index
      }
      return ends
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isSizeOrVersion(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let first = bytes.first else { return true }
    if isDigit(first) { return true }
    if bytes.dropFirst().first.map(isDigit) == true, versionMarks.contains(first | 0x20) {
      return true
    }
    return bytes.count <= 6
      && sizes.contains(String(decoding: bytes, as: UTF8.self).lowercased())
  }

  private static let versionMarks = "vax".utf8.map { $0 }

  private static let sizes: Set<String> = [
    "small", "base", "large", "medium", "tiny", "mini", "nano", "micro", "huge", "giant", "xs", "s",
    "m", "l", "xl", "xxl",
  ]
}
