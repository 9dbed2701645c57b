import Foundation
import StemmaCore
import StemmaStandIn
import StemmaTestSupport

/// A world in which it is known who uses BAAI/Infinity-Instruct, and when.
struct DrawnReuse {
  /// Users inside 92 days of the first day, by kind.
  var external = 0
  var own = 0
  var quantized = 0
  var merged = 0
  /// Users before the first day, and from the last day on.
  var before = 0
  var after = 0
  /// Those of others that were trained, inside the window.
  private(set) var trained: Set<String> = []
  private(set) var lines: [String] = []
  private var random: SplitMix64
  private var number = 0

  static let dataset = "BAAI/Infinity-Instruct"
  /// An account that only the asker knows to be of the dataset's people.
  static let staff = "Baai-Staff"
  static let from = "2024-06-13"
  private static let start = Timestamp.secondsSince1970(in: from) ?? 0
  private static let end = start + 92 * 86_400

  /// The names it goes by: its own, two older ones, and other letter case.
  private static let names = [
    dataset, "BAAI/InfinityInstruct", "beijing-ai/Infinity-Instruct", "baai/infinity-instruct",
  ]

  init(seed: UInt64) {
    random = SplitMix64(state: seed)
    lines = [
      #"{"dataset": {"id": "\#(Self.dataset)", "createdAt": "2024-06-13T02:50:01.000Z", "gated": "auto"}}"#,
      #"{"rename": {"kind": "dataset", "from": "BAAI/InfinityInstruct", "to": "\#(Self.dataset)"}}"#,
      #"{"rename": {"kind": "dataset", "from": "beijing-ai/Infinity-Instruct", "to": "\#(Self.dataset)"}}"#,
      #"{"dataset": {"id": "BAAI/Infinity-Preference"}}"#,
      #"{"model": {"id": "base/one", "createdAt": "2024-01-01T00:00:00.000Z"}}"#,
      #"{"model": {"id": "base/two", "createdAt": "2024-01-01T00:00:00.000Z"}}"#,
    ]
    // One user at least, for the copies to be made of.
    for _ in 0..<Int.random(in: 1...12, using: &random) { addExternal() }
    for _ in 0..<Int.random(in: 0...5, using: &random) { addOwn() }
    for _ in 0..<Int.random(in: 0...8, using: &random) { addCopy() }
    for _ in 0..<Int.random(in: 0...4, using: &random) { addMerge() }
    for _ in 0..<Int.random(in: 0...4, using: &random) { addOutside() }
    for _ in 0..<Int.random(in: 0...6, using: &random) { addStranger() }
    lines.shuffle(using: &random)
  }

  private mutating func addExternal() {
    external += 1
    let parents = Bool.random(using: &random) ? ["base/one"] : []
    let id = "user\(external % 5)/trained-\(external)"
    trained.insert(id)
    add(id, at: inside(), parents, "finetune")
  }

  private mutating func addOwn() {
    own += 1
    let owner = ["BAAI", "beijing-ai", Self.staff][Int.random(in: 0..<3, using: &random)]
    // Nobody can know that an account was theirs unless a card names the dataset by it.
    let name = owner == "beijing-ai" ? "beijing-ai/Infinity-Instruct" : nil
    add("\(owner)/own-\(own)", at: inside(), ["base/one"], "finetune", under: name)
  }

  private mutating func addCopy() {
    quantized += 1
    let parent = Int.random(in: 1...external, using: &random)
    add(
      "packer/copy-\(quantized)-GGUF",
      at: inside(),
      ["user\(parent % 5)/trained-\(parent)"],
      "quantized"
    )
  }

  private mutating func addMerge() {
    merged += 1
    add("mixer/merge-\(merged)", at: inside(), ["user\(1 % 5)/trained-1", "base/two"], "merge")
  }

  private mutating func addOutside() {
    let margin = [0, 1, 86_400, 40_000_000][Int.random(in: 0..<4, using: &random)]
    if Bool.random(using: &random) {
      before += 1
      add("early/bird-\(before)", at: Self.start - 1 - Int64(margin), [], "finetune")
    } else {
      after += 1
      add("late/comer-\(after)", at: Self.end + Int64(margin), [], "finetune")
    }
  }

  /// A model that uses another dataset of the same people.
  private mutating func addStranger() {
    number += 1
    lines.append(
      #"{"model": {"id": "other/m-\#(number)", "createdAt": "2024-07-01T00:00:00.000Z", "tags": ["dataset:BAAI/Infinity-Preference"]}}"#
    )
  }

  /// The first and the last second are drawn as often as all others together.
  private mutating func inside() -> Int64 {
    let drawn = Int64.random(in: Self.start..<Self.end, using: &random)
    return [Self.start, Self.end - 1, drawn, drawn][Int.random(in: 0..<4, using: &random)]
  }

  /// A model that declares the dataset by its card alone, by a tag alone, or by both.
  private mutating func add(
    _ id: String,
    at second: Int64,
    _ parents: [String],
    _ relation: String,
    under name: String? = nil
  ) {
    let name = name ?? Self.names[Int.random(in: 0..<Self.names.count, using: &random)]
    let way = Int.random(in: 0..<3, using: &random)
    var tags = parents.flatMap { ["base_model:\($0)", "base_model:\(relation):\($0)"] }
    if way != 0 { tags.append("dataset:\(name)") }
    let list = tags.map { "\"\($0)\"" }.joined(separator: ", ")
    let card = way == 1 ? "{}" : #"{"datasets": ["\#(name)"]}"#
    let time = Timestamp.text(secondsSince1970: second).dropLast() + ".000Z"
    lines.append(
      #"{"model": {"id": "\#(id)", "createdAt": "\#(time)", "tags": [\#(list)], "cardData": \#(card)}}"#
    )
  }
}
