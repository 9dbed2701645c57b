import Foundation
import StemmaAnswers
import StemmaCore
package import StemmaDuckDB
import StemmaGraph
import StemmaReports
import StemmaStore
import StemmaStudies

/// A cache with all that can be asked of it, as one file for an archive, a paper or a colleague.
package struct CacheBundle {
  /// What was written.
  package struct Summary: Sendable, Hashable {
    /// The files in it.
    package var files: Int
    /// What its maker should know, a sentence each.
    package var notices: [String]
  }

  private let study: String?
  private let engine: DuckDB?

  /// A bundle, with the report and the claims of `study` if one is named, and with Parquet if there is
  /// an engine for it.
  package init(study: String? = nil, engine: DuckDB?) {
    (self.study, self.engine) = (study, engine)
  }

  /// Writes the cache at `cachePath` as the bundle `destination`, which appears whole or not at all.
  ///
  /// All of it is made from one compacted copy of the cache. The same cache gives the same bytes.
  package func write(_ cachePath: String, to destination: String) throws -> Summary {
    let source = try Cache(path: cachePath, access: .read)
    let folder = try BundleFolder(besides: destination)
    defer { folder.remove() }
    let copy = folder.url(of: Self.copy).path
    Drafts.begin(copy)
    try source.copyCompacted(to: copy)
    let notices = try fill(folder, from: copy)
    try BundleArchive(destination).write(folder)
    return Summary(files: folder.files.count, notices: notices)
  }

  private static let copy = "cache.sqlite"
  private static let graphs = [
    "graphml": "family.graphml", "gexf": "family.gexf", "json": "family.json",
    "jsonl": "family.jsonl", "csv-nodes": "nodes.csv", "csv-edges": "edges.csv",
  ]

  private func fill(_ folder: BundleFolder, from copy: String) throws -> [String] {
    let answers = try Answers(cachePath: copy)
    var notices: [String] = []
    let tables = try addTables(of: answers, to: folder)
    if engine == nil { notices.append("There is no Parquet in it, for want of DuckDB's program.") }
    for (format, file) in Self.graphs.sorted(by: { $0.key < $1.key }) {
      guard let export = FamilyExports.named(format) else { continue }
      try folder.add("graph/\(file)") { drain in
        _ = try answers.export(FamilyChoice([]), as: export, drain: drain)
      }
    }
    for model in try largestModels(answers) {
      let picture = try answers.picture(of: model)
      let name = model.replacing("/", with: "--")
      try folder.add(
        "drawings/\(name).svg",
        FamilyDrawing(picture, isStandalone: true).svg + "\n"
      )
    }
    if let study { notices += try add(study, of: answers, to: folder) }
    if let citation = try citation(answers) {
      try folder.add("CITATION.cff", citation.cff)
      try folder.add("CITATION.bib", citation.bibTeX)
    }
    // The copy was only read: what SQLite keeps beside it says nothing.
    for ending in ["-wal", "-shm"] { unlink(copy + ending) }
    try folder.take(Self.copy)
    let description = BundleDescription(
      title: study.map { "Stemma's cache and the study \($0)" } ?? "Stemma's cache",
      date: try lastDay(answers),
      version: Version.text
    )
    try folder.add("croissant.json", description.croissant(of: tables).text + "\n")
    try folder.add("ro-crate-metadata.json", description.crate(of: folder.files).text + "\n")
    try folder.addManifest()
    return notices
  }

  private typealias Described = (name: String, columns: [ParquetColumn], file: BundleFolder.File)

  /// Adds all tables as Parquet and the views for analysts as CSV; returns what is described of them.
  private func addTables(of answers: Answers, to folder: BundleFolder) throws -> [Described] {
    var files: [String: BundleFolder.File] = [:]
    if let engine {
      let parquet = folder.url(of: "parquet")
      try FileManager.default.createDirectory(at: parquet, withIntermediateDirectories: true)
      for file in try answers.exportParquet(into: parquet, by: engine).files {
        try folder.take("parquet/\(file)")
        files[String(file.prefix { $0 != "/" })] = folder.files.last
      }
    }
    return try answers.cache.read { connection in
      try CacheTable.views.map { name -> Described in
        let table = try CacheTable(name, in: connection)
        try folder.add("csv/\(name).csv") { drain in
          let output = OutputBuffer(drain: drain)
          try table.writeCSV(of: connection, to: output)
          try output.flush()
        }
        let written = folder.files[folder.files.count - 1]
        return (name, table.columns, files[name] ?? written)
      }
    }
  }

  private func largestModels(_ answers: Answers) throws -> [String] {
    try answers.cache.read { connection in
      try connection.rows(
        """
        SELECT repo.name FROM family JOIN repo ON repo.id = family.model
        ORDER BY family.all_total DESC, repo.name LIMIT 3
        """
      ) { $0.text(0) }
    }
  }

  /// How it is cited: as the study, where the cache holds it; nil where there is no harvest to cite.
  private func citation(_ answers: Answers) throws -> Citation? {
    do {
      return try answers.citation(study: study)
    } catch let error as AnswerError where error.code == .unknownName {
      return try answers.citation()
    } catch let error as AnswerError where error.code == .beforeHistory {
      return nil
    }
  }

  private func lastDay(_ answers: Answers) throws -> String {
    try answers.cache.read { connection in
      try connection.first("SELECT substr(max(started_at), 1, 10) FROM harvest") {
        $0.optionalText(0)
      }
    }.flatMap { $0 } ?? "1970-01-01"
  }

  /// Adds the report on a study, and its claims with their verdicts.
  private func add(
    _ study: String,
    of answers: Answers,
    to folder: BundleFolder
  ) throws -> [String] {
    let (report, notices) = try answers.report(on: study)
    for format in [ReportFormat.html, .markdown] {
      for file in format.files(of: report) { try folder.add("report/\(file.path)", file.text) }
    }
    let claims = ClaimFolder.ofThisProcess.readable().claims.filter { $0.study == report.study }
    let checks = try answers.check(claims, studies: .ofThisProcess) { _ in }
    try folder.add("claims.json", checks.json.text + "\n")
    return notices
  }
}
