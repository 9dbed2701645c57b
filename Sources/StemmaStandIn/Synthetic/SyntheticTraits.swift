internal import StemmaCore

/// What a synthetic model is besides its lineage: drawn with the shares of the real Hub.
struct SyntheticTraits {
  let hasCard: Bool
  let license: StaticString?
  let language: StaticString?
  let task: StaticString?
  let library: StaticString?
  let architecture: StaticString?
  let hasSafetensors: Bool
  let parameters: Int
  let isGated: Bool
  /// Tags that the author wrote.
  let authorTags: [StaticString]
  /// A tag of the author's own making, by rank.
  let rareTag: Int?
  /// Tags that the Hub or a library adds.
  let addedTags: [StaticString]
  /// How many sample prompts the card shows.
  let samples: Int
  /// How many results of evaluations the card tells, as training tools write them.
  let results: Int
  /// Datasets by rank.
  let datasets: [Int]
  let arxiv: Int?

  init(of index: Int, relation: Relation?, parent: Int?, in options: SyntheticOptions) {
    let seed = options.seed
    var draw = Draw(seed, options.hasNewCard(index) ? .newTraits : .traits, index)
    hasCard = relation != nil ? draw.happens(0.996) : draw.happens(0.55)
    let isTransformers = draw.happens(Self.shareOfTransformers(relation))
    library = isTransformers ? "transformers" : Self.library(relation, &draw)
    let ownTask = Self.tasks.pick(&draw)
    task = relation == nil ? ownTask : ownTask ?? "text-generation"
    architecture = isTransformers ? Self.architectures.pick(&draw) : nil
    hasSafetensors = architecture != nil && draw.happens(0.8)
    parameters = 100_000_000 * (1 + draw.rank(below: 800, offset: 5))
    isGated = Self.isGated(index, in: options)
    license = hasCard ? Self.license(of: index, parent: parent, seed: seed) : nil
    // Whoever publishes a family of an odd shape writes cards that say little else.
    let isOrdinary = options.shape == nil
    let hasCard = hasCard && isOrdinary
    language = hasCard && draw.happens(0.2) ? Self.languages.pick(&draw) : nil
    authorTags = hasCard ? Self.authorTags(relation, &draw) : []
    rareTag = hasCard && draw.happens(0.4) ? draw.rank(below: 60_000, offset: 4) : nil
    addedTags = Self.additions.compactMap { isOrdinary && draw.happens($1) ? $0 : nil }
    samples = hasCard && draw.happens(0.5) ? 1 + draw.below(5) : 0
    arxiv = isOrdinary && draw.happens(0.09) ? draw.rank(below: 15_000, offset: 3) : nil
    var datasets: [Int] = []
    while hasCard, draw.happens(0.15), datasets.count < 6 {
      let dataset = SyntheticDatasets.rank(&draw, models: options.models)
      if !datasets.contains(dataset) { datasets.append(dataset) }
    }
    self.datasets = datasets
    results = hasCard && draw.happens(0.5) ? 1 + draw.below(9) : 0
  }

  /// Whether the files of a model are given on request only.
  static func isGated(_ index: Int, in options: SyntheticOptions) -> Bool {
    var draw = Draw(options.seed, .gate, index)
    return draw.happens(0.015)
  }

  /// A child mostly keeps the license of its first parent.
  private static func license(of index: Int, parent: Int?, seed: UInt64) -> StaticString? {
    var draw = Draw(seed, .card, index)
    guard let parent, draw.happens(0.8) else { return licenses.pick(&draw) }
    var parents = Draw(seed, .card, parent)
    _ = parents.next()
    return licenses.pick(&parents)
  }

  private static func shareOfTransformers(_ relation: Relation?) -> Double {
    switch relation {
    case nil: 0.5
    case .adapter?: 0
    case .quantized?: 0.4
    default: 1
    }
  }

  private static func library(_ relation: Relation?, _ draw: inout Draw) -> StaticString? {
    switch relation {
    case .adapter?: "peft"
    case .quantized?: "gguf"
    default: libraries.pick(&draw)
    }
  }

  private static func authorTags(_ relation: Relation?, _ draw: inout Draw) -> [StaticString] {
    var tags: [StaticString] = []
    switch relation {
    case .adapter?: tags = draw.happens(0.5) ? ["lora"] : []
    case .merge?: tags = ["mergekit", "merge"]
    case .quantized?: tags = draw.happens(0.4) ? ["llama-cpp"] : []
    default: break
    }
    for (tag, chance) in habits where draw.happens(chance) { tags.append(tag) }
    return tags
  }
}

