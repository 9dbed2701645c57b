import StemmaMetrics
import StemmaCore
import StemmaStudies

/// What the study's sources say, and what the data say of it.
struct ClaimsSection {
  private let checks: [ClaimCheck]

  init(_ checks: [ClaimCheck]) { self.checks = checks }

  var section: ReportPage.Section {
    guard !checks.isEmpty else {
      return .init("claims", "Claims", [.unknown("No checked claim concerns this project.")])
    }
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = checks.count { $0.judgement.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    return .init(
      "claims",
      "Claims",
      [
        .paragraph("\(checks.count.counted("claim")): \(counts.joined(separator: ", "))."),
        .table(table),
        .paragraph("Each claim with its text, its test and the caveats on its value:"),
        .entries(checks.map(\.entry)),
      ]
    )
  }

  private var table: ReportTable {
    ReportTable(
      "claims",
      title: "Claims and verdicts",
      Table(
        ["claim", "verdict", "value", "supported when", "says"],
        rows: checks.map { check in
          [
            .text(check.claim.id), .text(check.judgement.verdict.rawValue),
            Table.Cell(measured: check.value), .text(check.claim.bound), .text(check.claim.title),
          ]
        }
      ),
      evidence: [.command(["claims", "check"] + checks.map(\.claim.id))]
    )
  }
}

extension ClaimCheck {
  fileprivate var entry: ReportPage.Entry {
    let said = fields.compactMap { field -> ReportPage.Entry.Field? in
      let text = field.key == .value ? value.map(NumberText.text) : field.value.string
      return text.map { .init(name: field.label, text: $0) }
    }
    return ReportPage.Entry(
      title: "\(claim.id): \(claim.title)",
      mark: judgement.verdict.rawValue,
      fields: said + [.init(name: "rows behind it", text: "\(evidenceCount)")]
        + caveats.map { .init(name: "caveat", text: $0) },
      evidence: .command(["claims", "show", claim.id])
    )
  }
}
