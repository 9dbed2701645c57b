public import StemmaCore
package import StemmaGraph
public import StemmaLink
package import StemmaStore

/// The licenses of everything one model was made from, down to its own.
public struct LicensePath: Sendable, Hashable {
  /// The model's current name.
  public let model: String
  /// The ancestors and the datasets that they were trained on, from the farthest by distance and
  /// name, and the model last.
  public let hops: [LicenseHop]
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    model: String,
    hops: [LicenseHop] = [],
    relationBasis: RelationBasis? = nil
  ) {
    self.model = model
    self.hops = hops
    self.relationBasis = relationBasis
  }

  /// The hops whose license could not be compared: not stated, or one that somebody has to read.
  public var unjudged: [LicenseHop] { hops.filter { !$0.isJudged } }

  /// The step nearest to the roots at which a declared license does not keep an inherited
  /// condition, or nil.
  public var first: LicenseHop? { hops.first { $0.finding != nil } }

  /// Follows the licenses down to one model.
  ///
  /// - Complexity: O(*n* + *m*) for *n* ancestors and *m* edges among them.
  package init(
    of node: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    let family = try LicensedFamily(
      of: node.id,
      withDescendants: false,
      filter: filter,
      in: connection
    )
    let inheritance = family.inheritance
    model = node.name
    relationBasis = filter.relationBasis
    let copies = try CopiedModels(in: connection)
    hops = try family.members.indices.map { place in
      var hop = try family.hop(place, inheritance)
      if hop.license == nil, !hop.isDataset {
        hop.inherited = try copies.inherited(by: family.members[place].id, ["license"]).first
      }
      return hop
    }
    .sorted { ($1.distance, $0.id) < ($0.distance, $1.id) }
  }
}

extension LicensePath: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "model": .string(model), "first": JSONValue(first?.id),
      "not_judged": .integer(Int64(unjudged.count)),
      "relation_by": RelationBasis.json(relationBasis),
      "hops": .array(hops.map(\.json)),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      [
        "distance", "id", "license", "license_name", "license_link", "family", "finding", "rules",
      ],
      rows: hops.map { hop in
        [
          Table.Cell(hop.distance), .text(hop.id), .text(hop.license ?? "not stated"),
          Table.Cell(hop.licenseName), Table.Cell(hop.licenseLink),
          Table.Cell(hop.family), Table.Cell(hop.finding.map { _ in LicenseFinding.wording }),
          Table.Cell(hop.finding?.rules),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    var text = "Licenses down to \(TerminalText.inert(model))\n\n"
    for hop in hops {
      text += "\(hop.distance)  \(hop.line)\n" + (hop.finding?.lines(indent: "     ") ?? "")
    }
    if !unjudged.isEmpty { text += "\n\(notJudged)" }
    return text + "\n\(RelationBasis.sentence(relationBasis))\n"
  }

  /// How many hops could not be compared, and why.
  private var notJudged: String {
    let silent = unjudged.count { $0.license == nil }
    let reasons = [
      silent == 0 ? nil : "\(silent) without a stated license",
      silent == unjudged.count ? nil : "\(unjudged.count - silent) under one that has to be read",
    ]
    return "\(unjudged.count) of \(hops.count) \(unjudged.count == 1 ? "was" : "were") not judged: "
      + reasons.compactMap { $0 }.joined(separator: ", ") + "."
  }
}

extension LicenseHop {
  /// The hop as JSON; the same keys in every answer.
  var json: JSONValue {
    [
      "id": .string(id), "kind": .string(isDataset ? "dataset" : "model"),
      "distance": .integer(Int64(distance)), "license": JSONValue(license),
      "license_name": JSONValue(licenseName), "license_link": JSONValue(licenseLink),
      "family": JSONValue(family), "finding": finding?.json ?? .null,
      "reading": reading?.json ?? .null, "inherited": inherited?.json ?? .null,
    ]
  }

  /// The hop in a line of text.
  var line: String {
    let stated = [
      license ?? "not stated", inherited.map { "inherited: \($0.summary)" },
      family == license ? nil : reading == nil ? family : family.map { "\($0), as others read it" },
      licenseName, licenseLink,
    ]
    .compactMap { $0 }.joined(separator: ", ")
    return TerminalText.inert((isDataset ? "dataset " : "") + "\(id)  (\(stated))")
  }
}

extension NamedLicense {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "family": .string(family.rawValue), "terms": .string(terms),
      "evidence": .string(evidence), "models_read": .integer(Int64(modelsRead)),
      "as_of": .string(Self.date), "source": .string(Self.source),
    ]
  }
}

extension LicenseFinding {
  /// The rules' short names, with commas between.
  public var rules: String { breaches.map(\.rule.id).joined(separator: ",") }

  fileprivate var json: JSONValue {
    [
      "wording": .string(Self.wording),
      "rules": .array(
        breaches.map {
          [
            "rule": .string($0.rule.id), "condition": .string($0.rule.condition.rawValue),
            "source": .string($0.rule.source), "parent": .string($0.parent),
            "origin": .string($0.origin), "license": .string($0.license),
          ]
        }
      ),
    ]
  }

  /// The finding and its rules, a line each.
  func lines(indent: String) -> String {
    breaches.reduce(into: "\(indent)\(Self.wording):\n") { lines, breach in
      let source = "\(breach.rule.source), from \(breach.origin) (\(breach.license))"
      lines += "\(indent)- \(breach.rule.condition.rawValue): \(TerminalText.inert(source))\n"
    }
  }
}
