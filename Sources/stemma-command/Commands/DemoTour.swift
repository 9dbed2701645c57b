/// What the demo shows: the largest family of each studied project's own models.
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
}
