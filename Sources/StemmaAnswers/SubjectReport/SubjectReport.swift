public import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaMetrics
package import StemmaStore

/// What a subject of a report is.
public enum ReportSubject: String, Sendable {
  /// A model, a dataset, or a user or organization with all its names.
  case model, dataset, owner
}

/// The figures of one model, owner or dataset, and how they were made, for a paper.
public struct SubjectReport: Sendable, Hashable {
  /// One number.
  public struct Figure: Sendable, Hashable {
    /// What it is of, in a few words.
    public let name: String
    /// The number; nil when it is unknown.
    public let value: Double?
    /// The bounds between which 95 of 100 draws lie; nil where nothing was drawn.
    public let low, high: Double?

    /// Makes one from its parts, without a cache.
    public init(_ name: String, _ value: Double?, low: Double? = nil, high: Double? = nil) {
      (self.name, self.value, self.low, self.high) = (name, value, low, high)
    }
  }

  /// The name at the moment asked for.
  public let subject: String
  /// What it is.
  public let kind: ReportSubject
  /// The numbers, in the order in which they are told.
  public let figures: [Figure]
  /// How they were made: a paragraph for a paper.
  public let methods: String
  /// A drawing of the subject as SVG; nil where none was made.
  public let drawing: String?
  /// The same as a Mermaid flowchart, which those who show Markdown draw; nil where none was made.
  package let flowchart: String?

  /// Makes one from its parts, without a cache.
  public init(
    subject: String,
    kind: ReportSubject,
    figures: [Figure] = [],
    methods: String,
    drawing: String? = nil
  ) {
    (self.subject, self.kind, self.figures) = (subject, kind, figures)
    (self.methods, self.drawing, flowchart) = (methods, drawing, nil)
  }

  /// The same with a drawing.
  package func drawn(as drawing: String, flowchart: String?) -> SubjectReport {
    SubjectReport(self, drawing: drawing, flowchart: flowchart)
  }

  private init(_ report: SubjectReport, drawing: String, flowchart: String?) {
    (subject, kind, figures) = (report.subject, report.kind, report.figures)
    (methods, self.drawing, self.flowchart) = (report.methods, drawing, flowchart)
  }

  /// Tells of what a name leads to: a model, else a dataset, else an owner; `datasets/` before an id
  /// means a dataset.
  ///
  /// - Throws: `AnswerError` for a name that the cache does not know.
  /// - Complexity: What ``RobustCounts`` takes of a model or an owner, and `Reuse` of a dataset.
  package init(
    on text: String,
    resampling: Resampling = Resampling(),
    in connection: Connection
  ) throws {
    let methods = try Self.source(in: connection)
    let resolver = NameResolver(connection)
    let name = RepoName.meant(by: text)
    let isDataset = text.hasPrefix("datasets/") || text.contains("/datasets/")
    let dataset = isDataset && text.hasPrefix("datasets/") ? String(text.dropFirst(9)) : text
    if !isDataset, try resolver.repo(named: name, kind: .model) != nil {
      let question = DerivativeQuestion([text])
      self = try Self.made(.model, question, resampling, methods, in: connection)
    } else if try isDataset
      || (name.contains("/") && Self.isDataset(name, resolver, in: connection))
    {
      self = try Self.used(dataset, methods, in: connection)
    } else {
      let question = DerivativeQuestion(owner: text)
      self = try Self.made(.owner, question, resampling, methods, in: connection)
    }
  }

  private static func isDataset(
    _ name: String,
    _ resolver: NameResolver,
    in connection: Connection
  ) throws -> Bool {
    if try resolver.repo(named: name, kind: .dataset) != nil { return true }
    return try connection.count(
      "SELECT EXISTS (SELECT 1 FROM ghost WHERE kind = 'dataset' AND name = ?)",
      name
    ) > 0
  }

