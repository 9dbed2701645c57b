import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStudies

/// What was found, before any table: a drawing, five sentences and the verdicts.
struct FoundSection {
  private let figure: FamilyFigure?
  private let sentences: [String]
  private let checks: [ClaimCheck]

  /// Tells of one project.
  init(_ project: ProjectFindings, checks: [ClaimCheck]) {
    figure = project.family.flatMap { FamilyFigure.largest(of: [$0]) }
    sentences = ProjectSentences(project).all
    self.checks = checks
  }

  /// Tells of the whole study.
  init(_ findings: StudyFindings) {
    figure = FamilyFigure.largest(of: findings.projects.compactMap(\.family))
    sentences = StudySentences(findings).all
    checks = findings.claims.checks
  }

  var section: ReportPage.Section {
    .init(
      "found",
      "What was found",
      (figure.map { [.drawing($0)] } ?? []) + [.paragraph(sentences.joined(separator: " "))]
        + (checks.isEmpty ? [] : [.table(verdicts)])
    )
  }

  private var verdicts: ReportTable {
    ReportTable(
      "verdicts",
      title: "Verdicts",
      Table(
        ["claim", "verdict", "what decided, or what is missing"],
        rows: checks.map { check in
          [
            .text("\(check.claim.id): \(check.claim.title)"),
            .text(check.judgement.verdict.rawValue), .text(Self.reason(for: check)),
          ]
        }
      ),
      evidence: [.command(["claims", "check"] + checks.map(\.claim.id))]
    )
  }

  private static func reason(for check: ClaimCheck) -> String {
    let value = check.value.map { "\(check.claim.metric): \(NumberText.text($0))" }
    return check.judgement.reason
      ?? [value, "supported when \(check.claim.bound)"]
      .compactMap { $0 }.joined(separator: "; ")
  }
}

/// Five sentences on a project.
private struct ProjectSentences {
  let project: ProjectFindings

  init(_ project: ProjectFindings) { self.project = project }

  var all: [String] { [derivatives, span, kinds, datasets, activity] }

  private var name: String { project.project.name }
  private var external: [DerivativeList.Model] { project.derivatives.external }

  private var derivatives: String {
    let publishers = Set(external.compactMap { $0.owner?.lowercased() }).count
    let own = project.derivatives.models.count - external.count
    return "Others made \(Words.count(external.count, "model")) from those of \(name), "
      + "\(Words.count(publishers, "publisher")) in all; it made \(own) itself."
  }

  private var span: String {
    let days = external.compactMap(\.createdAt).map { String($0.prefix(10)) }
    guard let first = days.first, let last = days.last else {
      return "None of others appeared by the last harvest, as far as cards tell."
    }
    return "The first of others appeared on \(first), the last on \(last)."
  }

  private var kinds: String {
    let stated = external.count { $0.license != nil }
    let relations = Dictionary(grouping: external, by: { $0.relation ?? "of no stated relation" })
      .map { ($0.key, $0.value.count) }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      .map { "\($0.1) \($0.0)" }
    let steps = Words.count(project.licenses.steps.count, "step")
    return (relations.isEmpty ? "" : "By relation they are \(relations.joined(separator: ", ")); ")
      + "\(stated) of \(external.count) state a license, and \(steps) "
      + "\(project.licenses.steps.count == 1 ? "leads" : "lead") to a looser one than inherited."
  }

  private var datasets: String {
    let known = project.datasets.filter { $0.reuse != nil }
    guard !known.isEmpty else {
      return project.datasets.isEmpty
        ? "The study names no dataset of it."
        : "None of its \(Words.count(project.datasets.count, "dataset")) is known to the cache."
    }
    func value(_ metric: String) -> String {
      let measure = project.measures.first { $0.definition.name == metric }
      return measure?.value.map(NumberText.text) ?? "an unknown number"
    }
    return "Of its \(Words.count(project.datasets.count, "dataset")), \(known.count) "
      + "\(known.count == 1 ? "is" : "are") known, and \(value("dataset-users")) models of others "
      + "say that they used one; others trained \(value("dataset-trained-users")) of these."
  }

  private var activity: String {
    let details = project.details
    let all = Words.count(details.repositories, "repository", "repositories")
    guard !details.isEmpty else {
      return "What happened on its \(all) is unknown: no details of them were harvested."
    }
    return "Of its \(all) the commits of \(details.withCommits) and the discussions of "
      + "\(details.withDiscussions) are known."
  }
}

/// Five sentences on a study.
private struct StudySentences {
  let findings: StudyFindings

  init(_ findings: StudyFindings) { self.findings = findings }

  var all: [String] { [extent, derivatives, projects, datasets, claims] }

  private var extent: String {
    let cases = findings.projects.count { $0.project.role == "case" }
    let items = findings.projects.flatMap(\.project.items)
    return "The study has \(Words.count(findings.projects.count, "project")), \(cases) of them "
      + "\(cases == 1 ? "a case" : "cases"); \(items.count { $0.node != nil }) of "
      + "\(Words.count(items.count, "repository", "repositories")) it speaks of are in the cache."
  }

  private var derivatives: String {
    let external = findings.derivatives.external
    let publishers = Set(external.compactMap { $0.owner?.lowercased() }).count
    let days = external.compactMap(\.createdAt).map { String($0.prefix(10)) }
    let span = days.first.flatMap { first in days.last.map { ", from \(first) to \($0)" } } ?? ""
    return "Others made \(Words.count(external.count, "model")) from those of the cases, "
      + "\(Words.count(publishers, "publisher")) in all\(span)."
  }

  private var projects: String {
    let most = findings.projects.map { ($0.project.name, $0.derivatives.external.count) }
      .filter { $0.1 > 0 }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    guard !most.isEmpty else { return "No project has a derivative by others in the cache." }
    let none = findings.projects.count - most.count
    return
      "Most were made from \(most.prefix(3).map { "\($0.0) (\($0.1))" }.joined(separator: ", "))"
      + (none == 0 ? "." : "; of \(Words.count(none, "project")) none is known.")
  }

  private var datasets: String {
    let known = findings.projects.flatMap(\.datasets).compactMap { dataset in
      dataset.reuse.map { (dataset.name, $0.external) }
    }
    let most = known.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.first
    return "\(Words.count(known.count, "dataset")) of the projects "
      + "\(known.count == 1 ? "is" : "are") known, with "
      + "\(Words.count(known.map(\.1).reduce(0, +), "use")) by models of others"
      + (most.map { ", the most of \($0.0) (\($0.1))." } ?? ".")
  }

  private var claims: String {
    let checks = findings.claims.checks
    guard !checks.isEmpty else { return "No claim of the study was checked." }
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = checks.count { $0.judgement.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    return "Of \(Words.count(checks.count, "claim")) \(counts.joined(separator: ", "))."
  }
}

private enum Words {
  /// A number with its noun.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(NumberText.text(Int64(number))) \(number == 1 ? one : many ?? one + "s")"
  }
}
