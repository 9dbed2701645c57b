package import StemmaCore
package import StemmaGraph

/// An SPDX 3.0 document with the profiles for AI and datasets, in JSON-LD.
///
/// Each model is a package, made from its parents (`descendantOf`) and trained on the datasets that it
/// names; ghosts are packages without a download location. What licenses are looser than inherited are
/// annotations. Edges from a model to itself are left out.
///
/// The same cache gives the same bytes: the time is that of the harvest, and the document's id is made
/// from all that stands before it.
package struct SPDXExport: MaterialsExport {
  package let name = "spdx"

  package init() {}

  package func write(
    _ family: any Family,
    _ materials: any Materials,
    to output: OutputBuffer
  ) throws {
    try Document(family, materials, to: output).write()
  }
}

/// One document while it is written.
private final class Document {
  private let family: any Family
  private let materials: any Materials
  private let output: OutputBuffer
  private let space: String
  private var hash = SHA256()
  private var separator = "\n"
  private var roots: [JSONValue] = []
  private var subject: JSONValue?
  private var datasets: [String: MaterialFacts.Dataset] = [:]
  private var licenses: [String: MaterialLicense] = [:]
  private var owners: Set<String> = []

  init(_ family: any Family, _ materials: any Materials, to output: OutputBuffer) {
    (self.family, self.materials, self.output) = (family, materials, output)
    let time = materials.basis.map { "\($0.harvest):" + $0.startedAt.percentEncoded() } ?? "0"
    space = "urn:stemma:" + time + ":"
  }

  func write() throws {
    try add("{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[")
    try add(
      [
        "type": "CreationInfo", "@id": "_:creation", "specVersion": "3.0.1",
        "created": .string(materials.basis?.startedAt ?? "1970-01-01T00:00:00Z"),
        "createdBy": [id("agent")], "createdUsing": [id("tool")],
      ]
    )
    try element("SoftwareAgent", "agent", [.init("name", .string("stemma \(Version.text)"))])
    try element("Tool", "tool", [.init("name", .string("stemma \(Version.text)"))])
    try family.forEachNode { try add($0) }
    for dataset in datasets.sorted(by: { $0.key < $1.key }) { try add(dataset.value) }
    for owner in owners.sorted() {
      try element("Agent", "owner:" + owner.percentEncoded(), [.init("name", .string(owner))])
    }
    for license in licenses.sorted(by: { $0.key < $1.key }) { try add(license.value) }
    let document: JSONValue = .object([
      .init("type", "SpdxDocument"),
      .init("spdxId", .string("urn:uuid:\(hash.identifier())")),
      .init("creationInfo", "_:creation"),
      .init("name", "models and what they were made from"),
      .init("profileConformance", ["ai", "core", "dataset", "simpleLicensing", "software"]),
      .init("rootElement", .array(subject.map { [$0] } ?? roots)),
    ])
    // A document of no model is about nothing.
    if !roots.isEmpty { try output.write(separator + document.inertText) }
    try output.write("\n]}\n")
  }

  private func add(_ text: String) throws {
    hash.update(Array(text.utf8))
    try output.write(text)
  }

  private func add(_ value: JSONValue) throws {
    try add(separator + value.inertText)
    separator = ",\n"
  }

  private func id(_ part: String) -> JSONValue { .string(space + part) }

  private func element(_ type: String, _ part: String, _ members: [JSONValue.Member]) throws {
    try add(
      .object(
        [
          .init("type", .string(type)), .init("spdxId", id(part)),
          .init("creationInfo", "_:creation"),
        ] + members
      )
    )
  }

  private func relate(
    _ from: String,
    _ type: String,
    to: [JSONValue],
    _ comment: String? = nil,
    as part: String
  ) throws {
    try element(
      "Relationship",
      part,
      [
        .init("from", id(from)), .init("relationshipType", .string(type)),
        .init("to", .array(to)), .init("completeness", "noAssertion"),
      ] + (comment.map { [.init("comment", .string($0))] } ?? [])
    )
  }
}