  private static func made(
    _ kind: ReportSubject,
    _ question: DerivativeQuestion,
    _ resampling: Resampling,
    _ source: String,
    in connection: Connection
  ) throws -> SubjectReport {
    let family = try JointFamily(question, in: connection)
    let counts = try JointDerivatives(family)
    let robust = try RobustCounts(of: family, resampling: resampling, in: connection)
    func number(_ count: Int) -> Double { Double(count) }
    var figures = [
      Figure("derivatives", number(counts.all.total)),
      Figure("direct derivatives", number(counts.direct.total)),
      Figure("derivatives by others", number(counts.outside.total)),
      Figure("derivatives by its own people", number(counts.own.total)),
      Figure("publishers", number(counts.publishers)),
    ]
    if kind == .model, let model = question.models.first {
      let spaces = try ModelSpaces(of: NamedNode(ofModel: model, in: connection), in: connection)
      figures += [
        Figure("Spaces that load it", spaces.areKnown ? number(spaces.direct) : nil),
        Figure(
          "Spaces that load a descendant of it alone",
          spaces.areKnown ? number(spaces.throughDescendants) : nil
        ),
      ]
    }
    if kind == .owner { figures.insert(Figure("models", number(counts.models)), at: 0) }
    figures += robust.variants.dropFirst().map {
      Figure("derivatives without \($0.without)", number($0.counts.total))
    }
    figures += [
      Figure("derivatives without any one publisher, least", number(robust.least)),
      Figure("derivatives without any one publisher, most", number(robust.most)),
      Figure("HHI of derivatives over publishers", robust.variants.first?.hhi),
      Figure("Gini of derivatives over publishers", robust.variants.first?.gini),
    ]
    figures += robust.shares.map {
      Figure("share of \($0.relation)", $0.share, low: $0.low, high: $0.high)
    }
    return SubjectReport(
      subject: counts.subject,
      kind: kind,
      figures: figures,
      methods: """
        \(source) A derivative is a model that names \
        \(kind == .owner ? "one of the owner's models" : "the model") as its base model, directly or \
        over others, counted once; models that the Hub does not list are left out. \
        \(RelationBasis.sentence(nil)) Own people: \(counts.owners.joined(separator: ", ")). \
        Mass uploads are told by their names. \(robust.method) Declaring a base model is voluntary, so \
        every number is a lower bound.
        """
    )
  }

  private static func used(
    _ name: String,
    _ source: String,
    in connection: Connection
  ) throws -> SubjectReport {
    let reuse = try Reuse(ReuseQuestion(dataset: name), in: connection)
    let sizes = reuse.byPublisher.map { Double($0.external) }.filter { $0 > 0 }
    var figures = [
      Figure("models that declare it", Double(reuse.models.count)),
      Figure("models of others", Double(reuse.external)),
      Figure("models that others trained", Double(reuse.trained)),
      Figure("publishers of models of others", Double(reuse.externalPublishers)),
      Figure("HHI of models of others over publishers", Statistics.herfindahlHirschman(sizes)),
      Figure("Gini of models of others over publishers", Statistics.gini(sizes)),
    ]
    figures += reuse.windows.map {
      Figure("models of others in \($0.days) days from \($0.from)", Double($0.external))
    }
    return SubjectReport(
      subject: reuse.dataset,
      kind: .dataset,
      figures: figures,
      methods: """
        \(source) A model counts when its card or one of its tags names the dataset, under any of its \
        names. Models of others are those that none of its owners publishes \
        (\(reuse.owners.joined(separator: ", "))); trained ones are neither quantized nor merged. \
        \(RelationBasis.sentence(nil)) Declaring a dataset is voluntary, so every number is a lower \
        bound.
        """
    )
  }

  /// Where the numbers come from, in a sentence.
  private static func source(in connection: Connection) throws -> String {
    let sentence = try connection.first(
      """
      SELECT min(substr(started_at, 1, 10)), max(substr(started_at, 1, 10)), count(*),
        sum(api_requests + resolver_requests + page_requests), group_concat(DISTINCT endpoint),
        group_concat(DISTINCT version)
      FROM harvest
      """
    ) { row in
      row.inOrder { row in
        let (first, last) = (row.optionalText() ?? "", row.optionalText() ?? "")
        let (harvests, requests) = (row.int(), row.int())
        let (endpoints, versions) = (row.optionalText() ?? "", row.optionalText() ?? "")
        let days = first == last ? "on \(first)" : "between \(first) and \(last)"
        return """
          Public metadata of \(endpoints) were harvested \(days) with Stemma \(versions), in \
          \(harvests) harvest\(harvests == 1 ? "" : "s") of \(requests) requests.
          """
      }
    }
    return sentence ?? ""
  }
}

extension SubjectReport: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "subject": .string(subject), "kind": .string(kind.rawValue),
      "figures": .array(
        figures.map {
          [
            "name": .string($0.name), "value": $0.value.map(JSONValue.measured) ?? .null,
            "low": $0.low.map(JSONValue.number) ?? .null,
            "high": $0.high.map(JSONValue.number) ?? .null,
          ]
        }
      ),
      "methods": .string(methods), "drawing": JSONValue(drawing),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["figure", "value", "low", "high"],
      rows: figures.map {
        [
          .text($0.name), Table.Cell(measured: $0.value), Table.Cell(measured: $0.low),
          Table.Cell(measured: $0.high),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    """
    \(TerminalText.inert(subject)) (\(kind.rawValue))

    \(table.text(as: .table))
    \(TerminalText.inert(methods))

    """
  }
}
