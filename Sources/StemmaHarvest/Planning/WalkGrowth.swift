import StemmaCore

/// How large a walk will be, from what it has shown so far.
struct WalkGrowth {
  /// The requests that people were told of last.
  private(set) var announced = 0
  /// Whether these were told as the least that there can be: the Hub did not count the children.
  private(set) var isLeast = true
  /// Models behind the roots whose children came, and how many these were.
  private var asked = 0
  private var found = 0

  /// Takes note of the models that a reply added to the walk.
  mutating func take(_ added: Int, isOfRoot: Bool) {
    guard !isOfRoot else { return }
    asked += 1
    found += added
  }

  /// Takes note of the requests that people are told of.
  mutating func announce(_ requests: Int, isLeast: Bool = false) {
    (announced, self.isLeast) = (requests, isLeast)
  }

  /// Whether the steps of a walk, those to come included, are really more than was announced: by a
  /// quarter, and by ten.
  func isExceeded(by steps: Int) -> Bool { steps > announced + announced / 4 + 10 }

  /// Whether enough was seen to give the walk up for what it will be.
  var isSure: Bool { asked >= 200 }

  /// The requests of the whole walk of which `steps` are known; nil while too little was seen.
  ///
  /// What is left will bring as many more, a model, as what was asked did, and these again.
  func expected(of steps: Int) -> Int? {
    guard asked >= 20 else { return nil }
    let rate = min(Self.steepest, Double(max(0, found)) / Double(asked))
    let left = Double(max(0, steps - asked))
    return asked + Int(left / (1 - rate))
  }

  // Where families still grow as fast as they are asked for, nobody can tell their end: three times
  // what is waiting is said until more is known.
  private static let steepest = 2.0 / 3

  /// Descendants a child of each relation, itself not counted.
  ///
  /// Of 9,000 children in April 2025 whose relation the Hub told. Adapters and quantized models had
  /// none.
  private static let below: [Relation: Double] = [.finetune: 0.35, .merge: 0.73]

  /// The models of a family whose root has so many children, with what is likely below them.
  static func family(of children: [(relation: Relation, count: Int)]) -> Int {
    children.map { relation, count in
      // What the Hub tells may be beyond all measure.
      let count = min(max(0, count), 1 << 30)
      return count + Int(Double(count) * (below[relation] ?? 0))
    }.reduce(0, +)
  }
}
