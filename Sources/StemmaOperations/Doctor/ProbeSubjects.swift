import StemmaHub

/// Repositories of the real Hub that the probes look at: of each is known how it should answer.
enum ProbeSubjects {
  /// A model with thousands of children that was renamed, by both its names: recordings of 2023 and
  /// 2026 show the redirect.
  static let renamed = (old: "bert-base-uncased", new: "google-bert/bert-base-uncased")
  /// A model that vanished: 3,370 children kept its name in September 2026.
  static let vanished = "runwayml/stable-diffusion-v1-5"
  /// A base whose name is written in other letters at times, by July 2026.
  static let letters = (written: "google/gemma-4-31b-it", real: "google/gemma-4-31B-it")
  /// A gated model with a card.
  static let gated = "meta-llama/Llama-3.1-8B"
  static let missing = "stemma-no-such/repo"
  /// How the Hub writes the time of creation of its oldest repositories.
  static let floor = "2022-03-02T23:29:04"

  static func children(of model: String) -> String { "base_model:\(model)" }
}
