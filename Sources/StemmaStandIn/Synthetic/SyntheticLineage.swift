internal import StemmaCore

/// Who was made from whom in a synthetic Hub.
///
/// A model's parents stand before it in the order of creation, so that its row is computable alone;
/// only a handful of cycles and loops do not keep to that.
struct SyntheticLineage {
  /// What a card names as a base model, and how.
  enum Base: Hashable {
    /// A model of this Hub under its present name.
    case model(Int)
    /// A model of this Hub under a name that it no longer has.
    case renamed(Int)
    /// A model of this Hub without its owner's name, as before 2024.
    case legacy(Int)
    /// A model that is not on the Hub.
    case missing(Int)
    /// A text that names no model.
    case text(Int)

    /// The model, where there is one.
    var index: Int? {
      switch self {
      case .model(let index), .renamed(let index), .legacy(let index): index
      case .missing, .text: nil
      }
    }
  }

  /// What can be told of a model without looking at its parents.
  enum Origin: Hashable {
    case root
    case derived(Relation)
    /// One of the bulk uploads of autumn 2024.
    case wave
    /// A derivative whose base models are not on the Hub.
    case dangling(Relation)
  }

  let options: SyntheticOptions
  let names: SyntheticNames

  /// Texts that people leave where a base model should stand.
  static let texts: [StaticString] = [
    "{{ base_model }}", "None", "/root/models/base", "./checkpoint-500", "my own model",
  ]

  func origin(of index: Int) -> Origin {
    if let shape = options.shape {
      let parents = shape.parents(of: index, among: options.models)
      return parents.isEmpty ? .root : .derived(parents.count > 1 ? .merge : .finetune)
    }
    if names.head(at: index) != nil { return .root }
    if cycle(at: index) != nil { return .derived(.finetune) }
    var draw = Draw(options.seed, .lineage, index)
    let place = Double(index) / Double(options.models)
    if place > 0.293, place < 0.366, draw.happens(0.41) { return .wave }
    let chance = draw.unit()
    // The wave is a tenth of all children.
    guard chance < 0.295 else { return .root }
    let relation = Self.relation(draw.unit())
    return chance < 0.265 ? .derived(relation) : .dangling(relation)
  }

  func relation(of index: Int) -> Relation? {
    switch origin(of: index) {
    case .root: nil
    case .derived(let relation), .dangling(let relation): relation
    case .wave: .adapter
    }
  }

  /// The base models that the model's card names, in its order.
  func bases(of index: Int) -> [Base] {
    if let shape = options.shape {
      return shape.parents(of: index, among: options.models).map(Base.model)
    }
    if let cycle = cycle(at: index) { return [.model(cycle)] }
    var draw = Draw(options.seed, options.hasNewBases(index) ? .newParent : .parent, index)
    switch origin(of: index) {
    case .root: return []
    case .wave: return [.model(names.index(ofHead: 6 + Self.waveHead(draw.unit())))]
    case .dangling:
      return draw.happens(0.1)
        ? [.text(draw.below(Self.texts.count))]
        : [.missing(draw.rank(below: max(1, options.models / 40), offset: 2))]
    case .derived(let relation):
      if draw.happens(0.0014) { return [.model(index)] }
      guard relation == .merge else { return [named(parent(of: index, &draw), &draw)] }
      var bases: [Base] = []
      for _ in 0..<Self.mergeSize(draw.unit()) {
        let base = named(parent(of: index, &draw), &draw)
        if !bases.contains(where: { $0.index == base.index }) { bases.append(base) }
      }
      return bases
    }
  }

  /// The model that one was made from without a word of it on its card: its name alone tells.
  ///
  /// So are one in twenty of those without a card's base, which is a guess: nobody counted them.
  func silentBase(of index: Int) -> Int? {
    guard options.shape == nil, index > 0, origin(of: index) == .root, names.head(at: index) == nil
    else { return nil }
    var draw = Draw(options.seed, .silentParent, index)
    return draw.happens(0.05) ? parent(of: index, &draw) : nil
  }

  private func named(_ parent: Int, _ draw: inout Draw) -> Base {
    if names.head(at: parent)?.isLegacy == true {
      return draw.happens(0.6) ? .legacy(parent) : .model(parent)
    }
    return draw.happens(0.015) ? .renamed(parent) : .model(parent)
  }

  /// A model made before `index` that may have children, the popular ones more often.
  private func parent(of index: Int, _ draw: inout Draw) -> Int {
    for _ in 0..<6 {
      let chance = draw.unit()
      var sum = 0.0
      for number in 0..<6 {
        sum += SyntheticNames.heads[number].share
        if chance < sum, names.index(ofHead: number) < index { return names.index(ofHead: number) }
      }
      let rank = draw.rank(below: max(1, options.models / 4), offset: 8)
      let candidate = candidate(ofRank: rank)
      if candidate < index { return candidate }
    }
    return draw.below(max(1, index))
  }

  /// The parent of a rank of popularity: derivatives have children more seldom than others do.
  private func candidate(ofRank rank: Int) -> Int {
    var draw = Draw(options.seed, .candidate, rank)
    var candidate = 0
    for _ in 0..<8 {
      candidate = draw.below(options.models)
      let chance =
        switch origin(of: candidate) {
        case .root: 0.5
        case .derived(.finetune), .derived(.merge): 0.7
        case .derived(.quantized): 0.1
        case .derived, .wave, .dangling: 0.02
        }
      if draw.happens(chance) { break }
    }
    return candidate
  }

  /// The next model on the cycle that the model stands on.
  private func cycle(at index: Int) -> Int? {
    let distance = max(50, options.models / 13)
    let number = index / distance
    let place = index % distance
    let length = 2 + number % 4
    guard (1..<13).contains(number), place < length, (number + 1) * distance <= options.models
    else { return nil }
    return index - place + (place + 1) % length
  }

  private static func relation(_ chance: Double) -> Relation {
    switch chance {
    case ..<0.4: .adapter
    case ..<0.775: .finetune
    case ..<0.978: .quantized
    default: .merge
    }
  }

  private static func waveHead(_ chance: Double) -> Int {
    switch chance {
    case ..<0.35: 0
    case ..<0.68: 1
    case ..<0.93: 2
    default: 3
    }
  }

  /// The number of parents of a merge: 2 in four of ten, a tail to 22.
  private static func mergeSize(_ chance: Double) -> Int {
    switch chance {
    case ..<0.43: 2
    case ..<0.58: 3
    case ..<0.72: 4
    case ..<0.82: 5
    case ..<0.865: 6
    case ..<0.9: 7
    case ..<0.925: 8
    default: 9 + Int((chance - 0.925) / 0.075 * 14)
    }
  }
}
