import Foundation
import StemmaCore
import Yams

/// Reads the tree of a study file, and notes all that is wrong with it.
struct StudyReader {
  private(set) var problems: [StudyError.Problem] = []
  private var sources: Set<String> = []
  private var remaining = StudyReader.itemLimit

  /// The most items that are read: aliases could make more of a small file.
  private static let itemLimit = 20_000

  /// The study of a file's root; nil when it lacks what it needs.
  mutating func study(_ root: Node) -> Study? {
    guard let fields = mapping(root, as: .study) else { return nil }
    let sources = self.sources(fields["sources"])
    self.sources = Set(sources.map(\.code))
    let date = text(fields["date"])
    if let date, Timestamp.secondsSince1970(in: date) == nil || date.count != 10 {
      note(fields["date"], "\(date) is not a date such as 2025-11-18")
    }
    let projects = list(fields["projects"]).compactMap { project($0) }
    noteRepeated(fields["projects"], projects)
    guard let id = identifier(fields["study"]), let title = text(fields["title"]), let date else {
      return nil
    }
    return Study(
      id: id,
      title: title,
      citation: fields["citation"].flatMap { text($0) },
      date: date,
      sources: sources,
      projects: projects
    )
  }

  private mutating func project(_ node: Node) -> Study.Project? {
    guard let fields = mapping(node, as: .project) else { return nil }
    let id = identifier(fields["id"])
    let name = text(fields["name"])
    let role = fields["role"].flatMap { text($0) } ?? "case"
    if !["case", "example"].contains(role) {
      note(fields["role"], "\(role) is not a role of a project; use case or example")
    }
    var items: [Study.Item] = []
    for section in Study.Section.allCases {
      guard let node = fields[section.rawValue] else { continue }
      for entry in section.isFact ? [node] : list(node) {
        items += self.items(entry, in: section)
      }
    }
    guard let id, let name else { return nil }
    return Study.Project(id: id, name: name, role: role, items: items)
  }

  private mutating func items(_ node: Node, in section: Study.Section) -> [Study.Item] {
    let shape = StudyShape.shape(of: section)
    guard let fields = mapping(node, as: shape) else { return [] }
    let line = node.mark?.line ?? 0
    let source = text(fields["source"])
    if let source, !sources.contains(source) {
      note(fields["source"], "\(source) is not one of the study's sources")
    }
    let status = choice(fields["status"], Study.Status.allCases)
    let kind = shape == .alias ? aliasKind(fields["kind"]) : section.kind
    let names = self.names(fields, shape, section)
    let role = self.role(fields["role"], in: section)
    guard let source, let status else { return [] }
    return names.map { name in
      Study.Item(
        section: section,
        kind: kind,
        name: name.text,
        other: name.other,
        relation: fields["relation"].flatMap { text($0) },
        role: role,
        source: source,
        status: status,
        note: fields["note"].flatMap { text($0) },
        line: name.line ?? line
      )
    }
  }

  private typealias Name = (text: String, other: String?, line: Int?)

  private mutating func names(
    _ fields: Fields,
    _ shape: StudyShape,
    _ section: Study.Section
  ) -> [Name] {
    switch shape {
    case .fact:
      if section == .license, let value = fields["value"] {
        _ = choice(value, LicenseClass.allCases)
      }
      return text(fields["value"]).map { [($0, nil, nil)] } ?? []
    case .alias:
      return pair(fields["from"], fields["to"], section)
    case .missingEdge:
      return pair(fields["child"], fields["parent"], section)
    default:
      return list(fields["ids"]).compactMap { node in
        id(node, in: section).map { ($0, nil, node.mark?.line) }
      }
    }
  }

  private enum LicenseClass: String, CaseIterable { case permissive, restrictive, mixed }

  private mutating func pair(_ one: Node?, _ other: Node?, _ section: Study.Section) -> [Name] {
    guard let first = id(one, in: section), let second = id(other, in: section) else { return [] }
    if first == second { note(other, "\(second) is named twice") }
    return [(first, second, nil)]
  }

