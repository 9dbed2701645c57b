/// Names that training tools write where a dataset should be named.
///
/// They name a way of loading files, or nothing, and are no datasets: a model that declares
/// `imagefolder` was trained on pictures of its author's own. A name counts as one only without an
/// owner before it: the Hub's own datasets without one were moved under organisations in 2024, and
/// none in the listing of March 2023 had such a name.
package enum LoaderName {
  /// The builders that the library `datasets` ships with.
  ///
  /// Source: huggingface/datasets, the folders of `src/datasets/packaged_modules` over its history
  /// up to commit 42c11f56; `generator` is what `Dataset.from_generator` writes.
  package static let builders: Set<String> = [
    "arrow", "audiofolder", "cache", "csv", "generator", "hdf5", "imagefolder", "json", "lance",
    "niftifolder", "pandas", "parquet", "pdffolder", "spark", "sql", "text", "videofolder",
    "webdataset", "xml",
  ]

  /// Words that stand where no dataset is named.
  ///
  /// Source: counted among the 30,298 names declared in July 2025 by Laufer, Oderinwale and
  /// Kleinberg's notebooks (bendlaufer/ai-ecosystem at 9d172b3).
  package static let words: Set<String> = ["custom", "original", "updated"]

  /// What a name is when it is none of a dataset: `loader` or `placeholder`; nil for all others.
  package static func kind(of name: String) -> String? {
    let folded = name.lowercased()
    if builders.contains(folded) { return "loader" }
    return words.contains(folded) ? "placeholder" : nil
  }

  /// SQL that holds where `column` is such a name.
  ///
  /// `column` is one of our own names, never foreign text.
  package static func sql(_ column: String) -> String {
    let names = builders.union(words).sorted().map { "'\($0)'" }.joined(separator: ", ")
    return "lower(\(column)) IN (\(names))"
  }
}
