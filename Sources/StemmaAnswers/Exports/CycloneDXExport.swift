package import StemmaCore
package import StemmaGraph

/// A CycloneDX 1.6 bill of materials for models, in JSON.
///
/// Each node is a component; the parents that its edges lead to are its `pedigree.ancestors`, and
/// what it depends on. The ancestors carry no version: a card does not say which commit it means.
/// Edges from a model to itself are left out, since nothing is its own ingredient.
package struct CycloneDXExport: FamilyExport {
  package let name = "cyclonedx"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    try output.write(Self.head)
    var separator = "\n"
    try family.forEachNode { node in
      let component = Self.component(node, parents: try Self.parents(of: node, in: family))
      try output.write(separator + component.inertText)
      separator = ",\n"
    }
    try output.write("\n],\"dependencies\":[")
    separator = "\n"
    try family.forEachNode { node in
      let parents = try Self.parents(of: node, in: family)
      let dependency: JSONValue = [
        "ref": .string(node.key.text),
        "dependsOn": .array(parents.map { .string($0.parent.key.text) }),
      ]
      try output.write(separator + dependency.inertText)
      separator = ",\n"
    }
    try output.write("\n]}\n")
  }

  private static let head = """
    {"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX",\
    "specVersion":"1.6","version":1,\
    "metadata":{"tools":{"components":[{"type":"application","name":"stemma"}]}},\
    "components":[
    """

  private static func parents(
    of node: FamilyNode,
    in family: any Family
  ) throws -> [FamilyEdge] {
    try family.parents(of: node).filter { !$0.isLoop }
  }

  private static func component(_ node: FamilyNode, parents: [FamilyEdge]) -> JSONValue {
    var members = identity(of: node.key, node.name, commit: node.sha)
    members.insert(.init("bom-ref", .string(node.key.text)), at: 1)
    let licenses = licenses(of: node)
    if !licenses.isEmpty {
      members.append(.init("licenses", .array(licenses.map { ["license": $0] })))
    }
    if !parents.isEmpty {
      members.append(.init("pedigree", ["ancestors": .array(parents.map(ancestor))]))
    }
    // What CycloneDX has its own place for is not said twice.
    let said = ["owner", "license", "sha"]
    members.append(
      .init("properties", properties(ExportField.all.filter { !said.contains($0.name) }, of: node))
    )
    return .object(members)
  }

  /// The licenses that the card states, each once; `other` by the name and the link beside it.
  private static func licenses(of node: FamilyNode) -> [JSONValue] {
    let stated = (node.license ?? "").split(separator: ",").map { part in
      let license = String(part)
      if let identifier = SPDXLicense.identifier(of: license) {
        return JSONValue.object([.init("id", .string(identifier))])
      }
      guard license == "other" else { return .object([.init("name", .string(license))]) }
      var members = [JSONValue.Member("name", .string(node.licenseName ?? license))]
      if let link = node.licenseLink, isAddress(link) {
        members.append(.init("url", .string(link)))
      }
      return .object(members)
    }
    var seen: Set<JSONValue> = []
    return stated.filter { seen.insert($0).inserted }
  }

  /// Whether the text is an address as the schema wants one; cards also link to a file of theirs.
  private static func isAddress(_ text: String) -> Bool {
    (text.hasPrefix("https://") || text.hasPrefix("http://"))
      && text.unicodeScalars.allSatisfy {
        (0x21...0x7E).contains($0.value) && !"\"<>\\^`{|}".unicodeScalars.contains($0)
      }
  }

  private static func ancestor(_ edge: FamilyEdge) -> JSONValue {
    .object(
      identity(of: edge.parent.key, edge.parent.name)
        + [.init("properties", properties(ExportField.all, of: edge))]
    )
  }

  /// Ghosts have no package URL: nothing on the Hub answers to their names.
  private static func identity(
    of key: FamilyKey,
    _ name: String,
    commit: String? = nil
  ) -> [JSONValue.Member] {
    var members = [JSONValue.Member("type", "machine-learning-model")]
    guard case .model = key else { return members + [.init("name", .string(name))] }
    if let owner = RepoName.owner(of: name) {
      members.append(.init("group", .string(owner)))
      members.append(.init("name", .string(String(name.dropFirst(owner.count + 1)))))
    } else {
      members.append(.init("name", .string(name)))
    }
    if let commit { members.append(.init("version", .string(commit))) }
    members.append(.init("purl", .string(PackageURL.text(of: name, commit: commit))))
    return members
  }

  private static func properties<Subject>(
    _ fields: [ExportField<Subject>],
    of subject: Subject
  ) -> JSONValue {
    .array(
      fields.compactMap { field in
        field.text(of: subject).map {
          ["name": .string("stemma:" + field.name), "value": .string($0)]
        }
      }
    )
  }
}

/// Package URLs of type `huggingface`.
enum PackageURL {
  /// `pkg:huggingface/owner/name@commit`; the commit is left out where it is not known.
  static func text(of name: String, commit: String? = nil) -> String {
    let parts = name.split(separator: "/", maxSplits: 1).map { $0.percentEncoded() }
    let version = commit.map { "@" + $0.lowercased().percentEncoded() } ?? ""
    return "pkg:huggingface/" + parts.joined(separator: "/") + version
  }
}

/// The licenses of the Hub's list that SPDX lists too.
///
/// The Hub writes identifiers in small letters; those for families (`gpl`, `bsd`, `cc`) and for its
/// own kinds (`llama3`, `gemma`, `other`) have no identifier at SPDX.
enum SPDXLicense {
  /// The identifier of SPDX, or nil when it has none for this license.
  static func identifier(of license: String) -> String? { identifiers[license.lowercased()] }

  private static let identifiers = Dictionary(
    uniqueKeysWithValues: """
      AFL-3.0 AGPL-3.0 Apache-2.0 Artistic-2.0 BSD-2-Clause BSD-3-Clause BSD-3-Clause-Clear BSL-1.0
      CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 CC-BY-NC-2.0 CC-BY-NC-3.0 CC-BY-NC-4.0
      CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-2.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 CC-BY-ND-4.0
      CC-BY-SA-3.0 CC-BY-SA-4.0 CC0-1.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 CDLA-Sharing-1.0
      ECL-2.0 EPL-1.0 EPL-2.0 EUPL-1.1 EUPL-1.2 GPL-2.0 GPL-3.0 ISC LGPL-2.1 LGPL-3.0 LPPL-1.3c
      MIT MPL-2.0 MS-PL NCSA OFL-1.1 OSL-3.0 PostgreSQL Unlicense WTFPL Zlib etalab-2.0
      """
      .split(whereSeparator: \.isWhitespace).map { ($0.lowercased(), String($0)) }
  )
}
