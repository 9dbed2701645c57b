import Foundation
import StemmaCore

/// What a route may be told, as the query of its address.
struct APIParameter: Sendable {
  enum Kind: Sendable {
    case text(most: Int)
    case integer(ClosedRange<Int>)
    /// From 0 to 1.
    case share
    case flag
    case choice([String])
    /// A day such as `2026-01-31`.
    case day
  }

  let name: String
  let kind: Kind
  let meaning: String
  var isRequired = false
  var isRepeatable = false

  /// What is wrong with a value; nil when nothing is.
  func fault(in value: String) -> String? {
    switch kind {
    case .text(let most):
      if value.isEmpty { return "\(name) is empty." }
      return value.unicodeScalars.count > most ? "\(name) is longer than \(most) characters." : nil
    case .integer(let range):
      guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(value),
        range.contains(number)
      else { return "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)." }
      return nil
    case .share:
      guard let number = Double(value), (0...1).contains(number) else {
        return "\(name) is a number from 0 to 1."
      }
      return nil
    case .flag:
      return ["true", "false"].contains(value) ? nil : "\(name) is true or false."
    case .choice(let choices):
      return choices.contains(value)
        ? nil : "\(name) is one of \(choices.joined(separator: ", "))."
    case .day:
      let isDay =
        value.wholeMatch(of: #/[0-9]{4}-[0-9]{2}-[0-9]{2}/#) != nil
        && Timestamp.secondsSince1970(in: value) != nil
      return isDay ? nil : "\(name) is a day such as 2026-01-31."
    }
  }

  /// The values that it takes, as JSON Schema has it.
  private var schema: JSONValue {
    switch kind {
    case .text(let most):
      ["type": "string", "minLength": 1, "maxLength": .integer(Int64(most))]
    case .integer(let range):
      [
        "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
        "maximum": .integer(Int64(range.upperBound)),
      ]
    case .share: ["type": "number", "minimum": 0, "maximum": 1]
    case .flag: ["type": "boolean"]
    case .choice(let choices):
      ["type": "string", "enum": .array(choices.map { .string($0) })]
    case .day: ["type": "string", "format": "date", "example": "2026-01-31"]
    }
  }

  /// The parameter as OpenAPI has it.
  var json: JSONValue {
    let schema: JSONValue =
      isRepeatable
      ? ["type": "array", "items": schema, "minItems": isRequired ? 1 : 0, "maxItems": 20] : schema
    return [
      "name": .string(name), "in": "query", "required": .bool(isRequired),
      "description": .string(meaning), "schema": schema,
    ]
  }
}

extension APIParameter {
  static func text(_ name: String, _ meaning: String, most: Int = 400) -> Self {
    Self(name: name, kind: .text(most: most), meaning: meaning)
  }

  static func choice(_ name: String, _ choices: [String], _ meaning: String) -> Self {
    Self(name: name, kind: .choice(choices), meaning: meaning)
  }

  static func flag(_ name: String, _ meaning: String) -> Self {
    Self(name: name, kind: .flag, meaning: meaning)
  }

  static func integer(_ name: String, _ range: ClosedRange<Int>, _ meaning: String) -> Self {
    Self(name: name, kind: .integer(range), meaning: meaning)
  }

  static func day(_ name: String, _ meaning: String) -> Self {
    Self(name: name, kind: .day, meaning: meaning)
  }

  var required: Self {
    var parameter = self
    parameter.isRequired = true
    return parameter
  }

  var repeatable: Self {
    var parameter = self
    parameter.isRepeatable = true
    return parameter
  }

  // MARK: What many routes take

  static let model = text("id", "A model: its id, a former name or its URL on the Hub.").required
  static let models = text("id", "Models: ids, former names or URLs on the Hub.").repeatable
  static let name = text(
    "id",
    "A model, or a dataset or Space with datasets/ or spaces/ before its id."
  ).required
  static let owner = text("owner", "All models of this owner, under any of its names.")
  static let basis = choice(
    "relation_by",
    ["hub", "declared", "own"],
    "Whose word on relations is taken; by default the first known of them."
  )
  static let relations = [
    text("relation", "Follow only this relation, such as finetune.", most: 100).repeatable, basis,
  ]
  static let depth = integer("depth", 0...10_000, "The most steps.")
  static let firstParent = flag("first_parent", "Follow only the first parent of each model.")
  static let inferred = Self(
    name: "inferred",
    kind: .share,
    meaning: "Also follow inferred edges of at least this confidence."
  )
  static let without = choice("without", ["mass-uploads"], "Leave these out of counts.")
  static let since = day("since", "Count models created on or after this day.")
  static let until = day("until", "Count models created on or before this day.")
  static let notOwner = text("not_owner", "Leave models of this owner out of counts.").repeatable
  static let counted = [without, since, until, notOwner]
  static let view = relations + [depth, firstParent, inferred]

  // MARK: What every route takes

  static let asOf = day("as_of", "Answer from the state of this day.")
  static let format = choice(
    "format",
    APIFormat.allCases.map(\.rawValue),
    "How the answer is written; by default as the field Accept asks."
  )
  static let limit = integer(
    "limit",
    1...APIPage.most,
    "At most so many elements of the list, or rows."
  )
  static let offset = integer("offset", 0...100_000_000, "Pass over so many of them first.")
}

/// The parameters of one request, each of which is what its route allows.
struct APIQuestion: Sendable {
  private let values: [String: [String]]

  /// - Throws: ``Problem`` of status 400 that says which one is not.
  init(_ parameters: [APIParameter], of request: Request) throws(Problem) {
    var values: [String: [String]] = [:]
    for pair in request.query {
      guard let parameter = parameters.first(where: { $0.name == pair.name }) else {
        let known = parameters.map(\.name).joined(separator: ", ")
        throw Problem(400, "parameter", "There is no parameter \(pair.name) here. Known: \(known).")
      }
      guard values[pair.name] == nil || parameter.isRepeatable else {
        throw Problem(400, "parameter", "\(pair.name) is given twice.")
      }
      if let fault = parameter.fault(in: pair.value) { throw Problem(400, "parameter", fault) }
      values[pair.name, default: []].append(pair.value)
      guard values[pair.name, default: []].count <= 20 else {
        throw Problem(400, "parameter", "\(pair.name) is given more than 20 times.")
      }
    }
    if let missing = parameters.first(where: { $0.isRequired && values[$0.name] == nil }) {
      throw Problem(400, "parameter", "The parameter \(missing.name) is missing.")
    }
    self.values = values
  }

  subscript(name: String) -> String? { values[name]?.first }

  func all(_ name: String) -> [String] { values[name] ?? [] }

  func integer(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

  func isSet(_ name: String) -> Bool { self[name] == "true" }

  /// A value that the route cannot do without, which was looked at before.
  func required(_ name: String) -> String { self[name] ?? "" }
}
