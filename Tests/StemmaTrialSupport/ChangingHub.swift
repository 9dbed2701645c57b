import StemmaCore
package import StemmaDerive
import StemmaHarvest
import StemmaStandIn
import StemmaStore
import StemmaTestSupport

/// A small Hub that changes at random, and is read into a cache without a network.
///
/// Names are few and differ in letter case, so that they are reused, fought over and missed often.
package struct ChangingHub {
  /// A repository as the Hub has it.
  private struct Repo {
    let kind: RepoKind
    let hubID: String
    var name: String
    var parents: [String] = []
    var datasets: [String] = []
    /// Its new version, or what it was finetuned from, in the old spelling.
    var other: (field: String, text: String)?
    var relation: String?
    var license: String?
    var languages: [String] = []
    var createdAt: String?
    var tags: [String] = []
    /// Names it had before, which redirect.
    var formerNames: [String] = []
    /// Whether the Hub resolves the parents itself.
    var isResolved = true
  }

  private var random: SplitMix64
  private var repos: [Repo] = []
  private var removed: [Repo] = []
  private var made = 0
  package private(set) var harvest: Int64 = 0

  package init(seed: UInt64) { random = SplitMix64(state: seed) }

  /// Changes a few things.
  package mutating func change() {
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      switch Int.random(in: 0..<12, using: &random) {
      case 0...2: make()
      case 3...4: rename()
      case 5...6: redeclare()
      case 7: retag()
      case 8: remove()
      default: restore()
      }
    }
  }

  /// Reads part of the Hub as a harvest does, and asks for names that lead nowhere.
  package mutating func harvest(into stage: DeriveStage) throws {
    harvest += 1
    let share: Double = [0.1, 0.3, 0.6, 1].randomElement(using: &random) ?? 1
    for repo in repos.shuffled(using: &random)
    where Double.random(in: 0..<1, using: &random) < share {
      try stage.apply(facts(of: repo), harvest: harvest)
    }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      try ask(for: removed.randomElement(using: &random)?.name ?? name(), stage)
      try ask(for: name(), stage)
    }
  }

  /// Asks for a model by name, and is led elsewhere or told that there is none.
  private func ask(for name: String, _ stage: DeriveStage) throws {
    let models = repos.filter { $0.kind == .model }
    if let repo = models.first(where: { $0.name == name || $0.formerNames.contains(name) }) {
      try stage.apply(facts(of: repo), harvest: harvest)
      try stage.applyRedirect(from: name, to: facts(of: repo), harvest: harvest)
    } else {
      try stage.applyAbsence(
        of: name,
        kind: .model,
        status: 404,
        at: "2026-01-\(10 + harvest)T00:00:00Z",
        harvest: harvest
      )
    }
  }
}

extension ChangingHub {
  private mutating func name() -> String {
    let owner = ["lab", "Lab", "ann"].randomElement(using: &random) ?? ""
    let name =
      ["base-7b", "Base-7b", "base-7b-GGUF", "base-7b-chat"].randomElement(using: &random) ?? ""
    return Int.random(in: 0..<10, using: &random) == 0 ? name : "\(owner)/\(name)"
  }

