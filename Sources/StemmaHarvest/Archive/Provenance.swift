import Foundation
import StemmaCore

/// Which step of a harvest a record belongs to, and its number among the records of one
/// request.
///
/// A step that is asked once may meet several replies: redirects, refusals, repetitions.
package struct Provenance: Sendable, Hashable {
  let purpose: String
  let kind: RepoKind
  let subject: String
  /// The address as the step spelt it.
  let url: String
  /// The record's number among those of the request, from 1.
  let part: Int
  /// How many records the request has.
  let parts: Int

  init(of step: Step, part: Int, parts: Int) {
    (purpose, kind, subject, url) = (step.endpoint.name, step.kind, step.subject, step.url)
    (self.part, self.parts) = (part, parts)
  }

  /// Reads the fields of a record's head; nil when it tells of no step.
  init?(_ head: FieldLines) {
    let step = head[Self.stepField]?.split(
      separator: " ",
      maxSplits: 2,
      omittingEmptySubsequences: false
    )
    let position = head[Self.partField]?.split(separator: "/").compactMap { Int($0) }
    guard let step, step.count >= 2, let position, position.count == 2,
      position.allSatisfy((1...Self.mostParts).contains),
      let purpose = Endpoints.named(String(step[0]))?.name,
      let kind = RepoKind(rawValue: String(step[1])),
      // Other tools cut the blank off that stood before an empty subject.
      let subject = step.count == 3 ? String(step[2]).removingPercentEncoding : "",
      let url = head[Self.askedField]?.removingPercentEncoding
    else { return nil }
    (self.purpose, self.kind, self.subject, self.url) = (purpose, kind, subject, url)
    (part, parts) = (position[0], position[1])
  }

  /// The fields of a record's head.
  var fields: [(String, String)] {
    let subject = subject.isEmpty ? "" : " " + subject.onOneLine()
    return [
      (Self.stepField, "\(purpose) \(kind.rawValue)\(subject)"),
      (Self.askedField, url.onOneLine()),
      (Self.partField, "\(part)/\(parts)"),
    ]
  }

  /// The stored step as it was when it was asked.
  func step(_ stored: Step) -> Step {
    var step = stored
    step.url = url
    return step
  }

  /// Whether the record comes right after `other` in the same request.
  func follows(_ other: Provenance) -> Bool {
    part == other.part + 1 && parts == other.parts && url == other.url
      && purpose == other.purpose && kind == other.kind && subject == other.subject
  }

  /// More replies than any request meets on its way.
  private static let mostParts = 1_000_000
  /// The fields whose values are written with `%` as `%25`.
  static var escaped: Set<String> { [stepField, askedField] }
  static let stepField = "Stemma-Step"
  private static let askedField = "Stemma-Asked"
  private static let partField = "Stemma-Part"
}
