import Stemma
import StemmaCore
import StemmaReports
import StemmaStudies

/// Makes the report on a study and writes it.
struct ReportRun {
  let cachePath: String
  var asOf: String?

  /// Writes the report on a study, named or by its file, and returns how many files that took.
  func write(_ study: String, as formats: [ReportFormat], to folder: ReportFolder) throws -> Int {
    let id = try loaded(study)
    let answers = try Answers(cachePath: cachePath, asOf: asOf)
    let (claims, unreadable) = ClaimFolder.ofThisProcess.readable()
    let findings = try answers.findings(of: id, claims: claims)
    for fault in unreadable + findings.refused {
      Console.say("stemma: Claim not checked: \(fault.sentence)")
    }
    let report = StudyReport(findings, version: Version.text)
    let files = formats.flatMap { $0.files(of: report) }
    try folder.write(files)
    return files.count
  }

  /// The study's id; a file that is another than the one in the cache is loaded first.
  private func loaded(_ study: String) throws -> String {
    let isFile = study.contains("/") || study.hasSuffix(".yaml") || study.hasSuffix(".yml")
    guard isFile || StudyCommand.folder.names.contains(study) else { return study }
    let file = try StudyCommand.file(study)
    if try Answers(cachePath: cachePath).fileHash(of: file.study.id) != file.sha256 {
      try Console.pipeline(on: cachePath).load(file)
    }
    return file.study.id
  }
}
