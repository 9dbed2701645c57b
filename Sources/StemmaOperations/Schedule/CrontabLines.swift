/// The lines of a schedule in a user's crontab, between two marks; all others are the user's own.
struct CrontabLines {
  static func begin(_ name: String?) -> String {
    let removal = "stemma schedule remove" + (name.map { " --name \($0)" } ?? "")
    return "# stemma schedule\(label(name)): begin (`\(removal)` takes this part away)"
  }

  static func end(_ name: String?) -> String { "# stemma schedule\(label(name)): end" }

  private static func label(_ name: String?) -> String { name.map { " " + $0 } ?? "" }

  let schedule: Schedule

  /// The lines, the marks included.
  ///
  /// Cron does not catch up by itself. So each job looks every hour whether it is time, and a run
  /// that was missed follows within the hour in which the machine is on again.
  ///
  /// - Throws: `ScheduleError` for a path that a crontab cannot hold.
  func lines() throws(ScheduleError) -> [String] {
    var variables = schedule.variables
    if let file = schedule.tokenFile { variables.append(("HF_TOKEN_PATH", file)) }
    // Those of a crontab hold for all lines behind them, the user's own among these.
    var words = ""
    for variable in variables {
      words += variable.name + "=" + (try Self.quotedOrThrow(variable.value)) + " "
    }
    var lines = [Self.begin(schedule.name)]
    for (minute, job) in zip([17, 47], schedule.jobs) {
      let run =
        ["flock", "--exclusive", "--nonblock", schedule.lockFile] + schedule.command(job)
        + ["--if-due"]
      lines.append("\(minute) * * * * " + words + (try Self.command(run)))
    }
    return lines + [Self.end(schedule.name)]
  }

  /// A crontab with these lines in place of those of an earlier schedule, or behind all others.
  func placed(in crontab: String) throws(ScheduleError) -> String {
    let rest = Self.removed(schedule.name, from: crontab)
    let gap = rest.isEmpty || rest.hasSuffix("\n") ? "" : "\n"
    return rest + gap + (try lines()).joined(separator: "\n") + "\n"
  }

  /// A crontab without the lines of a schedule; every other byte stays.
  static func removed(_ name: String?, from crontab: String) -> String {
    guard let first = crontab.firstRange(of: begin(name) + "\n"),
      let last = crontab[first.upperBound...].firstRange(of: end(name) + "\n")
    else { return crontab }
    return String(crontab[..<first.lowerBound] + crontab[last.upperBound...])
  }

  private static func command(_ words: [String]) throws(ScheduleError) -> String {
    var quoted: [String] = []
    for word in words { quoted.append(try quotedOrThrow(word)) }
    return quoted.joined(separator: " ")
  }

  /// A word for the shell behind cron, which reads a percent sign as a line break.
  ///
  /// Versions of cron differ on a backslash, and none can hold a line break.
  private static func quotedOrThrow(_ word: String) throws(ScheduleError) -> String {
    guard word.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }),
      !word.contains("\\")
    else {
      throw ScheduleError(
        description:
          "A crontab cannot hold the path \(word). Use --with systemd, or a plainer path."
      )
    }
    let isBare =
      !word.isEmpty
      && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:@,+".contains($0)) }
    guard !isBare else { return word }
    return "'" + word.replacing("'", with: #"'"'"'"#).replacing("%", with: #"'\%'"#) + "'"
  }
}
