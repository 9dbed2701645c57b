package import StemmaCore

/// A Hub of made-up models, datasets and Spaces with the shape of the real one, of any size.
///
/// Rows are computed when they are asked for. Nothing is kept of a model but its places in the
/// orders that need a sort: 4 bytes for listings by `lastModified`, 8 bytes a child for listings
/// filtered by a base model, each once somebody asks.
///
/// Listings go by `createdAt` or `lastModified`, of all models, of those that
/// are gated or of the children of one, and of all datasets and Spaces; other orders and filters, cards, commits and discussions are
/// not there.
package final class SyntheticHub: Catalogue {
  /// The parts that rows are computed from.
  struct Parts: Sendable {
    let options: SyntheticOptions
    let names: SyntheticNames
    let lineage: SyntheticLineage
    let calendar: SyntheticCalendar

    init(_ options: SyntheticOptions) {
      self.options = options
      names = SyntheticNames(options)
      lineage = SyntheticLineage(options: options, names: names)
      calendar = SyntheticCalendar(options: options)
    }
  }

  let parts: Parts
  /// The datasets and Spaces, each in a calendar of their own.
  private let others: [RepoKind: Parts]
  private let orders: [RepoKind: Locked<SyntheticOrders>]

  package init(_ options: SyntheticOptions) {
    parts = Parts(options)
    // A Hub without any has one of each that no page shows.
    others = [
      .dataset: Parts(options.of(max(1, options.datasets), salt: 0xDA7A)),
      .space: Parts(options.of(max(1, options.spaces), salt: 0x5ACE)),
    ]
    orders = others.merging([.model: parts]) { one, _ in one }
      .mapValues { Locked(SyntheticOrders($0)) }
  }

  /// How many repositories of a kind there are.
  private func count(of kind: RepoKind) -> Int {
    switch kind {
    case .model: parts.options.models
    case .dataset: parts.options.datasets
    case .space: parts.options.spaces
    }
  }

  package func find(_ kind: RepoKind, named name: String) -> Whereabouts {
    guard kind == .model else { return findOther(kind, named: name) }
    if let head = headIndex(named: name) {
      let current = parts.name(of: head)
      return current == name ? .here : .moved(to: current)
    }
    guard let index = parts.names.index(inTokenOf: name) else { return .missing }
    let current = parts.name(of: index)
    if current == name { return .here }
    return parts.oldName(of: index) == name ? .moved(to: current) : .missing
  }

  private func findOther(_ kind: RepoKind, named name: String) -> Whereabouts {
    guard let index = index(of: kind, named: name) else { return .missing }
    let current = self.name(of: index, kind)
    if current == name { return .here }
    // Datasets of one word have an owner now.
    return current.hasSuffix("/" + name) ? .moved(to: current) : .missing
  }

  /// The place that a name would have, be it right or not.
  private func index(of kind: RepoKind, named name: String) -> Int? {
    let index =
      switch kind {
      case .model: headIndex(named: name) ?? parts.names.index(inTokenOf: name)
      case .dataset:
        SyntheticDatasets.headRank(named: name) ?? SyntheticDatasetRow.index(named: name)
      case .space: others[.space]?.names.index(inTokenOf: name)
      }
    return index.flatMap { (0..<count(of: kind)).contains($0) ? $0 : nil }
  }

  private func name(of index: Int, _ kind: RepoKind) -> String {
    var text = SyntheticText()
    switch kind {
    case .model: parts.writeName(index, to: &text)
    case .dataset: SyntheticDatasetRow.writeName(index, to: &text)
    case .space:
      if let spaces = others[.space] {
        SyntheticSpaceRow.writeName(index, of: spaces, to: &text)
      }
    }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  package func repo(_ kind: RepoKind, id: String, fields: Set<String>) throws -> Repo? {
    guard find(kind, named: id) == .here, let index = index(of: kind, named: id) else { return nil }
    return try repos([index], of: kind, fields: fields.sorted()).first
  }

  package func page(_ query: ListQuery) throws -> ListPage {
    let place = place(of: query)
    return ListPage(
      rows: try repos(place.rows, of: query.kind, fields: Array(query.fields)),
      next: place.next
    )
  }

  package func rendered(_ query: ListQuery, names: [String]) -> RenderedPage? {
    let place = place(of: query)
    let members = names.compactMap(SyntheticRow.Member.init)
    var text = SyntheticText(capacity: 1_300 * place.rows.count + 16)
    text.put("[")
    for index in place.rows {
      write(index, of: query.kind, members, to: &text)
      text.put(",")
    }
    text.drop(UInt8(ascii: ","))
    text.put("]")
    return RenderedPage(body: text.bytes, next: place.next)
  }

  private func write(
    _ index: Int,
    of kind: RepoKind,
    _ members: [SyntheticRow.Member],
    to text: inout SyntheticText
  ) {
    guard kind != .model, let hub = others[kind] else {
      return SyntheticRow(index, of: parts).write(members, to: &text)
    }
    if kind == .dataset {
      SyntheticDatasetRow(hub: hub, index: index).write(members, to: &text)
    } else {
      SyntheticSpaceRow(hub: hub, models: parts, index: index).write(members, to: &text)
    }
  }

  private func place(of query: ListQuery) -> (rows: [Int], next: ListPosition?) {
    guard count(of: query.kind) > 0, let orders = orders[query.kind],
      query.kind == .model || query.filter.isEmpty || query.filter.gated != nil
    else { return ([], nil) }
    let order = orders.withLock { $0.order(of: query) }
    let start = query.after.map { order.count(upTo: $0) } ?? query.skip
    guard start < order.count else { return ([], nil) }
    let end = min(start + query.limit, order.count)
    let rows = order.models(at: start..<end)
    guard end < order.count, let last = rows.last else { return (rows, nil) }
    return (rows, order.parts.position(of: last, by: query.sort))
  }

  /// Rows are written in one way only, and read again where values are wanted.
  private func repos(_ indices: [Int], of kind: RepoKind, fields: [String]) throws -> [Repo] {
    let reader = JSONReader()
    let fields = fields.compactMap(SyntheticRow.Member.init)
    return try indices.map { index in
      var text = SyntheticText()
      write(index, of: kind, fields, to: &text)
      var members: [String: JSONValue] = [:]
      _ = try reader.read(text.bytes) { $0.forEachMember { members[$0] = $1.value } }
      return Repo(kind: kind, id: name(of: index, kind), fields: members)
    }
  }

  private func headIndex(named name: String) -> Int? {
    SyntheticNames.heads.indices.first { number in
      let head = SyntheticNames.heads[number]
      return name == "\(head.owner)/\(head.name)" || head.isLegacy && name == "\(head.name)"
    }.map(parts.names.index(ofHead:)).flatMap { $0 < parts.options.models ? $0 : nil }
  }
}

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

  /// Those made in the same second as a model.
  func companions(of index: Int) -> Range<Int> {
    let second = calendar.creation(of: index)
    func first(_ isFound: (Int64) -> Bool) -> Int {
      var range = 0..<options.models
      while !range.isEmpty {
        let middle = range.lowerBound + range.count / 2
        if isFound(calendar.creation(of: middle)) {
          range = range.lowerBound..<middle
        } else {
          range = middle + 1..<range.upperBound
        }
      }
      return range.lowerBound
    }
    return first { $0 >= second }..<first { $0 > second }
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

/// When the models of a synthetic Hub were made and last changed, in seconds since 1970.
///
/// Creation follows the public counts of the real Hub from 2022 to August 2026, with its spike on
/// the floor date, scaled to the number of models.
struct SyntheticCalendar {
  let options: SyntheticOptions

  /// The floor date of the real Hub: 2022-03-02T23:29:04Z.
  static let floor: Int64 = 1_646_263_744
  /// The moment at which the Hub without changes is seen: 2026-09-01T00:00:00Z.
  static let present: Int64 = 1_788_220_800

  /// Public models by date.
  private static let counts: [(second: Int64, models: Double)] = [
    (floor, 31_000), (1_672_358_400, 108_473), (1_697_328_000, 348_181),
    (1_704_067_200, 450_208), (1_718_409_600, 681_682), (1_725_148_800, 880_000),
    (1_727_222_400, 1_000_000), (1_730_332_800, 1_110_000), (1_734_220_800, 1_202_732),
    (1_752_278_400, 1_860_411), (1_760_486_400, 2_126_833), (1_767_225_600, 2_264_880),
    (1_787_356_800, 3_012_377),
  ]

  /// The creation of a model; models are numbered in the order of creation.
  func creation(of index: Int) -> Int64 {
    let total = Self.counts[Self.counts.count - 1].models
    let place = (Double(index) + 0.5) / Double(options.models) * total
    guard let knot = Self.counts.firstIndex(where: { $0.models > place }), knot > 0 else {
      return Self.floor
    }
    let (before, after) = (Self.counts[knot - 1], Self.counts[knot])
    let share = (place - before.models) / (after.models - before.models)
    return before.second + Int64(share * Double(after.second - before.second))
  }

  /// The last change of a model: mostly soon after its creation.
  func lastChange(of index: Int) -> Int64 {
    if let turn = options.turnOfChange(of: index) {
      return Self.present + 1 + Int64(turn) * 86_000 / Int64(options.changes)
    }
    var draw = Draw(options.seed, .dates, index)
    let created = creation(of: index)
    let hours = draw.happens(0.6) ? draw.unit() * 12 : power(draw.unit(), 4) * 24 * 700
    let change = created + Int64(hours * 3600)
    // What would come later is spread over the model's life: no day has more than its share.
    guard change > Self.present else { return change }
    return created + Int64(draw.unit() * Double(Self.present - created))
  }
}
