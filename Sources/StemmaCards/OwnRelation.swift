package import StemmaRecords

/// Our own reading of how a model was made, from its marks instead of anyone's word.
package enum OwnRelation {
  /// The relation that tags, library and name point to, or nil when nothing does.
  ///
  /// Quantised weights outweigh the rest, since a merge or an adapter may be quantised afterwards.
  /// A repository that only ships quantised weights beside its own is not told apart without its
  /// file names, which `files` gives when they are known.
  package static func reading(
    name: String,
    tags: [String],
    library: String?,
    files: [String] = []
  ) -> Relation? {
    // Long tags name other repositories; none of the marks is as long.
    let tags = Set(tags.lazy.filter { $0.utf8.count <= longestMark }.map { $0.lowercased() })
    let lowered = name.lowercased()
    if !tags.isDisjoint(with: quantizedTags)
      || quantizedEndings.contains(where: lowered.hasSuffix)
      || onlyQuantized(files)
    {
      return .quantized
    }
    if library == "peft" || !tags.isDisjoint(with: ["peft", "lora", "adapter", "qlora"])
      || files.contains("adapter_config.json")
    {
      return .adapter
    }
    if !tags.isDisjoint(with: ["merge", "mergekit", "lazymergekit"]) { return .merge }
    return nil
  }

  private static let longestMark = "compressed-tensors".utf8.count

  private static let quantizedTags: Set<String> = [
    "gguf", "ggml", "gptq", "awq", "exl2", "exl3", "4-bit", "8-bit", "bitsandbytes",
    "compressed-tensors", "hqq", "aqlm",
  ]

  private static let quantizedEndings = [
    "-gguf", "-gptq", "-awq", "-exl2", "-4bit", "-8bit", "-fp8", "-int4", "-int8", "_gguf",
  ]

  private static func onlyQuantized(_ files: [String]) -> Bool {
    files.contains { $0.hasSuffix(".gguf") }
      && !files.contains { $0.hasSuffix(".safetensors") || $0.hasSuffix(".bin") }
  }
}
