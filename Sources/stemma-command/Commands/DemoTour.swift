import StemmaAnswers
import Stemma
import StemmaCore

/// What the demo shows: of each studied project the largest family of its own models.
enum DemoTour {
  /// The projects of the study, and BigCode, with the names their organisations have on the Hub.
  static let projects: [(name: String, owners: [String])] = [
    ("Llama", ["meta-llama"]), ("SmolLM", ["HuggingFaceTB"]),
    ("Typhoon", ["typhoon-ai", "scb10x"]),
    ("Ling", ["inclusionAI"]), ("OLMo", ["allenai"]), ("SEA-LION", ["aisingapore"]),
    ("Aquila", ["BAAI"]), ("NB-Llama", ["NbAiLab"]), ("OpenGPT-X", ["openGPT-X"]),
    ("Pythia", ["EleutherAI"]), ("Bielik", ["speakleash"]), ("Aya", ["CohereLabs"]),
    ("Masakhane", ["masakhane", "Lugha-Llama"]), ("BLOOM", ["bigscience"]),
    ("BigCode (an example, not a case)", ["bigcode"]),
  ]

  /// The model with the largest family among a project's own.
  static func root(of owners: [String], in answers: Answers) throws -> String? {
    let names = owners.map { "'\($0)'" }.joined(separator: ", ")
    let found = try answers.rows(
      of: """
        SELECT repo.name
        FROM repo
        JOIN owner ON owner.id = repo.owner
        LEFT JOIN family ON family.model = repo.id
        WHERE repo.kind = 'model' AND owner.name IN (\(names))
        ORDER BY coalesce(family.all_total, 0) DESC, repo.name
        LIMIT 1
        """,
      within: 10
    )
    return found.rows.first?.first?.string
  }
}
