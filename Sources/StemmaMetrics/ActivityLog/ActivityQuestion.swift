import StemmaCore
import StemmaLink
package import StemmaStore

/// Whose activity is asked for, and what of it counts.
public struct ActivityQuestion: Sendable, Hashable {
  /// The id of a repository, `datasets/…` and `spaces/…` for those, the name of a study's project,
  /// or an owner's name; several repositories are taken as one project.
  public var subjects: [String]
  /// What the one subject names; nil to tell it from its text.
  public var scope: MetricScope?
  /// The study whose project is meant; nil when only one has it.
  public var study: String?
  /// What counts.
  public var filter = ActivityFilter()

  /// Asks for one subject, or for several as a project.
  public init(of subjects: [String], scope: MetricScope? = nil) {
    (self.subjects, self.scope) = (subjects, scope)
  }

  /// Finds the subject in the cache.
  ///
  /// - Throws: `AnswerError` of code `unknownName`, or `misuse` for several of which one is no
  ///   repository.
  package func subject(in connection: Connection) throws -> MetricSubject {
    guard let first = subjects.first else {
      throw AnswerError(.misuse, "Name a repository, an owner, or several repositories.")
    }
    guard subjects.count > 1 else { return try one(first, in: connection) }
    let nodes = try subjects.map { try Self.node($0, in: connection) }
    return .project(
      MetricProject(
        name: nodes.map(\.name).joined(separator: " "),
        roots: nodes.filter { $0.kind == .model },
        datasets: nodes.filter { $0.kind == .dataset },
        spaces: nodes.filter { $0.kind == .space }
      )
    )
  }

  /// A name that no repository has means a project, and then an owner.
  private func one(_ text: String, in connection: Connection) throws -> MetricSubject {
    if let study {
      let found = try MetricProject.all(of: study, named: text, in: connection)
      if let project = found.first { return .project(project) }
    }
    if let scope { return try MetricSubject(text, scope: scope, in: connection) }
    do {
      let node = try Self.node(text, in: connection)
      return switch node.kind {
      case .model: .model(node)
      case .dataset: .dataset(node)
      case .space: .space(node)
      }
    } catch let error as AnswerError {
      guard error.code == .unknownName else { throw error }
      if let project = try MetricProject.found(text, in: connection) {
        return .project(project)
      }
      guard let owner = try? NamedOwner(text, in: connection) else { throw error }
      return .owner(owner)
    }
  }

  private static func node(_ text: String, in connection: Connection) throws -> NamedNode {
    let segments = text.split(separator: "/").dropLast()
    let kind = RepoKind.allCases.first { kind in segments.contains { $0 == kind.apiSegment } }
    return try NamedNode(text, kind: kind ?? .model, in: connection)
  }
}
