import Stemma
import StemmaCore
package import StemmaStudies

/// All that an agent may ask.
///
/// A new tool is one value in a file of `Tools` and one line here.
package enum AgentTools {
  package static let all: [AgentTool] = [
    .search, .info, .tree, .ancestors, .derivatives, .derivativeModels, .path, .licenses, .impact,
    .reuse, .claims, .status, .tables, .sql,
  ]

  package static func named(_ name: String) -> AgentTool? { all.first { $0.name == name } }
}

/// Opens a cache anew for each question, so that a harvest begun meanwhile shows.
package struct AgentSource: Sendable {
  let cachePath: String
  let claims: ClaimFolder
  let studies: StudyFolder

  package init(
    cachePath: String,
    claims: ClaimFolder = .ofThisProcess,
    studies: StudyFolder = .ofThisProcess
  ) {
    (self.cachePath, self.claims, self.studies) = (cachePath, claims, studies)
  }

  /// Asks one question; `begin` is handed what interrupts it.
  ///
  /// - Returns: What `structuredContent` holds.
  func ask(
    _ tool: AgentTool,
    _ arguments: AgentArguments,
    begin: (@escaping @Sendable () -> Void) throws -> Void
  ) throws -> JSONValue {
    let answers = try Answers(cachePath: cachePath, asOf: arguments.text("as_of"))
    try begin { answers.interrupt() }
    let question = AgentQuestion(
      answers: answers,
      arguments: arguments,
      claims: claims,
      studies: studies
    )
    let basis = try answers.basis()
    let bounded = BoundedAnswer(try tool.answer(question), page: question.page)
    return [
      "notice": .string(AgentTool.notice), "answer": bounded.answer, "page": bounded.page,
      "harvest": basis.harvestJSON, "as_of": .string(basis.asOf),
      "caveats": .array((bounded.caveats + basis.caveats).map { .string(TerminalText.inert($0)) }),
    ]
  }
}
