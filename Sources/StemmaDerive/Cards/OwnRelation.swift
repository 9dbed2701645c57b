package import StemmaCore

/// Our own reading of how a model was made, from its marks instead of anyone's word.
package enum OwnRelation {
  /// The relation that tags, library, name and the types of the weights point to, or nil when
  /// nothing does.
  ///
  /// A repository that only ships quantised weights beside its own is not told apart without its
  /// file names.
  ///
  /// - Parameters:
  ///   - name: The repository's name.
  ///   - tags: Its tags.
  ///   - library: Its library.
  ///   - safetensors: The Hub's count of elements by type; null when it has none.
  /// - Returns: The relation.
  package static func reading(
    name: String,
    tags: [String],
    library: String?,
    safetensors: JSONValue = .null
  ) -> Relation? {
    // Every model of the Hub comes by here: most tags and names are told by one look at their bytes.
    var marks: Set<Relation> = []
    for tag in tags where mayBeMark(tag) {
      if let mark = tagMarks[tag.lowercased()] { marks.insert(mark) }
    }
    if marks.contains(.quantized) || endsQuantized(name) || isPacked(safetensors) {
      return .quantized
    }
    if library == "peft" || marks.contains(.adapter) { return .adapter }
    return marks.contains(.merge) ? .merge : nil
  }

  /// The relation that a repository's files, GGUF header and configuration point to, or nil when
  /// nothing does.
  ///
  /// - Parameters:
  ///   - files: Its file names.
  ///   - gguf: What the Hub read in its GGUF files; null when it has none.
  ///   - config: The Hub's projection of its configuration; null when it has none.
  /// - Returns: The relation.
  package static func reading(
    files: [String],
    gguf: JSONValue = .null,
    config: JSONValue = .null
  ) -> Relation? {
    if onlyQuantized(files, hasGGUF: gguf != .null) || config["quantization_config"] != nil {
      return .quantized
    }
    return files.contains("adapter_config.json") || config["peft"] != nil ? .adapter : nil
  }

  /// The relation of two readings together.
  ///
  /// Quantised weights outweigh the rest, since a merge or an adapter may be quantised afterwards.
  package static func stronger(_ one: Relation?, _ other: Relation?) -> Relation? {
    [Relation.quantized, .adapter, .merge].first { $0 == one || $0 == other }
  }

  /// Whether a tag is as long as one of the marks and begins with the same letter.
  private static func mayBeMark(_ tag: String) -> Bool {
    let bytes = tag.utf8
    // Long tags name other repositories; none of the marks is as long.
    guard let first = bytes.first, bytes.count < 32 else { return false }
    return markLengths[Int(first | 0x20)] & 1 << UInt32(bytes.count) != 0
  }

  /// By the first byte of marks, a bit for each of their lengths.
  private static let markLengths = tagMarks.keys.reduce(
    into: [UInt32](repeating: 0, count: 256)
  ) { lengths, mark in
    guard let first = mark.utf8.first else { return }
    lengths[Int(first | 0x20)] |= 1 << UInt32(mark.utf8.count)
  }

  private static let tagMarks: [String: Relation] = [
    "gguf": .quantized, "ggml": .quantized, "gptq": .quantized, "awq": .quantized,
    "exl2": .quantized, "exl3": .quantized, "4-bit": .quantized, "8-bit": .quantized,
    "bitsandbytes": .quantized, "compressed-tensors": .quantized, "hqq": .quantized,
    "aqlm": .quantized,
    "peft": .adapter, "lora": .adapter, "adapter": .adapter, "qlora": .adapter,
    "merge": .merge, "mergekit": .merge, "lazymergekit": .merge,
  ]

  private static func endsQuantized(_ name: String) -> Bool {
    guard let last = name.utf8.last, lastOfEndings.contains(last | 0x20) else { return false }
    let lowered = name.lowercased()
    return quantizedEndings.contains(where: lowered.hasSuffix)
  }

  private static let quantizedEndings = [
    "-gguf", "-gptq", "-awq", "-exl2", "-4bit", "-8bit", "-fp8", "-int4", "-int8", "_gguf",
  ]

  private static let lastOfEndings = quantizedEndings.compactMap { $0.utf8.last.map { $0 | 0x20 } }

  /// Whether most elements are of types that hold several weights, or a rounded one.
  ///
  /// Eight-bit floats are left out: some models are trained in them.
  private static func isPacked(_ safetensors: JSONValue) -> Bool {
    guard case .object(let types)? = safetensors["parameters"] else { return false }
    func elements(of types: some Sequence<JSONValue.Member>) -> Double {
      types.reduce(0) { $0 + Double($1.value.integer ?? 0) }
    }
    let all = elements(of: types)
    let packed = elements(of: types.filter { packedTypes.contains($0.key) })
    return all > 0 && packed > all / 2
  }

  private static let packedTypes: Set<String> = ["I4", "U4", "F4", "I8", "U8", "I32"]

  private static func onlyQuantized(_ files: [String], hasGGUF: Bool) -> Bool {
    (hasGGUF || files.contains { $0.hasSuffix(".gguf") })
      && !files.contains { $0.hasSuffix(".safetensors") || $0.hasSuffix(".bin") }
  }
}