  private mutating func aliasKind(_ node: Node?) -> RepoKind? {
    node.map { choice($0, RepoKind.allCases) } ?? .model
  }

  private mutating func role(_ node: Node?, in section: Study.Section) -> String? {
    guard let node, let role = text(node) else { return section.roles.first }
    guard section.roles.contains(role) else {
      let known = section.roles.isEmpty ? "none" : section.roles.joined(separator: ", ")
      note(node, "\(role) is not a role in \(section.rawValue); use one of \(known)")
      return nil
    }
    return role
  }

  private mutating func id(_ node: Node?, in section: Study.Section) -> String? {
    guard let node, let id = text(node) else { return nil }
    let isRight =
      switch section {
      case .organizations: RepoName.isWellFormed(id) && !id.contains("/")
      case .papers: id.wholeMatch(of: /[0-9]{4}\.[0-9]{4,5}/) != nil
      default: RepoName.isWellFormed(id)
      }
    if !isRight { note(node, "\(id) is not an id in \(section.rawValue)") }
    return isRight ? id : nil
  }
}

extension StudyReader {
  private typealias Fields = [String: Node]

  /// The members of a mapping by key; unknown and missing keys are noted.
  private mutating func mapping(_ node: Node, as shape: StudyShape) -> Fields? {
    remaining -= 1
    guard remaining > 0, let mapping = node.mapping else {
      note(node, remaining > 0 ? "\(shape.phrase) must be a mapping" : "the file holds too much")
      return nil
    }
    var fields: Fields = [:]
    let known = Set(shape.keys.map(\.name))
    for (key, value) in mapping {
      guard let name = key.scalar?.string, known.contains(name) else {
        let name = key.scalar?.string ?? "what is no text"
        note(key, "\(name) is not a key of \(shape.phrase)")
        continue
      }
      fields[name] = value
    }
    for key in shape.keys where key.isNeeded && fields[key.name] == nil {
      note(node, "\(shape.phrase) needs \(key.name)")
    }
    return fields
  }

  private mutating func sources(_ node: Node?) -> [Study.Source] {
    guard let node else { return [] }
    guard let mapping = node.mapping else {
      note(node, "sources are a mapping of codes to texts")
      return []
    }
    return mapping.compactMap { code, value in
      guard let code = code.scalar?.string, let text = text(value) else { return nil }
      return Study.Source(code: code, text: text)
    }
  }

  /// The elements of a sequence; anything else is one element.
  private mutating func list(_ node: Node?) -> [Node] {
    guard let node else { return [] }
    let elements = node.sequence.map(Array.init) ?? [node]
    remaining -= elements.count
    guard remaining > 0 else {
      note(node, "there is too much here")
      return []
    }
    return elements
  }

  private mutating func text(_ node: Node?) -> String? {
    guard let node else { return nil }
    let text = node.scalar?.string.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    if text.isEmpty { note(node, "a text is missing") }
    return text.isEmpty ? nil : text
  }

  private mutating func identifier(_ node: Node?) -> String? {
    guard let id = text(node) else { return nil }
    guard id.wholeMatch(of: /[a-z0-9][a-z0-9-]*/) != nil else {
      note(node, "\(id) is not a valid name: use lower-case letters, digits and -")
      return nil
    }
    return id
  }

  private mutating func choice<Choice: RawRepresentable<String>>(
    _ node: Node?,
    _ choices: [Choice]
  ) -> Choice? {
    guard let text = text(node) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let known = choices.map(\.rawValue).joined(separator: ", ")
    note(node, "\(text) is not one of \(known)")
    return nil
  }

  private mutating func note(_ node: Node?, _ text: String) {
    problems.append(.init(line: node?.mark?.line, text: text))
  }
}

