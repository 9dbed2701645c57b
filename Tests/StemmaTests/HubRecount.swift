import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaMetrics
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// What tells of the whole cache, beside a recount of its plain tables in Python.
struct HubRecount {
  private let trial: Trial
  private let label: Comment
  private let expected: JSONValue
  private let answers: Answers

  private static let since = "2024-03-01"
  private static let until = "2025-02-28"
  private static let languages = ["en", "fr", "sw"]

  /// Recounts the cache of a trial.
  init(_ trial: Trial, heads: [String], owners: [String], _ label: String) throws {
    self.trial = trial
    self.label = Comment(rawValue: label)
    let answers = try trial.answers()
    self.answers = answers
    let names = try owners.map { owner -> JSONValue.Member in
      var question = ModelQuestion()
      question.owner = owner
      return .init(owner, .array(try answers.models(question).owners.map(JSONValue.string)))
    }
    let asked: JSONValue = [
      "heads": .array(heads.map(JSONValue.string)), "owners": .object(names),
      "since": .string(Self.since), "until": .string(Self.until),
      "languages": .array(Self.languages.map(JSONValue.string)),
    ]
    let reply = try Python.run(
      "recount_hub.py",
      [trial.path()],
      input: Data(asked.text.utf8)
    )
    expected = try JSONValue(parsing: String(decoding: reply, as: UTF8.self))
  }

  /// Compares every answer.
  func compare() throws {
    try compareStatus()
    try compareMet()
    try compareFamilies()
    try compareLists()
    try compareDerivatives()
  }

  private func compareStatus() throws {
    let told = try answers.status().json
    for member in expected["status"]?.object ?? [] {
      #expect(told[member.key] == member.value, label)
    }
  }

  /// Of a harvest for owners the summary tells their repositories from those of others.
  private func compareMet() throws {
    let last = try #require(answers.status().harvests.first?.id)
    for owner in expected["met"]?.object ?? [] {
      let met = try answers.met(in: last, by: [owner.key])
      #expect(owner.value["own"] == .integer(Int64(met.own)), label)
      #expect(owner.value["outside"] == .integer(Int64(met.outside)), label)
    }
  }

  private var between: FamilyScope {
    var scope = FamilyScope()
    (scope.since, scope.until) = (Self.since, Self.until)
    return scope
  }

  private func compareFamilies() throws {
    try expect(answers.families(limit: .max), expected["families"])
    try expect(answers.families(limit: .max, in: between), expected["families_between"])
    for owner in expected["families_of"]?.object ?? [] {
      try expect(answers.families(limit: .max, of: owner.key), owner.value)
      // The first few are the first of all, whatever is read of them.
      let few = try answers.families(limit: 2, of: owner.key).json["largest"]?.array
      let all = try answers.families(limit: .max, of: owner.key).json["largest"]?.array
      #expect(few == all.map { Array($0.prefix(2)) }, label)
    }
  }

  private func expect(_ told: Families, _ expected: JSONValue?) throws {
    for key in ["families", "isolated"] { #expect(told.json[key] == expected?[key], label) }
    let parts = try #require(expected?["largest"]?.array)
    #expect(told.parts.count == parts.count, label)
    for (part, other) in zip(told.json["largest"]?.array ?? [], parts) {
      for member in other.object ?? [] { #expect(part[member.key] == member.value, label) }
    }
  }

  private func compareLists() throws {
    func expect(_ expected: JSONValue?, _ change: (inout ModelQuestion) -> Void) throws {
      var question = ModelQuestion()
      change(&question)
      let told = try answers.models(question).models.map(\.id)
      #expect(told.sorted() == expected?.array?.compactMap(\.string), label)
    }
    for owner in expected["models_of"]?.object ?? [] {
      try expect(owner.value) { $0.owner = owner.key }
    }
    try expect(expected["models_between"]) { ($0.since, $0.until) = (Self.since, Self.until) }
    for language in expected["models_naming"]?.object ?? [] {
      try expect(language.value) { $0.language = language.key }
    }
  }

  private func compareDerivatives() throws {
    for head in expected["tree_between"]?.object ?? [] {
      let told = try answers.tree(of: head.key, in: between).nodes.map(\.id)
      #expect(told.sorted() == head.value.array?.compactMap(\.string), label)
    }
    for (key, days) in [("derivatives", FamilyScope()), ("derivatives_between", between)] {
      for head in expected[key]?.object ?? [] {
        var filter = ActivityFilter()
        (filter.since, filter.until) = (days.since, days.until)
        let told = try answers.measure("derivative-count", of: head.key, filter: filter)
        let (all, own) = (head.value["all"]?.integer ?? -1, head.value["own"]?.integer ?? -1)
        #expect(told.value == Double(all), label)
        #expect(told.points.reduce(0) { $0 + ($1.value ?? 0) } == Double(all), label)
        #expect(
          told.notes.contains {
            $0.hasPrefix("Its own publishers made \(own) of the ")
              && $0.hasSuffix("others \(all - own).")
          },
          label
        )
      }
    }
    for head in expected["derivatives"]?.object ?? [] {
      let count = head.value["all"]?.integer ?? -1
      #expect(
        try answers.badge(of: head.key).value.filter { $0 != "," } == "\(count)",
        label
      )
      let figures = try answers.report(of: head.key, withDrawing: false).figures
      for (name, key) in [
        ("derivatives", "all"), ("derivatives by others", "outside"),
        ("derivatives by its own people", "own"),
      ] {
        let told = figures.first { $0.name == name }?.value
        #expect(told == head.value[key]?.integer.map(Double.init), label)
      }
    }
  }
}
