import StemmaCore
import StemmaDerive
import Yams

extension Policy {
  /// Reads the policy in the file at `path`.
  ///
  /// - Throws: `UserTextError`, or ``PolicyError`` for the first thing that is wrong.
  package init(contentsOf path: String) throws {
    try self.init(yaml: try UserText.file(path, "policy"), file: path)
  }

  /// Reads a policy; what it does not know is refused, for it might have been meant to forbid.
  package init(yaml: String, file: String) throws {
    guard FrontMatter.aliasCount(in: yaml) <= FrontMatter.aliasLimit else {
      throw PolicyError(description: "The policy \(file) has too many aliases.")
    }
    do {
      guard let root = try Yams.compose(yaml: yaml, .basic) else {
        throw PolicyError(description: "The policy \(file) is empty.")
      }
      self.init(file: file, name: "")
      let reader = PolicyReader(file: file)
      let fields = try reader.fields(root, "", Self.keys)
      lines = fields.compactMapValues { $0.mark?.line }
      try read(fields, reader)
    } catch let error as YamlError {
      let reason = "\(error)".split(separator: "\n").joined(separator: " ")
      throw PolicyError(description: "The policy \(file) is no YAML: \(reason)")
    }
  }

  private static let keys = [
    "policy", "licenses", "gated", "ghosts", "gone", "owners", "countries", "age", "evidence",
  ]

  /// A file's name without folders and without what stands behind its last point.
  private static func name(of file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    guard let point = last.lastIndex(of: "."), point > last.startIndex else { return last }
    return String(last[..<point])
  }

  private mutating func read(_ fields: [String: Node], _ reader: PolicyReader) throws {
    name = try fields["policy"].map { try reader.text($0, "policy") } ?? Self.name(of: file)
    licenses = try fields["licenses"].map { try Licenses($0, reader) }
    refusesGated = try reader.refuses(fields["gated"], "gated")
    refusesGhosts = try reader.refuses(fields["ghosts"], "ghosts")
    refusesGone = try reader.refuses(fields["gone"], "gone")
    if let node = fields["owners"] {
      owners = try reader.choice(reader.fields(node, "owners", ["allow", "refuse"]))
    }
    if let node = fields["countries"] { countries = try Countries(node, reader) }
    if let node = fields["age"] {
      let age = try reader.fields(node, "age", ["least_days", "most_days"])
      leastDays = try age["least_days"].map { try reader.days($0, "least_days") }
      mostDays = try age["most_days"].map { try reader.days($0, "most_days") }
    }
    if let node = fields["evidence"] {
      let asked = try reader.fields(node, "evidence", ["require", "most_days"])
      evidence =
        try asked["require"].map { list in
          try reader.texts(list, "require").map { try reader.one(of: Evidence.self, $0, list) }
        } ?? []
      evidenceDays = try asked["most_days"].map { try reader.days($0, "most_days") }
    }
  }
}

extension Policy.Licenses {
  fileprivate init(_ node: Node, _ reader: PolicyReader) throws {
    let keys = ["allow", "refuse", "other", "unstated", "datasets", "looser"]
    let fields = try reader.fields(node, "licenses", keys)
    choice = try reader.choice(fields)
    others = try fields["other"].map { try reader.texts($0, "other").map { $0.lowercased() } } ?? []
    if let node = fields["unstated"] {
      unstated = try reader.one(of: Policy.Unstated.self, reader.text(node, "unstated"), node)
    }
    coversDatasets = try reader.isFirst(of: ["check", "skip"], fields["datasets"], or: true)
    refusesLooser = try reader.refuses(fields["looser"], "looser")
  }
}

extension Policy.Countries {
  fileprivate init(_ node: Node, _ reader: PolicyReader) throws {
    let fields = try reader.fields(node, "countries", ["of", "allow", "refuse", "unknown"])
    choice = try reader.choice(fields)
    refusesUnknown = try reader.refuses(fields["unknown"], "unknown")
    guard let owners = fields["of"] else { return }
    guard let mapping = owners.mapping else { throw reader.fault(owners, "of names owners") }
    for (owner, country) in mapping {
      ofOwners[try reader.text(owner, "of").lowercased()] =
        try reader.text(country, "of").lowercased()
    }
  }
}

/// Reads the parts of a policy.
private struct PolicyReader {
  let file: String

  func fault(_ node: Node, _ text: String) -> PolicyError {
    let line = node.mark.map { ", line \($0.line)" } ?? ""
    return PolicyError(description: "The policy \(file)\(line): \(text).")
  }

  func fields(_ node: Node, _ what: String, _ known: [String]) throws -> [String: Node] {
    guard let mapping = node.mapping else {
      throw fault(node, "\(what.isEmpty ? "it" : what) has no keys")
    }
    var fields: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.string ?? ""
      guard known.contains(name) else {
        let list = known.joined(separator: ", ")
        throw fault(key, "\(name) is no key of \(what.isEmpty ? "a policy" : what): use \(list)")
      }
      fields[name] = value
    }
    return fields
  }

  func text(_ node: Node, _ what: String) throws -> String {
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw fault(node, "\(what) is no text")
    }
    return text
  }

  func texts(_ node: Node, _ what: String) throws -> [String] {
    guard let list = node.sequence else { return [try text(node, what)] }
    return try list.map { try text($0, what) }
  }

  func days(_ node: Node, _ what: String) throws -> Int {
    guard let days = node.scalar.flatMap({ Int($0.string) }), (0...1_000_000).contains(days) else {
      throw fault(node, "\(what) is no number of days")
    }
    return days
  }

  func choice(_ fields: [String: Node]) throws -> Policy.Choice {
    Policy.Choice(
      allowed: try fields["allow"].map { try texts($0, "allow").map { $0.lowercased() } } ?? [],
      refused: try fields["refuse"].map { try texts($0, "refuse").map { $0.lowercased() } } ?? []
    )
  }

  func refuses(_ node: Node?, _ what: String) throws -> Bool {
    try isFirst(of: ["refuse", "allow"], node, or: false)
  }

  func isFirst(of words: [String], _ node: Node?, or usual: Bool) throws -> Bool {
    guard let node else { return usual }
    guard let word = node.scalar?.string, words.contains(word) else {
      throw fault(node, "write \(words.joined(separator: " or "))")
    }
    return word == words[0]
  }

  func one<Value: RawRepresentable & CaseIterable>(
    of type: Value.Type,
    _ text: String,
    _ node: Node
  ) throws -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: text) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault(node, "\(text) is none of \(known)")
    }
    return value
  }
}
