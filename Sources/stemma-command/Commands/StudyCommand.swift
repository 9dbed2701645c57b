import ArgumentParser
import Foundation
import Stemma
import StemmaCore
import StemmaStore
import StemmaStudies

/// The command `stemma study …`.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "List, show, check and load studies.",
    discussion: """
      A study is a YAML file that names projects with their accounts, models, datasets and Spaces. \
      Those that ship, and those in studies/ of the folder of queries, are known by name. \
      `stemma harvest --study` loads a study itself.

        stemma study check my-study.yaml
      """,
    subcommands: [
      StudyLsCommand.self, StudyShowCommand.self, StudyCheckCommand.self, StudyLoadCommand.self,
      StudyMethodsCommand.self,
    ]
  )

  /// The folder of studies.
  static var folder: StudyFolder { .ofThisProcess }

  /// The study that a person means by a name or a path.
  static func file(_ text: String) throws -> StudyFile { try folder.study(text) }
}

/// The command `stemma study ls`.
struct StudyLsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the studies by name."
  )

  @OptionGroup var writing: FormatOptions

  func run() throws {
    let rows = try StudyCommand.folder.listed().map { name -> [Table.Cell] in
      let study = try StudyCommand.file(name).study
      return [
        .text(name), .text(study.date), Table.Cell(study.projects.count),
        Table.Cell(study.items.count), .text(study.title),
      ]
    }
    try writing.write(Table(["study", "date", "projects", "items", "title"], rows: rows))
  }
}

/// The command `stemma study show NAME`.
struct StudyShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the items of a study, each with its source."
  )

  @Argument(help: .init("A study's name or file.", valueName: "name|file"))
  var study: String

  @OptionGroup var writing: FormatOptions

  func run() throws { try writing.write(StudyCommand.file(study).study.table) }
}

/// The command `stemma study check FILE`.
struct StudyCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Report every error in a study file, with its line.",
    discussion: """
      If there is a cache, also lists what the study names and the cache does not hold: reports on \
      the study will not find it.
      """
  )

  @Argument(help: .init("A study's name or file.", valueName: "name|file"))
  var study: String

  @OptionGroup var cache: CacheOption

  func run() throws {
    let file = try StudyCommand.file(study)
    try gaps(in: file.study).sentences.forEach(Console.say)
    Console.say(
      "\(file.name): \(file.study.projects.count.counted("project")), \(file.study.items.count.counted("item")). "
        + "SHA-256 \(file.sha256)"
    )
  }
}

extension StudyCheckCommand {
  private func gaps(in study: Study) throws -> StudyGaps {
    guard FileManager.default.fileExists(atPath: cache.path) else { return StudyGaps(in: study) }
    return try Cache(path: cache.path, access: .read).read { try StudyGaps(in: study, and: $0) }
  }
}

/// The command `stemma study load NAME`.
struct StudyLoadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Load a study into the cache, for claims and queries."
  )

  @Argument(help: .init("A study's name or file.", valueName: "name|file"))
  var study: String

  @OptionGroup var cache: CacheOption

  func run() throws { try Console.pipeline(on: cache.path).load(StudyCommand.file(study)) }
}

/// The command `stemma study methods NAME`.
struct StudyMethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods",
    abstract: "Write a methods paragraph for a paper, with citations."
  )

  @Argument(help: "The study's id.")
  var study: String

  @OptionGroup var options: AnswerOptions

  func run() throws { try options.write(options.answers().methods(of: study)) }
}