  /// What a card says for a name: most often a name.
  private mutating func text() -> String {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: "https://huggingface.co/" + name()
    case 1: "./outputs"
    case 2: "{{ base_model }}"
    default: name()
    }
  }

  private mutating func make() {
    made += 1
    let digits = String(made, radix: 16)
    var repo = Repo(
      kind: Int.random(in: 0..<5, using: &random) == 0 ? .dataset : .model,
      hubID: String(repeating: "0", count: 24 - digits.count) + digits,
      name: name()
    )
    guard !repos.contains(where: { $0.kind == repo.kind && $0.name == repo.name }) else { return }
    declare(&repo)
    repos.append(repo)
  }

  private mutating func declare(_ repo: inout Repo) {
    let count = [0, 1, 1, 1, 2, 3].randomElement(using: &random) ?? 0
    repo.parents = repo.kind == .model ? (0..<count).map { _ in text() } : []
    repo.datasets = (0..<Int.random(in: 0...1, using: &random)).map { _ in text() }
    repo.relation =
      ["adapter", "merge", "quantized", "distill", nil].randomElement(using: &random) ?? nil
    repo.license = ["mit", "llama3", nil].randomElement(using: &random) ?? nil
    repo.languages = [["en"], ["en", "fr"], []].randomElement(using: &random) ?? []
    repo.createdAt =
      ["2024-07-01T00:00:00.000Z", "2024-08-01T00:00:00.000Z", nil]
      .randomElement(using: &random) ?? nil
    repo.isResolved = Bool.random(using: &random)
    let field = ["new_version", "finetuned_from", nil].randomElement(using: &random) ?? nil
    repo.other = field.map { ($0, text()) }
  }

  private mutating func one(_ body: (inout ChangingHub, Int) -> Void) {
    guard let index = repos.indices.randomElement(using: &random) else { return }
    body(&self, index)
  }

  private mutating func rename() {
    one { hub, index in
      let name = hub.name()
      let kind = hub.repos[index].kind
      guard !hub.repos.contains(where: { $0.kind == kind && $0.name == name }) else { return }
      hub.repos[index].formerNames.append(hub.repos[index].name)
      hub.repos[index].name = name
    }
  }

  private mutating func redeclare() {
    one { hub, index in
      var repo = hub.repos[index]
      hub.declare(&repo)
      hub.repos[index] = repo
    }
  }

  private mutating func retag() {
    one { hub, index in
      hub.repos[index].tags =
        [["gguf"], ["lora"], ["base_model:adapter:ann/x"], []]
        .randomElement(using: &hub.random) ?? []
    }
  }

  private mutating func remove() {
    one { hub, index in hub.removed.append(hub.repos.remove(at: index)) }
  }

  /// Brings a repository back; one that took its name meanwhile makes room.
  private mutating func restore() {
    guard let index = removed.indices.randomElement(using: &random) else { return }
    let repo = removed.remove(at: index)
    if let other = repos.firstIndex(where: { $0.kind == repo.kind && $0.name == repo.name }) {
      removed.append(repos.remove(at: other))
    }
    repos.append(repo)
  }

  private func facts(of repo: Repo) -> RepoFacts {
    var record = RepoRecord(kind: repo.kind, hubID: repo.hubID, name: repo.name)
    record.createdAt = repo.createdAt
    var card: [JSONValue.Member] = []
    if let license = repo.license { card.append(.init("license", .string(license))) }
    if !repo.languages.isEmpty {
      card.append(.init("language", .array(repo.languages.map { .string($0) })))
    }
    if !repo.parents.isEmpty {
      card.append(.init("base_model", .array(repo.parents.map { .string($0) })))
    }
    if !repo.datasets.isEmpty {
      card.append(.init("datasets", .array(repo.datasets.map { .string($0) })))
    }
    if let (field, text) = repo.other { card.append(.init(field, .string(text))) }
    if !repo.tags.isEmpty { card.append(.init("tags", .array(repo.tags.map { .string($0) }))) }
    record.cardData = .object(card)
    record.tags = repo.tags
    guard repo.isResolved, repo.kind == .model else {
      return RepoFacts(record, asked: ["tags", "cardData"])
    }
    let parents = repo.parents.compactMap { text in
      repos.first { $0.kind == .model && ($0.name == text || $0.formerNames.contains(text)) }
    }
    let relation = repo.relation.map { Relation(rawValue: $0) }
    for parent in parents {
      record.tags?.append("base_model:\(parent.name)")
      if let relation { record.tags?.append("base_model:\(relation.rawValue):\(parent.name)") }
    }
    record.baseModels = BaseModels(
      relation: relation,
      models: parents.map { .init(hubID: $0.hubID, name: $0.name) }
    )
    return RepoFacts(record, asked: ["tags", "cardData", "baseModels"])
  }
}