extension Document {
  private func add(_ node: FamilyNode) throws {
    let facts = try materials.facts(of: node)
    for dataset in facts.datasets { datasets[dataset.name] = dataset }
    let key = node.key.text
    let isThere = if case .model = node.key { node.ghost == nil } else { false }
    var members = package(node.name, owner: node.owner, commit: node.sha, node.createdAt)
    members.append(.init("software_primaryPurpose", "model"))
    if isThere { members += Self.page(HubPage(materials.basis).address(of: node.name)) }
    if case .model = node.key {
      let address = PackageURL.text(of: node.name, commit: node.sha)
      members.append(.init("software_packageUrl", .string(address)))
    }
    members += [
      facts.task.map { .init("ai_domain", [.string($0)]) },
      facts.architecture.map { .init("ai_typeOfModel", [.string($0)]) },
      node.ghost.map { .init("comment", .string("Declared, but not on the Hub: \($0).")) },
    ].compactMap(\.self)
    try element("ai_AIPackage", key, members)
    if materials.isSubject(node) { subject = id(key) }
    try declare(node.license, node.licenseName, node.licenseLink, of: key)
    let parents = try family.parents(of: node).filter { !$0.isLoop }
    if parents.isEmpty { roots.append(id(key)) }
    for edge in parents {
      let said = [
        edge.relation.map { "relation: \($0)" },
        edge.sources.isEmpty ? nil : "said by: \(edge.sources.joined(separator: ", "))",
      ].compactMap(\.self).joined(separator: "; ")
      let parent = edge.parent.key.text
      try relate(
        key,
        "descendantOf",
        to: [id(parent)],
        said.isEmpty ? nil : said,
        as: "\(key):from:\(parent)"
      )
    }
    for dataset in facts.datasets {
      let name = "dataset:" + dataset.name.percentEncoded()
      try relate(key, "trainedOn", to: [id(name)], as: "\(key):on:\(name)")
    }
    for (number, finding) in facts.findings.enumerated() {
      try element(
        "Annotation",
        "\(key):finding:\(number + 1)",
        [
          .init("annotationType", "other"), .init("subject", id(key)),
          .init("statement", .string(finding)),
        ]
      )
    }
  }

  private func add(_ dataset: MaterialFacts.Dataset) throws {
    let part = "dataset:" + dataset.name.percentEncoded()
    var members = package(
      dataset.name,
      owner: dataset.owner,
      commit: dataset.sha,
      dataset.createdAt
    )
    members.append(.init("software_primaryPurpose", "data"))
    members.append(.init("dataset_datasetType", ["noAssertion"]))
    if dataset.ghost == nil {
      members += Self.page(HubPage(materials.basis).address(of: dataset.name, isDataset: true))
    }
    if let reason = dataset.ghost {
      members.append(.init("comment", .string("Declared, but not on the Hub: \(reason).")))
    }
    try element("dataset_DatasetPackage", part, members)
    try declare(dataset.license, dataset.licenseName, dataset.licenseLink, of: part)
  }

  /// What packages of both kinds have; the release is when the repository was made.
  private func package(
    _ name: String,
    owner: String?,
    commit: String?,
    _ createdAt: String?
  ) -> [JSONValue.Member] {
    if let owner { owners.insert(owner) }
    let isTime = createdAt?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil
    return [
      .init("name", .string(name)),
      commit.map { .init("software_packageVersion", .string($0)) },
      isTime ? createdAt.map { .init("releaseTime", .string($0)) } : nil,
      owner.map { .init("suppliedBy", id("owner:" + $0.percentEncoded())) },
    ].compactMap(\.self)
  }

  private static func page(_ address: String) -> [JSONValue.Member] {
    [
      .init("software_downloadLocation", .string(address)),
      .init("software_homePage", .string(address)),
    ]
  }

  private func declare(
    _ field: String?,
    _ name: String?,
    _ link: String?,
    of part: String
  ) throws {
    let stated = MaterialLicense.stated(field, name: name, link: link)
    for license in stated { licenses[license.expression] = license }
    try relate(
      part,
      "hasDeclaredLicense",
      to: stated.isEmpty
        ? ["expandedlicensing_NoAssertionLicense"]
        : stated.map { id("license:" + $0.expression) },
      as: "\(part):license"
    )
  }

  private func add(_ license: MaterialLicense) throws {
    var members: [JSONValue.Member] = [
      .init("name", .string(license.name)),
      .init("simplelicensing_licenseExpression", .string(license.expression)),
    ]
    if let address = license.address {
      members.append(
        .init(
          "simplelicensing_customIdToUri",
          [
            [
              "type": "DictionaryEntry", "key": .string(license.expression),
              "value": .string(address),
            ]
          ]
        )
      )
    }
    try element(
      "simplelicensing_LicenseExpression",
      "license:" + license.expression,
      members
    )
  }
}

extension MaterialLicense {
  /// The identifier of SPDX, or one of our own that begins with `LicenseRef-`.
  fileprivate var expression: String {
    if let identifier { return identifier }
    let letters = name.unicodeScalars.map { scalar -> Character in
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        || scalar == "." || scalar == "-" ? Character(scalar) : "-"
    }
    // Names that differ in other characters, or stand elsewhere, stay apart.
    let digest = SHA256.digest(of: Array("\(name)\n\(address ?? "")".utf8)).prefix(4).hexadecimal
    return "LicenseRef-\(String(letters.prefix(80)))-\(digest)"
  }
}
