package import StemmaCore
package import StemmaGraph

/// A CycloneDX bill of materials for models, in JSON.
///
/// Each model is a component with a model card, and so is each dataset that they name; the parents that
/// a model's edges lead to are its `pedigree.ancestors`, and what it depends on. The version of an
/// ancestor is the commit at which the harvest met it: a card does not say which one it means.
/// Edges from a model to itself are left out, since nothing is its own ingredient.
///
/// The same cache gives the same bytes: the time is that of the harvest, and the serial number is made
/// from all that stands before it.
package struct CycloneDXExport: MaterialsExport {
  /// The version of the schema, such as `1.6`.
  package let version: String

  package var name: String { version == "1.6" ? "cyclonedx" : "cyclonedx-\(version)" }

  package init(version: String = "1.6") { self.version = version }

  package func write(
    _ family: any Family,
    _ materials: any Materials,
    to output: OutputBuffer
  ) throws {
    try Bill(family, materials, to: output).write(version)
  }
}

/// One document while it is written.
private final class Bill {
  private let family: any Family
  private let materials: any Materials
  private let output: OutputBuffer
  private var hash = SHA256()
  private var subject: FamilyNode?
  private var datasets: [String: MaterialFacts.Dataset] = [:]
  private var annotations: [JSONValue] = []
  private var hub: HubPage { HubPage(materials.basis) }

  init(_ family: any Family, _ materials: any Materials, to output: OutputBuffer) throws {
    (self.family, self.materials, self.output) = (family, materials, output)
    guard materials.basis?.hasSubject == true else { return }
    try family.forEachNode { if materials.isSubject($0) { subject = $0 } }
  }

  func write(_ version: String) throws {
    try add(
      """
      {"$schema":"http://cyclonedx.org/schema/bom-\(version).schema.json","bomFormat":"CycloneDX",\
      "specVersion":"\(version)","version":1,"metadata":\(try metadata().inertText),"components":[
      """
    )
    var separator = "\n"
    try family.forEachNode { node in
      guard node.key != subject?.key else { return }
      try add(separator + component(node).inertText)
      separator = ",\n"
    }
    for dataset in datasets.sorted(by: { $0.key < $1.key }) {
      try add(separator + component(dataset.value).inertText)
      separator = ",\n"
    }
    try add("\n],\"dependencies\":[")
    separator = "\n"
    try family.forEachNode { node in
      try add(separator + dependency(of: node).inertText)
      separator = ",\n"
    }
    try add("\n]")
    if !annotations.isEmpty {
      try add(",\"annotations\":\(JSONValue.array(annotations).inertText)")
    }
    try output.write(",\"serialNumber\":\"urn:uuid:\(hash.identifier())\"}\n")
  }

  private func add(_ text: String) throws {
    hash.update(Array(text.utf8))
    try output.write(text)
  }

  private static let tool: JSONValue = [
    "type": "application", "name": "stemma", "version": .string(Version.text),
  ]

  private func metadata() throws -> JSONValue {
    var members: [JSONValue.Member] = []
    if let basis = materials.basis { members.append(.init("timestamp", .string(basis.startedAt))) }
    members.append(.init("tools", ["components": [Self.tool]]))
    members.append(.init("component", try subject.map(component) ?? Self.allModels))
    if let basis = materials.basis {
      members.append(
        .init("properties", Self.properties([("harvest", String(basis.harvest))]))
      )
    }
    return .object(members)
  }

  /// What a bill of several models, or of all, is about.
  private static let allModels: JSONValue = [
    "type": "data", "bom-ref": "models", "name": "models of the Hugging Face Hub",
    "data": [["type": "dataset", "name": "models and what they were made from"]],
  ]

  private func parents(of node: FamilyNode) throws -> [FamilyEdge] {
    try family.parents(of: node).filter { !$0.isLoop }
  }

  private func dependency(of node: FamilyNode) throws -> JSONValue {
    let parents = try parents(of: node).map { $0.parent.key.text }
    let datasets = try materials.facts(of: node).datasets.map(Self.reference)
    return [
      "ref": .string(node.key.text),
      "dependsOn": .array((parents + datasets).map { .string($0) }),
    ]
  }

  private static func reference(to dataset: MaterialFacts.Dataset) -> String {
    "dataset:" + dataset.name.percentEncoded()
  }
}

extension Bill {
  private func component(_ node: FamilyNode) throws -> JSONValue {
    let facts = try materials.facts(of: node)
    for dataset in facts.datasets { datasets[dataset.name] = dataset }
    annotate(node, facts.findings)
    var members = Self.identity(of: node.key, node.name, commit: node.sha)
    members.insert(.init("bom-ref", .string(node.key.text)), at: 1)
    if let owner = node.owner { members.append(.init("supplier", ["name": .string(owner)])) }
    members += Self.licenses(node.license, node.licenseName, node.licenseLink)
    let ancestors = try parents(of: node).map { try ancestor($0) }
    if !ancestors.isEmpty {
      members.append(.init("pedigree", ["ancestors": .array(ancestors)]))
    }
    if node.ghost == nil, case .model = node.key {
      members.append(Self.page(hub.address(of: node.name)))
    }
    if let card = self.card(facts) { members.append(.init("modelCard", card)) }
    // What CycloneDX has its own place for is not said twice.
    let said = ["owner", "license", "sha"]
    let fields = ExportField<FamilyNode>.all.filter { !said.contains($0.name) }
    members.append(.init("properties", Self.properties(fields, of: node)))
    return .object(members)
  }

