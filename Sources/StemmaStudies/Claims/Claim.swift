package import StemmaCore

/// A sentence that a source says, with the query that tests it.
///
/// Its file is described in the article "Claims".
package struct Claim: Sendable, Hashable {
  package let id: String
  package let title: String
  /// The id of the study it is made in.
  package let study: String
  /// Word for word, unless it says otherwise.
  package let quote: String
  package let speaker: String
  /// The code of one of the study's sources.
  package let source: String
  /// Which text of that source.
  package let version: String
  package let stage: Stage
  package let entity: String
  /// What the value is.
  package let metric: String
  /// When it is supported, in words.
  package let bound: String
  package let rule: VerdictRule
  package let window: String
  /// Why the value errs, in words.
  package let bias: String
  package let blindSpot: String
  /// What the value is of a claim that cannot be tested.
  package let contrast: String?
  package let needs: [CoverageNeed]
  package let confounders: [Confounder]
  package let sql: String
  /// The line of the file on which the query begins, from 1.
  package let queryLine: Int
  /// The SHA-256 of the file, in hexadecimal.
  package let sha256: String

  /// When in a model's life it is about.
  package enum Stage: String, Sendable, CaseIterable {
    case preTraining = "pre-training"
    case postTraining = "post-training"
    case postRelease = "post-release"
    case all, sample, context
  }
}

extension Claim {
  /// Reads a claim from the text of its file, named after its id.
  ///
  /// - Parameters:
  ///   - name: The file's name without its ending.
  ///   - text: Its text.
  ///   - sha256: The hash of its bytes.
  /// - Throws: `ClaimError` with everything that is wrong.
  package init(name: String, text: String, sha256: String) throws(ClaimError) {
    var header = ClaimHeader(text)
    if header[.claim] != name { header.note(.claim, "it is not named after its file, \(name)") }
    // The bias is a word and, after a semicolon, why.
    let bias = header[.bias].split(separator: ";", maxSplits: 1)
      .map { $0.drop { $0 == " " } }
    let side = Bias(rawValue: String(bias.first ?? ""))
    if side == nil { header.note(.bias, "must begin with none, either, lower or upper") }
    let supported = header.bound(.supported)
    let contradicted = header.bound(.contradicted)
    let fallback: Verdict = contradicted == nil || side == .lower ? .undetermined : .mixed
    let rule = VerdictRule(
      test: header.choice(.test, or: .no),
      supported: supported,
      contradicted: contradicted,
      otherwise: header.choice(.otherwise, or: fallback),
      bias: side ?? .none,
      reason: header.optional(.reason)
    )
    if rule.test == .no || header[.supported] == "never", rule.reason == nil {
      header.note(.test, "a claim that is not tested needs a reason")
    } else if rule.test != .no, header.optional(.supported) == nil {
      header.note(.test, "a claim that is tested needs the key supported")
    }
    let stage: Stage = header.choice(.stage, or: .all)
    let needs: [CoverageNeed] = header.choices(.needs)
    let confounders: [Confounder] = header.choices(.confounders)
    let (query, queryLine) = Self.query(of: text)
    guard header.problems.isEmpty, !query.isEmpty else {
      let empty = query.isEmpty ? [ClaimError.Problem(line: nil, text: "it has no query")] : []
      throw ClaimError(file: name + ".sql", problems: header.problems + empty)
    }
    self.init(
      id: name,
      title: header[.title],
      study: header[.study],
      quote: header[.quote],
      speaker: header[.speaker],
      source: header[.source],
      version: header[.version],
      stage: stage,
      entity: header[.entity],
      metric: header[.metric],
      bound: header[.bound],
      rule: rule,
      window: header[.window],
      bias: header[.bias],
      blindSpot: header[.blindSpot],
      contrast: header.optional(.contrast),
      needs: needs,
      confounders: confounders,
      sql: query,
      queryLine: queryLine,
      sha256: sha256
    )
  }

  /// What follows the header, and the line on which it begins.
  private static func query(of text: String) -> (sql: String, line: Int) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0.hasPrefix("--") || $0.isEmpty }
    return (lines.joined(separator: "\n"), lines.startIndex + 1)
  }
}

extension ClaimCheck {
  /// One thing that is said of a claim, of its test or of what came out.
  package struct Field: Sendable, Hashable {
    /// Its name in JSON.
    package enum Key: String, Sendable, CaseIterable {
      case quote, speaker, source, verdict, reason, value, metric, bound, window, bias
      case blindSpot = "cannot_see"
      case contrast
    }

    package let key: Key
    /// Its name on a page.
    package let label: String
    /// A text, or null without one; of ``Key/value``, the number.
    package let value: JSONValue

    fileprivate init(_ key: Key, _ label: String, _ value: JSONValue) {
      (self.key, self.label, self.value) = (key, label, value)
    }
  }

  /// What is said of a claim, in the order of a page: JSON, `claims show` and the report are made
  /// from this list.
  package var fields: [Field] {
    [
      Field(.quote, "said", .string(claim.quote)), Field(.speaker, "by", .string(claim.speaker)),
      Field(.source, "source", .string(source)),
      Field(.verdict, "verdict", .string(judgement.verdict.rawValue)),
      Field(.reason, "because", JSONValue(judgement.reason)),
      Field(.value, "value", value.map(JSONValue.init(exactly:)) ?? .null),
      Field(.metric, "which is", .string(claim.metric)),
      Field(.bound, "supported", .string(claim.bound)),
      Field(.window, "window", .string(claim.window)), Field(.bias, "bias", .string(claim.bias)),
      Field(.blindSpot, "cannot see", .string(claim.blindSpot)),
      Field(.contrast, "contrast", JSONValue(claim.contrast)),
    ]
  }

  /// The value of one field.
  package subscript(key: Field.Key) -> JSONValue {
    fields.first { $0.key == key }?.value ?? .null
  }
}
