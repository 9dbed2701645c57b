import Foundation
import StemmaRecords

extension HarvestRequest {
  /// The request by the names of its parts, as an archive tells it.
  ///
  /// The bounds of a sitting are left out: where it stopped, the archive shows.
  var parts: [String: String] {
    [
      "plan": plan.rawValue,
      "subjects": cohort.map { $0.text.onOneLine() }.joined(separator: "\n"),
      "details": details.rawValue,
      "kinds": kinds.map(\.rawValue).joined(separator: " "),
      "census": census.rawValue,
      "max-names": "\(maxNames)",
      "page-size": "\(pageSize)",
    ]
  }

  /// Reads what ``parts`` wrote.
  ///
  /// What is not told has its usual value. Nil for a plan that this version does not know.
  init?(parts: [String: String]) {
    guard let plan = parts["plan"].flatMap({ Plan(rawValue: $0) }) else { return nil }
    let subjects = (parts["subjects"] ?? "").split(separator: "\n")
    self.init(
      subjects: subjects.compactMap { String($0).removingPercentEncoding },
      plan: plan,
      details: parts["details"].flatMap { Details(rawValue: $0) }
    )
    if let kinds = parts["kinds"] {
      self.kinds = kinds.split(separator: " ").compactMap { RepoKind(rawValue: String($0)) }
    }
    census = parts["census"].flatMap { Census(rawValue: $0) } ?? census
    maxNames = parts["max-names"].flatMap { Int($0) } ?? maxNames
    pageSize = parts["page-size"].flatMap { Int($0) } ?? pageSize
  }
}