/// Words with their shares; what the shares leave over is no word.
struct Shares {
  let words: [(word: StaticString, upTo: Double)]

  init(_ shares: KeyValuePairs<StaticString, Double>) {
    var sum = 0.0
    words = shares.map {
      sum += $0.value
      return ($0.key, sum)
    }
  }

  func pick(_ draw: inout Draw) -> StaticString? {
    let chance = draw.unit()
    return words.first { chance < $0.upTo }?.word
  }
}

extension SyntheticTraits {
  private static let licenses = Shares([
    "apache-2.0": 0.27, "mit": 0.1, "other": 0.07, "openrail": 0.03, "creativeml-openrail-m": 0.025,
    "cc-by-nc-4.0": 0.012, "llama2": 0.009, "llama3": 0.009, "gemma": 0.008, "unknown": 0.0075,
    "llama3.1": 0.0066, "cc-by-4.0": 0.006, "openrail++": 0.006, "llama3.2": 0.0054,
    "cc-by-nc-sa-4.0": 0.0036, "afl-3.0": 0.003, "cc-by-sa-4.0": 0.0024, "gpl-3.0": 0.0024,
    "artistic-2.0": 0.0018, "llama3.3": 0.0018,
  ])

  private static let languages = Shares([
    "en": 0.7, "zh": 0.05, "fr": 0.045, "es": 0.04, "de": 0.04, "ja": 0.035, "ko": 0.033,
    "ru": 0.026, "ar": 0.02, "sv": 0.005, "pl": 0.005,
  ])

  private static let tasks = Shares([
    "text-generation": 0.19, "text-classification": 0.062, "text-to-image": 0.052,
    "reinforcement-learning": 0.04, "automatic-speech-recognition": 0.016,
    "token-classification": 0.015, "image-classification": 0.012, "fill-mask": 0.012,
    "feature-extraction": 0.012, "question-answering": 0.01, "translation": 0.01,
    "sentence-similarity": 0.008, "robotics": 0.008,
  ])

  private static let libraries = Shares([
    "diffusers": 0.13, "stable-baselines3": 0.034, "lerobot": 0.024,
    "sentence-transformers": 0.022, "ml-agents": 0.018, "keras": 0.012,
  ])

  private static let architectures = Shares([
    "llama": 0.28, "qwen2": 0.18, "bert": 0.12, "gemma": 0.06, "mistral": 0.06, "gpt2": 0.05,
    "distilbert": 0.05, "roberta": 0.04, "qwen3": 0.04, "t5": 0.03, "wav2vec2": 0.03,
    "whisper": 0.03, "vit": 0.03,
  ])

  private static let habits: KeyValuePairs<StaticString, Double> = [
    "generated_from_trainer": 0.45, "unsloth": 0.15, "trl": 0.25, "sft": 0.2, "grpo": 0.05,
    "code": 0.05, "chat": 0.1, "medical": 0.02, "roleplay": 0.05, "dpo": 0.05,
    "text-generation-inference": 0.25, "deep-learning": 0.1,
  ]

  private static let additions: KeyValuePairs<StaticString, Double> = [
    "pytorch": 0.35, "tensorboard": 0.35, "onnx": 0.05, "conversational": 0.4,
    "autotrain_compatible": 0.6, "endpoints_compatible": 0.95, "custom_code": 0.08,
    "deploy:azure": 0.3, "model_hub_mixin": 0.1, "arxiv:1910.09700": 0.25,
  ]
}

/// Repeatable chance: numbers that follow from a seed, a purpose and an index.
///
/// The mixing is SplitMix64 (Steele, Lea and Flood, 2014).
struct Draw {
  /// What is drawn for: one index gives independent numbers for each purpose.
  enum Purpose: UInt64 {
    case identity, owner, stem, lineage, parent, candidate, traits, card, counters, dates, change
    case commit, newParent, newTraits, gate, silentParent, results
  }

  private var state: UInt64

  init(_ seed: UInt64, _ purpose: Purpose, _ index: Int) {
    state = Self.mixed(seed &* 0x9E37_79B9_7F4A_7C15 ^ purpose.rawValue << 56)
    state ^= UInt64(bitPattern: Int64(index)) &* 0xD6E8_FEB8_6659_FD93
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// A number from 0 up to, but not including, 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number below `count`.
  mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  mutating func happens(_ probability: Double) -> Bool { unit() < probability }

  /// A rank from 0 below `count`, with a probability about proportional to 1 / (rank + `offset`).
  mutating func rank(below count: Int, offset: Double) -> Int {
    let drawn = offset * power(Double(count) / offset + 1, unit()) - offset
    return min(count - 1, max(0, Int(drawn)))
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