extension StudyReader {
  /// Notes what is said twice: projects, and items of one kind in any project.
  private mutating func noteRepeated(_ node: Node?, _ projects: [Study.Project]) {
    var ids: Set<String> = []
    for project in projects where !ids.insert(project.id).inserted {
      note(node, "there are two projects \(project.id)")
    }
    var lines: [String: Int] = [:]
    for item in projects.flatMap(\.items) where !item.section.isFact {
      let what = item.section.isOfRepositories ? item.kind?.rawValue : item.section.rawValue
      let key = "\(what ?? "") \(item.name.lowercased()) \(item.other?.lowercased() ?? "")"
      if let first = lines.updateValue(item.line, forKey: key) {
        problems.append(
          .init(
            line: item.line,
            text: "\(item.name) is repeated; it was first given in line \(first)"
          )
        )
      }
    }
  }
}

/// The mappings of a study file, with their keys.
package enum StudyShape: String, CaseIterable, Sendable {
  case study, project, fact, item, alias
  case missingEdge = "missing edge"

  /// Its name in a sentence.
  var phrase: String {
    switch self {
    case .item, .alias: "an \(rawValue)"
    default: "a \(rawValue)"
    }
  }

  /// A key that a mapping may have.
  package struct Key: Sendable, Hashable {
    package let name: String
    package let isNeeded: Bool

    fileprivate static func needed(_ name: String) -> Key { Key(name: name, isNeeded: true) }
    fileprivate static func optional(_ name: String) -> Key { Key(name: name, isNeeded: false) }
  }

  /// The keys in the order of the article "Studies".
  package var keys: [Key] {
    switch self {
    case .study:
      [
        .needed("study"), .needed("title"), .optional("citation"), .needed("date"),
        .needed("sources"), .needed("projects"),
      ]
    case .project:
      [.needed("id"), .needed("name"), .optional("role")]
        + Study.Section.allCases.map { .optional($0.rawValue) }
    case .fact: [.needed("value")] + Self.provenance
    case .item: [.needed("ids"), .optional("role")] + Self.provenance
    case .alias: [.optional("kind"), .needed("from"), .needed("to")] + Self.provenance
    case .missingEdge:
      [.needed("child"), .needed("parent"), .optional("relation")] + Self.provenance
    }
  }

  /// The shape of what stands under a key of a project.
  package static func shape(of section: Study.Section) -> StudyShape {
    switch section {
    case .aliases: .alias
    case .missingEdges: .missingEdge
    case _ where section.isFact: .fact
    default: .item
    }
  }

  private static let provenance: [Key] = [
    .needed("source"), .needed("status"), .optional("note"),
  ]
}

/// What is wrong with a study file, all of it.
package struct StudyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One thing that is wrong.
  package struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1; nil when it concerns the whole file.
    package let line: Int?
    package let text: String

    package var description: String { (line.map { "line \($0): " } ?? "") + text }
  }

  /// The file's name.
  package let file: String
  /// In the order of their lines.
  package let problems: [Problem]
  /// Why there is nothing that could be right or wrong; nil when there is.
  private var absence: String?

  package init(file: String, problems: [Problem]) {
    (self.file, self.problems) = (file, problems)
  }

  /// The file at `path` cannot be read.
  init(unreadable path: String, _ reason: String) {
    (file, problems) = (path, [])
    absence =
      "The study \(path) cannot be read: \(reason). Name a file, or a study of `stemma study ls`."
  }

  /// No study has that name.
  init(unknown name: String, known names: [String]) {
    (file, problems) = (name, [])
    absence =
      "There is no study \(name). Name a file"
      + (names.isEmpty ? "." : ", or one of: \(names.joined(separator: ", ")).")
  }

  package var description: String {
    absence
      ?? ([
        "\(file) is not a valid study: \(problems.count.counted("error")). "
          + "See the article \"Studies\" for the format."
      ] + problems.map { "  \($0)" }).joined(separator: "\n")
  }
}
