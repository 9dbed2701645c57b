import StemmaCore
package import StemmaStandIn
import StemmaTestSupport

/// A small Hub that changes from day to day, drawn from a seed: repositories come, go, come back, are
/// renamed, and change their parents, licenses, gates, tags and counters.
package struct LivingWorld {
  fileprivate struct Model {
    var number: Int
    var name: String
    var formerNames: [String] = []
    var license: String?
    var gated = "false"
    var parents: [String] = []
    var relation: String?
    var tags: [String] = []
    var dataset: String?
    var downloads = 0
    var likes = 0
    var edits = 0
    var commits = 0
    var isThere = true
    var createdOn = ""
    var modifiedOn = ""
  }

  private var today: String
  private var models: [Model] = []
  private var random: SplitMix64
  private var made = 0

  /// Begins on a day, such as `2026-03-01`, with `count` models.
  package init(seed: UInt64, count: Int = 12, on day: String = "2026-02-28") {
    random = SplitMix64(state: seed)
    today = day
    for _ in 0..<count { addModel() }
  }

  /// Lets time go by until `day`.
  package mutating func pass(to day: String) {
    today = day
    for index in models.indices {
      models[index].downloads += Int.random(in: 0...3, using: &random)
      if chance(0.3) { models[index].likes += Int.random(in: -1...2, using: &random) }
      models[index].likes = max(0, models[index].likes)
      if chance(0.25) { change(index) }
    }
    if chance(0.7) { addModel() }
  }

  /// Names that lead, or ever led, to a model that is there now.
  package var names: [String] {
    models.filter(\.isThere).flatMap { [$0.name] + $0.formerNames }.sorted()
  }

  /// The world as it is today.
  package var world: World {
    get throws { try World(lines: lines) }
  }

  private var lines: [String] {
    let there = models.filter(\.isThere)
    let taken = Set(models.map(\.name))
    return there.map(\.line)
      + there.flatMap { model in
        model.formerNames.filter { !taken.contains($0) }.map {
          #"{"rename": {"from": "\#($0)", "to": "\#(model.name)"}}"#
        }
      }
  }

  private mutating func chance(_ share: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < share
  }

  private mutating func addModel() {
    made += 1
    var model = Model(number: made, name: "o\(made % 4)/m\(made)")
    (model.createdOn, model.modifiedOn) = (today, today)
    model.license = ["mit", "apache-2.0", nil].randomElement(using: &random) ?? nil
    model.parents = someParents(of: model)
    if chance(0.3) { model.dataset = "d/data\(Int.random(in: 0..<3, using: &random))" }
    models.append(model)
  }

  /// Models that are there, that are not there yet, and that will never be.
  private mutating func someParents(of model: Model) -> [String] {
    (0..<[0, 1, 1, 1, 2][Int.random(in: 0..<5, using: &random)]).map { _ in
      let number = Int.random(in: 1...(made + 3), using: &random)
      let known = models.first { $0.number == number }
      let former = known?.formerNames.first
      return chance(0.2)
        ? former ?? "lost/m\(number)" : known?.name ?? "o\(number % 4)/m\(number)"
    }
  }

  private mutating func change(_ index: Int) {
    var model = models[index]
    model.edits += 1
    switch Int.random(in: 0..<8, using: &random) {
    case 0: model.license = ["mit", "gemma", "other", nil].randomElement(using: &random) ?? nil
    case 1: model.gated = ["false", "auto", "manual"].randomElement(using: &random) ?? "false"
    case 2: model.parents = someParents(of: model)
    case 3: model.parents = []
    case 4:
      model.relation = ["adapter", "quantized", "merge", nil].randomElement(using: &random) ?? nil
    case 5:
      model.formerNames.append(model.name)
      model.name = "o\(Int.random(in: 0..<5, using: &random))/m\(model.number)v\(model.edits)"
    case 6: model.isThere.toggle()
    default: model.tags = chance(0.5) ? ["fun"] : ["4-bit", "gguf"]
    }
    // What a commit changes, and what changes without one.
    if model.isThere, model.gated == models[index].gated, model.name == models[index].name {
      model.modifiedOn = today
      model.commits += 1
    }
    models[index] = model
  }
}

extension LivingWorld.Model {
  fileprivate var line: String {
    var card: [JSONValue.Member] = []
    if let license { card.append(.init("license", .string(license))) }
    if !parents.isEmpty { card.append(.init("base_model", .array(parents.map(JSONValue.string)))) }
    if let relation { card.append(.init("base_model_relation", .string(relation))) }
    if let dataset { card.append(.init("datasets", [.string(dataset)])) }
    if !tags.isEmpty { card.append(.init("tags", .array(tags.map(JSONValue.string)))) }
    let digits = String(number, radix: 16)
    let identity = "65" + String(repeating: "0", count: 22 - digits.count) + digits
    let model: JSONValue = [
      "id": .string(name), "_id": .string(identity), "downloads": .integer(Int64(downloads)),
      "likes": .integer(Int64(likes)), "gated": gated == "false" ? false : .string(gated),
      "sha": .string(String(repeating: "0", count: 36) + padded(commits)),
      "createdAt": .string(createdOn + "T01:00:00.000Z"),
      "lastModified": .string(modifiedOn + "T01:00:00.000Z"),
      "cardData": .object(card),
    ]
    return JSONValue.object([.init("model", model)]).text
  }

  private func padded(_ number: Int) -> String { String(String(10000 + number).suffix(4)) }
}
