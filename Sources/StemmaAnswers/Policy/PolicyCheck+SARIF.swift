public import StemmaCore

extension PolicyCheck {
  /// The findings as SARIF 2.1.0, for services that show results of code analysis.
  ///
  /// Each stands at the line of the policy that is broken; what breaks it is its logical location.
  public var sarif: JSONValue {
    let rules = Rule.allCases.filter { rule in
      models.contains { $0.breaches.contains { $0.rule == rule } }
    }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "Stemma", "version": .string(Version.text),
              "rules": .array(
                rules.map { rule in
                  [
                    "id": .string(rule.rawValue),
                    "shortDescription": ["text": .string(rule.summary)],
                    "defaultConfiguration": ["level": "error"],
                  ]
                }
              ),
            ]
          ],
          "columnKind": "unicodeCodePoints",
          "results": .array(
            models.flatMap { checked in
              checked.breaches.map { result($0, of: checked.model, among: rules) }
            }
          ),
        ]
      ],
    ]
  }

  private func result(_ breach: Breach, of model: String, among rules: [Rule]) -> JSONValue {
    let text = "\(model): \(breach.kind) \(breach.id). \(breach.finding)"
    return [
      "ruleId": .string(breach.rule.rawValue),
      "ruleIndex": .integer(Int64(rules.firstIndex(of: breach.rule) ?? -1)),
      "level": "error",
      "message": ["text": .string(TerminalText.inert(text))],
      "locations": [
        [
          "physicalLocation": [
            "artifactLocation": ["uri": .string(Self.uri(of: file))],
            "region": ["startLine": .integer(Int64(max(1, breach.line ?? 1)))],
          ],
          "logicalLocations": [
            [
              "name": .string(breach.id), "kind": "resource",
              "fullyQualifiedName": .string("\(model)/\(breach.kind)/\(breach.id)"),
            ]
          ],
        ]
      ],
      "partialFingerprints": [
        "model/rule/id": .string("\(model) \(breach.rule.rawValue) \(breach.kind) \(breach.id)")
      ],
      "properties": [
        "model": .string(model), "first": .bool(breach.isFirst),
        "distance": .integer(Int64(breach.distance)), "source": JSONValue(breach.source),
        "commit": JSONValue(breach.basis.commit), "day": JSONValue(breach.basis.day),
        "harvest": breach.basis.harvest.map(JSONValue.integer) ?? .null,
        "reply": breach.basis.reply?.json ?? .null,
      ],
    ]
  }

  /// A path as a reference: bytes that no URI has are encoded, and no path reads as a scheme.
  private static func uri(of path: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let encoded = path.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte))
        : "%" + [byte].hexadecimal.uppercased()
    }.joined()
    return path.hasPrefix("/") ? "file://" + encoded : encoded
  }
}