  private func annotate(_ node: FamilyNode, _ findings: [String]) {
    guard let basis = materials.basis else { return }
    for finding in findings {
      annotations.append(
        [
          "bom-ref": .string("finding-\(annotations.count + 1)"),
          "subjects": [.string(node.key.text)], "annotator": ["component": Self.tool],
          "timestamp": .string(basis.startedAt), "text": .string(finding),
        ]
      )
    }
  }

  /// What the model's card says; nil when it says nothing that belongs there.
  private func card(_ facts: MaterialFacts) -> JSONValue? {
    let parameters: [JSONValue.Member] = [
      facts.task.map { .init("task", .string($0)) },
      facts.architecture.map { .init("modelArchitecture", .string($0)) },
      facts.datasets.isEmpty
        ? nil
        : .init("datasets", .array(facts.datasets.map(used))),
    ].compactMap(\.self)
    let others = [
      ("library", facts.library), ("languages", facts.languages),
      ("parameters", facts.parameters.map(String.init)),
    ].compactMap { name, value in value.map { (name, $0) } }
    guard !parameters.isEmpty || !others.isEmpty else { return nil }
    return .object(
      (parameters.isEmpty ? [] : [.init("modelParameters", .object(parameters))])
        + (others.isEmpty ? [] : [.init("properties", Self.properties(others))])
    )
  }

  /// A dataset where a model names it: readers want all of it there, and no reference.
  private func used(_ dataset: MaterialFacts.Dataset) -> JSONValue {
    let page = hub.address(of: dataset.name, isDataset: true)
    let address: [JSONValue.Member] = dataset.ghost == nil ? [.init("url", .string(page))] : []
    let component = Self.properties([("component", Self.reference(to: dataset))])
    return [
      "type": "dataset", "name": .string(dataset.name),
      "classification": dataset.ghost == nil ? "public" : "unknown",
      "contents": .object(address + [.init("properties", component)]),
    ]
  }

  private func component(_ dataset: MaterialFacts.Dataset) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("type", "data"), .init("bom-ref", .string(Self.reference(to: dataset))),
    ]
    members += Self.names(of: dataset.name)
    if let commit = dataset.sha { members.append(.init("version", .string(commit))) }
    if let owner = dataset.owner { members.append(.init("supplier", ["name": .string(owner)])) }
    members += Self.licenses(dataset.license, dataset.licenseName, dataset.licenseLink)
    if dataset.ghost == nil {
      members.append(Self.page(hub.address(of: dataset.name, isDataset: true)))
    }
    members.append(.init("data", [["type": "dataset", "name": .string(dataset.name)]]))
    let others = [("reason", dataset.ghost), ("created_at", dataset.createdAt)]
      .compactMap { name, value in value.map { (name, $0) } }
    if !others.isEmpty { members.append(.init("properties", Self.properties(others))) }
    return .object(members)
  }

  private static func page(_ address: String) -> JSONValue.Member {
    .init("externalReferences", [["type": "distribution", "url": .string(address)]])
  }

  /// An entry a license: the Hub does not say whether several are to choose from or go together.
  private static func licenses(
    _ field: String?,
    _ name: String?,
    _ link: String?
  ) -> [JSONValue.Member] {
    let licenses = MaterialLicense.stated(field, name: name, link: link).map { license in
      guard license.identifier == nil else {
        return JSONValue.object([.init("id", .string(license.name))])
      }
      let address = license.address.map { [JSONValue.Member("url", .string($0))] } ?? []
      return JSONValue.object([.init("name", .string(license.name))] + address)
    }
    return licenses.isEmpty
      ? [] : [.init("licenses", .array(licenses.map { ["license": $0] }))]
  }

  private func ancestor(_ edge: FamilyEdge) throws -> JSONValue {
    let commit = try materials.commit(of: edge.parent.key)
    var members = Self.identity(of: edge.parent.key, edge.parent.name, commit: commit)
    // No two things of a document may have the same reference.
    let reference = "\(edge.child.key.text)/\(edge.parent.key.text)"
    members.insert(.init("bom-ref", .string(reference)), at: 1)
    let fields = Self.properties(ExportField.all, of: edge).array ?? []
    let component = Self.properties([("component", edge.parent.key.text)]).array ?? []
    return .object(members + [.init("properties", .array(component + fields))])
  }

  /// Ghosts have no package URL: nothing on the Hub answers to their names.
  private static func identity(
    of key: FamilyKey,
    _ name: String,
    commit: String? = nil
  ) -> [JSONValue.Member] {
    let type = JSONValue.Member("type", "machine-learning-model")
    guard case .model = key else { return [type, .init("name", .string(name))] }
    return [type] + names(of: name)
      + (commit.map { [.init("version", .string($0))] } ?? [])
      + [.init("purl", .string(PackageURL.text(of: name, commit: commit)))]
  }

  private static func names(of name: String) -> [JSONValue.Member] {
    guard let owner = RepoName.owner(of: name) else { return [.init("name", .string(name))] }
    return [
      .init("group", .string(owner)),
      .init("name", .string(String(name.dropFirst(owner.count + 1)))),
    ]
  }

  private static func properties<Subject>(
    _ fields: [ExportField<Subject>],
    of subject: Subject
  ) -> JSONValue {
    properties(fields.compactMap { field in field.text(of: subject).map { (field.name, $0) } })
  }

  private static func properties(_ values: [(name: String, value: String)]) -> JSONValue {
    .array(
      values.map { ["name": .string("stemma:" + $0.name), "value": .string($0.value)] }
    )
  }
}
