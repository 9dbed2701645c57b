import StemmaHub
import StemmaRecords

extension StepOutcome {
  /// What the archive tells of an outcome without contents; nil when the reply says it all.
  var ending: ArchiveNote.Ending? {
    switch self {
    case .page, .detail: nil
    case .absent(let status, _): .init(outcome: "absent", detail: "\(status)")
    case .refused(_, let finding): .init(outcome: "refused", detail: finding.detail)
    case .expired(_, let finding): .init(outcome: "expired", detail: finding.detail)
    case .incomplete(let reason): .init(outcome: "incomplete", detail: reason)
    case .unasked: .init(outcome: "unasked", detail: "")
    case .fatal(let error): .init(outcome: "fatal", detail: error.description)
    }
  }

  /// The outcome that an archive tells of; nil when it makes no sense for the step.
  ///
  /// - Parameters:
  ///   - ending: What the archive tells.
  ///   - step: The step that asked, with the address it asked.
  ///   - time: When the last reply came, in seconds since 1970.
  init?(_ ending: ArchiveNote.Ending, of step: Step, at time: Double) {
    switch ending.outcome {
    case "absent":
      guard let status = Int(ending.detail) else { return nil }
      self = .absent(status: status, at: Timestamp.text(secondsSince1970: Int64(time)))
    case "refused":
      let finding = Finding(.refusedProperty, subject: step.url, detail: ending.detail)
      self = .refused(ending.detail.split(separator: ", ").map(String.init), finding)
    case "expired":
      guard let first = HubAddress.droppingCursor(from: step.url) else { return nil }
      self = .expired(
        first: first,
        Finding(.expiredCursor, subject: step.url, detail: ending.detail)
      )
    case "incomplete": self = .incomplete(ending.detail)
    case "unasked": self = .unasked
    case "fatal": self = .fatal(HubError(.unreachable(ending.detail), url: step.url))
    default: return nil
    }
  }
}
