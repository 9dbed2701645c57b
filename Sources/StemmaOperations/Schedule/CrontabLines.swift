/// The lines of a schedule in a user's crontab, between two marks; all others are the user's own.
struct CrontabLines {
  static let begin = "# stemma schedule: begin (`stemma schedule remove` takes this part away)"
  static let end = "# stemma schedule: end"

  let schedule: Schedule

  /// The lines, the marks included.
  ///
  /// Cron does not catch up by itself. So each job looks every hour whether it is time, and a run
  /// that was missed follows within the hour in which the machine is on again.
  ///
  /// - Throws: `ScheduleError` for a path that a crontab cannot hold.
  func lines() throws(ScheduleError) -> [String] {
    var lines = [Self.begin]
    for (minute, job) in zip([17, 47], schedule.jobs) {
      let due = [
        schedule.program, "schedule", "due", job.plan, "--every", schedule.every.description,
        "--cache", schedule.cache,
      ]
      let run = ["flock", "--exclusive", "--nonblock", schedule.lockFile] + schedule.command(job)
      let token =
        try schedule.tokenFile.map(Self.quotedOrThrow).map { "HF_TOKEN_PATH=\($0) " } ?? ""
      lines.append(
        "\(minute) * * * * " + (try Self.command(due)) + " && " + token + (try Self.command(run))
      )
    }
    return lines + [Self.end]
  }

  /// A crontab with these lines in place of those of an earlier schedule, or behind all others.
  func placed(in crontab: String) throws(ScheduleError) -> String {
    let rest = Self.removed(from: crontab)
    let gap = rest.isEmpty || rest.hasSuffix("\n") ? "" : "\n"
    return rest + gap + (try lines()).joined(separator: "\n") + "\n"
  }

  /// A crontab without the lines of a schedule; every other byte stays.
  static func removed(from crontab: String) -> String {
    guard let first = crontab.firstRange(of: begin + "\n"),
      let last = crontab[first.upperBound...].firstRange(of: end + "\n")
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
