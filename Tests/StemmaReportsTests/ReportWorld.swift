import Stemma
import Foundation
@testable import StemmaReports
@testable import StemmaStore
@testable import StemmaStudies
import StemmaTrialSupport

/// A small study of which every number of its report is known.
enum ReportWorld {
  static let lines = [
    ClaimWorld.model("lab/base", #""license": "llama2", "language": ["en"]"#, at: "2024-01-10"),
    ClaimWorld.model(
      "lab/base-chat",
      #"\#(ClaimWorld.based(on: "lab/base", relation: "finetune")), "license": "llama2""#,
      at: "2024-01-20"
    ),
    ClaimWorld.model(
      "ann/tuned",
      #"\#(ClaimWorld.based(on: "lab/base", relation: "finetune")), "license": "mit", "#
        + #"\#(ClaimWorld.using("lab/corpus")), "language": ["en", "sw"]"#,
      at: "2024-02-05"
    ),
    ClaimWorld.model(
      "packer/tuned-GGUF",
      #"\#(ClaimWorld.based(on: "ann/tuned", relation: "quantized")), "license": "mit", "#
        + ClaimWorld.using("lab/corpus"),
      at: "2024-04-07"
    ),
    ClaimWorld.model(
      "bob/merged",
      #""base_model": ["lab/base", "ann/tuned"], "base_model_relation": "merge""#,
      at: "2024-04-30"
    ),
    ClaimWorld.model("eve/apart", ClaimWorld.using("lab/corpus"), at: "2024-05-02"),
    ClaimWorld.model("north/root", at: "2022-03-02"),
    ClaimWorld.dataset("lab/corpus", at: "2024-02-01"),
    ClaimWorld.space("ann/demo", #""lab/base""#),
  ]

  static let study = """
    study: small
    title: Two labs
    citation: Nobody, "Two labs"
    date: 2026-01-01
    sources: {OURS: Our reading}
    projects:
      - id: lab
        name: The Lab
        developer: {value: Lab & Co, source: OURS, status: stated}
        region: {value: North, source: OURS, status: inferred, note: a guess}
        organizations: [{ids: lab, source: OURS, status: confirmed}]
        roots: [{ids: lab/base, source: OURS, status: confirmed}]
        models: [{ids: lab/base-chat, role: instruct, source: OURS, status: confirmed}]
        datasets: [{ids: [lab/corpus, lab/lost], source: OURS, status: confirmed}]
      - id: north
        name: North
        role: example
        organizations: [{ids: north, source: OURS, status: confirmed}]
        roots: [{ids: [north/root, north/gone], source: OURS, status: confirmed}]
    """

  static let claim = """
    -- claim: P1
    -- title: Others build on The Lab
    -- study: small
    -- quote: "Others build on us."
    -- speaker: The Lab
    -- source: OURS
    -- version: 1
    -- stage: post-release
    -- entity: lab
    -- test: yes
    -- metric: models of others
    -- bound: at least one model
    -- supported: >= 1
    -- contradicted: <= 0
    -- window: any
    -- bias: lower; nobody has to declare a base model
    -- cannot see: what is not declared
    SELECT (SELECT count(*) FROM study_derivative WHERE study = :study) AS value,
      repo.name AS model
    FROM study_derivative JOIN repo ON repo.id = study_derivative.repo
    WHERE study = :study ORDER BY repo.name;
    """
}

extension Trial {
  /// Harvests the small world on two days and loads its study.
  func prepareReport(_ study: String = ReportWorld.study) async throws {
    try await sweep(on: "2026-10-01")
    try await sweep(on: "2026-10-05")
    try Cache(path: path(), access: .write).write { connection in
      _ = try StudyStage(connection: connection).write(
        StudyFile(name: "small.yaml", bytes: Data(study.utf8))
      )
    }
  }

  func report(asOf date: String? = nil) throws -> StudyReport {
    let claim = try Claim(name: "P1", text: ReportWorld.claim, sha256: "0")
    let findings = try answers(asOf: date).findings(of: "small", claims: [claim])
    return StudyReport(findings, version: "1.2.3")
  }
}
