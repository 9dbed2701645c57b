/// The keys of a claim's header, in the order of the article "Claims".
package enum ClaimKey: String, CaseIterable, Sendable {
  case claim, title, study, quote, speaker, source, version, stage, entity, test, metric, bound
  case supported, contradicted, otherwise, window, bias
  case blindSpot = "cannot see"
  case reason, contrast, needs, confounders

  /// Whether every claim has it.
  package var isNeeded: Bool {
    switch self {
    case .supported, .contradicted, .otherwise, .reason, .contrast, .needs, .confounders: false
    default: true
    }
  }
}
