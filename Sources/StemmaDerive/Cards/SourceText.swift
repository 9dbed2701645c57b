import StemmaCore

/// What `source_datasets` of a dataset may say without naming a dataset of the Hub.
///
/// Cards have words of their own for how data came to be, and `extended|other-` before the name of data
/// from elsewhere. Before an id of the Hub, `extended|` is a prefix alone.
package enum SourceText {
  private static let words = ["original", "extended", "derived", "found", "unknown"]
  private static let elsewhere = "extended|other"

  /// SQL that holds where the text in `column` is to be left out of what is made from what.
  package static func namesNone(_ column: String) -> String {
    """
    (lower(trim(\(column))) IN ('\(words.joined(separator: "', '"))')
      OR lower(trim(\(column))) = '\(elsewhere)'
      OR lower(trim(\(column))) LIKE '\(elsewhere)-%' AND instr(\(column), '/') = 0)
    """
  }

  /// A finding for each source that is stated and leads to no dataset of the Hub, whatever the Hub has.
  ///
  /// A word for how the data came to be names no source, and so loses none.
  static func findings(on declarations: [Declaration], of dataset: String) -> [Finding] {
    declarations.lazy.filter { $0.field == .sourceDataset && isLost($0.text) }.map {
      Finding(.oddSource, subject: dataset, detail: "source_datasets names no dataset: \($0.text)")
    }
  }

  private static func isLost(_ text: String) -> Bool {
    // What SQLite's trim() takes away.
    let bare = text.trimmingPrefix { $0 == " " }.lowercased()
    if words.contains(bare) { return false }
    if bare == elsewhere || bare.hasPrefix(elsewhere + "-") && !text.contains("/") { return true }
    return Reference(text, kind: .dataset).defect != nil
  }
}

extension Finding.Code {
  /// A dataset that says to be made from something that is no dataset of the Hub.
  static let oddSource = Finding.Code(rawValue: "odd-source")
}
