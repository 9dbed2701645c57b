internal import StemmaRecords

extension SyntheticHub.Parts {
  /// A model's counters.
  struct Counters {
    var downloads = 0
    var downloadsAllTime = 0
    var likes = 0
    var trendingScore = 0
  }

  func counters(of index: Int) -> Counters {
    var draw = Draw(options.seed, .counters, index)
    let chance = draw.unit()
    var counters = Counters()
    counters.downloadsAllTime =
      chance < 0.856
      ? Int(power(draw.unit(), 2) * 200) : Int(200 * power(0.144 / (1 - chance), 1.5))
    if chance >= 0.7 { counters.downloads = counters.downloadsAllTime / (6 + draw.below(15)) + 1 }
    if draw.happens(0.25) { counters.likes = Int(power(1 - draw.unit(), -0.75)) }
    if draw.happens(0.03) { counters.trendingScore = 1 + counters.likes / 50 }
    if options.turnOfChange(of: index) != nil {
      counters.downloads += 3
      counters.downloadsAllTime += 3
    }
    return counters
  }

  /// Appends a model's `_id`: the second of creation, the place in the Hub, and noise.
  ///
  /// Among models of one second the later ones come first in a listing, so their numbers are lower.
  func writeIdentity(_ index: Int, to text: inout SyntheticText) {
    var draw = Draw(options.seed, .identity, index)
    text.putHexadecimal(UInt64(calendar.creation(of: index)), digits: 8)
    text.putHexadecimal(UInt64(options.models - 1 - index), digits: 8)
    text.putHexadecimal(draw.next(), digits: 8)
  }

  /// The model of an `_id`.
  func index(ofIdentity hubID: String) -> Int? {
    let digits = hubID.utf8.dropFirst(8).prefix(8)
    guard let place = Int(Substring(digits), radix: 16) else { return nil }
    let index = options.models - 1 - place
    return (0..<options.models).contains(index) ? index : nil
  }

  func writeOwner(_ index: Int, to text: inout SyntheticText) {
    if let head = names.head(at: index) { return text.put(head.owner) }
    let isOfWave = lineage.origin(of: index) == .wave
    names.writeOwner(names.owner(of: index, isOfWave: isOfWave), to: &text)
  }

  func writeName(_ index: Int, to text: inout SyntheticText) {
    writeOwner(index, to: &text)
    text.put("/")
    writeBaseName(index, to: &text)
  }

  /// Appends a model's name without its owner.
  private func writeBaseName(_ index: Int, to text: inout SyntheticText) {
    if let head = names.head(at: index) { return text.put(head.name) }
    if let base = lineage.silentBase(of: index) {
      // Made before this one, so this ends; three in a row are one in eight thousand.
      writeBaseName(base, to: &text)
      text.put("-tuned-")
    } else {
      writeStem(index, to: &text)
    }
    names.writeToken(index, to: &text)
  }

  /// Appends a base model as a card names it.
  func write(_ base: SyntheticLineage.Base, to text: inout SyntheticText) {
    switch base {
    case .model(let index): writeName(index, to: &text)
    case .renamed(let index): writeOldName(index, to: &text)
    case .legacy(let index):
      if let head = names.head(at: index) { text.put(head.name) }
    case .missing(let number):
      text.put("gone-lab-")
      text.put(number % 4096)
      text.put("/model-")
      text.put(number)
    case .text(let number): text.put(SyntheticLineage.texts[number])
    }
  }

  func name(of index: Int) -> String {
    var text = SyntheticText()
    writeName(index, to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// The name the model had before it was moved, for those that were.
  func oldName(of index: Int) -> String {
    var text = SyntheticText()
    writeOldName(index, to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  func position(of index: Int, by sort: SortKey) -> ListPosition {
    let second =
      sort == .lastModified ? calendar.lastChange(of: index) : calendar.creation(of: index)
    var identity = SyntheticText()
    writeIdentity(index, to: &identity)
    let time = Timestamp.text(secondsSince1970: second).dropLast() + ".000Z"
    return ListPosition(
      value: .text(String(time)),
      hubID: String(decoding: identity.bytes, as: UTF8.self)
    )
  }

  private func writeOldName(_ index: Int, to text: inout SyntheticText) {
    text.put("former-")
    writeName(index, to: &text)
  }

  /// Appends what stands before the token in a model's name.
  private func writeStem(_ index: Int, to text: inout SyntheticText) {
    var draw = Draw(options.seed, .stem, index)
    text.put(Self.stems[draw.below(Self.stems.count)])
    switch lineage.relation(of: index) {
    case .adapter?: text.put("-lora-")
    case .quantized?: text.put("-GGUF-")
    case .merge?: text.put("-merged-")
    case .finetune?: text.put("-ft-")
    default: text.put("-")
    }
  }

  private static let stems: [StaticString] = [
    "Llama-3.1-8B", "Llama-2-7b-chat", "Qwen2.5-7B-Instruct", "Qwen3-4B", "Mistral-7B-v0.3",
    "gemma-2-9b-it", "bert-base", "distilbert-emotion", "roberta-sentiment", "gpt2-small",
    "whisper-small", "wav2vec2-xlsr", "vit-base", "t5-small-summarizer", "ppo-LunarLander-v2",
    "q-FrozenLake-v1", "sdxl-style", "flux-portrait", "phi-3-mini", "deepseek-r1-distill",
    "act-policy", "SmolLM2-360M", "OLMo-2-7B", "starcoder2-3b", "tinyllama-chat", "bge-small",
    "mpnet-base", "clip-vit-l", "speecht5-tts", "falcon-7b", "stablelm-zephyr", "my-first-model",
  ]
}
