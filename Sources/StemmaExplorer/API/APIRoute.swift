import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStore
import StemmaStudies

/// One address of the API: the answer of a command, over HTTP.
struct APIRoute: Sendable {
  /// The parts of the path behind `/api`, with slashes between.
  let path: String
  /// The command that gives the same, and the heading of its shape in the article on JSON.
  let shape: String
  let summary: String
  let parameters: [APIParameter]
  /// The member of the answer that `limit` and `offset` cut; nil where the answer itself is a list, or
  /// nothing is cut.
  var list: String?
  /// Whether no more is asked of the cache than the part that is shown, and whether there is more: then
  /// nobody counts the whole list.
  var isOpen = false
  /// Whether it may take long: it reads more than one family, or whatever it is told.
  var isHeavy = false
  /// Whether it tells what no file of the cache tells, such as who writes to it: none is kept.
  var isOfNow = false
  let answer: @Sendable (APIQuestion, Answers) throws -> any Report

  init(
    _ path: String,
    _ shape: String,
    _ summary: String,
    _ parameters: [APIParameter] = [],
    list: String? = nil,
    isOpen: Bool = false,
    isHeavy: Bool = false,
    isOfNow: Bool = false,
    answer: @escaping @Sendable (APIQuestion, Answers) throws -> any Report
  ) {
    (self.path, self.shape, self.summary, self.parameters) = (path, shape, summary, parameters)
    (self.list, self.isOpen, self.isHeavy, self.isOfNow) = (list, isOpen, isHeavy, isOfNow)
    self.answer = answer
  }

  /// Whether it answers nothing until it is told of what.
  var needsASubject: Bool {
    parameters.contains { $0.isRequired || $0.name == APIParameter.models.name }
  }

  /// With those that every route takes.
  var allParameters: [APIParameter] {
    parameters + [.limit, .offset, .asOf, .format]
  }

  /// Answers a request.
  ///
  /// - Throws: ``Problem`` for what the route does not take, and what the question throws.
  func reply(to request: Request, from answers: (String?) throws -> Answers) throws -> Reply {
    let question = try APIQuestion(allParameters, of: request)
    guard
      let format = question["format"].flatMap(APIFormat.init)
        ?? APIFormat.accepted(by: request.header("accept"))
    else {
      let known = APIFormat.allCases.map(\.mediaType).joined(separator: ", ")
      throw Problem(406, "format", "Answers are written as \(known).")
    }
    let report = try answer(question, answers(question["as_of"]))
    let page = APIPage(question)
    var headers = [Reply.Header("Vary", "Accept")]
    let (text, total) = Self.written(report, as: format, page, list: list)
    if let total, !isOpen { headers.append(.init("Stemma-Total", String(total))) }
    if let next = page.next(after: request, in: report, of: total) { headers.append(next) }
    return Reply(200, type: format.contentType, Array(text.utf8), headers: headers)
  }

  private static func written(
    _ report: any Report,
    as format: APIFormat,
    _ page: APIPage,
    list: String?
  ) -> (text: String, total: Int?) {
    switch format {
    case .json:
      let (json, total) = page.json(of: report, list: list)
      return (json.inertText + "\n", total)
    case .jsonl, .csv:
      let (table, total) = page.rows(of: report)
      return (table.text(as: format == .csv ? .csv : .jsonl), total)
    }
  }
}

extension Problem {
  /// What a question threw.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as AnswerError: self.init(error)
    case let error as CacheError:
      switch error.code {
      case .refused: self.init(400, "bounds", error.description)
      case .notAQuery, .misnamed: self.init(400, "query", error.description)
      case .unlawful: self.init(500, "fault", "The question reached for what it may not.")
      case .absent, .notACache, .otherLayout, .newerLayout, .unwritable, .full, .damaged, .held:
        self.init(503, "cache", error.description)
      }
    case let error as QueryError: self.init(404, "unknown", error.description)
    case let error as StudyError: self.init(404, "unknown", "\(error)")
    case let error as ClaimError: self.init(404, "claim", "\(error)")
    default: self.init(500, "fault", "The question could not be answered.")
    }
  }

  private init(_ error: AnswerError) {
    switch error.code {
    case .misuse: self.init(400, "misuse", error.description)
    case .unknownName: self.init(404, "unknown", error.description)
    case .beforeHistory: self.init(404, "before-history", error.description)
    case .unrelated: self.init(404, "unrelated", error.description)
    case .damagedCache: self.init(503, "cache", error.description)
    }
  }
}
