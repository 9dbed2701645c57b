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
    // Every model of the Hub comes by here: one look at each tag.
    var marks: Set<Relation> = []
    // Long tags name other repositories; none of the marks is as long.
    for tag in tags where tag.utf8.count <= longestMark {
      if let mark = tagMarks[tag.lowercased()] { marks.insert(mark) }
    }
    let lowered = name.lowercased()
    if marks.contains(.quantized) || quantizedEndings.contains(where: lowered.hasSuffix)
      || isPacked(safetensors)
    {
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

  private static let longestMark = "compressed-tensors".utf8.count

  private static let tagMarks: [String: Relation] = [
    "gguf": .quantized, "ggml": .quantized, "gptq": .quantized, "awq": .quantized,
    "exl2": .quantized, "exl3": .quantized, "4-bit": .quantized, "8-bit": .quantized,
    "bitsandbytes": .quantized, "compressed-tensors": .quantized, "hqq": .quantized,
    "aqlm": .quantized,
    "peft": .adapter, "lora": .adapter, "adapter": .adapter, "qlora": .adapter,
    "merge": .merge, "mergekit": .merge, "lazymergekit": .merge,
  ]

  private static let quantizedEndings = [
    "-gguf", "-gptq", "-awq", "-exl2", "-4bit", "-8bit", "-fp8", "-int4", "-int8", "_gguf",
  ]

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
