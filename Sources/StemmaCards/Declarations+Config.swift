package import StemmaRecords

extension Declarations {
  /// Where a model's configuration says that its weights were loaded from.
  ///
  /// Training tools write the name or path they were given there; an adapter names its base.
  package static func inConfig(_ config: JSONValue) -> [Declaration] {
    [config["_name_or_path"], config["peft"]?["base_model_name_or_path"]]
      .compactMap { $0?.string }
      .filter { !$0.isEmpty }
      .enumerated()
      .map { Declaration(.nameOrPath, .config, position: $0, text: $1) }
  }
}
