import StemmaCore

/// The units of a schedule for the systemd of one user.
struct SystemdUnits {
  let schedule: Schedule
  /// Where flock is.
  var flock = "/usr/bin/flock"

  /// The first line of each: what lacks it is not ours.
  static let mark = "# Written by `stemma schedule`; `stemma schedule remove` takes it away."

  /// The text of each unit by its file name, in the order in which they are shown.
  ///
  /// - Throws: `ScheduleError` for a path that a unit cannot hold.
  func files() throws(ScheduleError) -> [(name: String, text: String)] {
    var files: [(name: String, text: String)] = []
    for job in schedule.jobs {
      files.append((name(job.plan, "service"), try service(job)))
      files.append((name(job.plan, "timer"), timer(job)))
    }
    return files
  }

  /// The timers, which are what is started.
  var timers: [String] { schedule.jobs.map { name($0.plan, "timer") } }

  private func name(_ plan: String, _ type: String) -> String {
    Self.name(schedule.name, plan, type)
  }

  static func name(_ schedule: String?, _ plan: String, _ type: String) -> String {
    "stemma-" + (schedule.map { $0 + "-" } ?? "") + "\(plan).\(type)"
  }

  /// A service that waits for the other behind one lock.
  ///
  /// Being `oneshot`, it is never started twice. Where the Hub cannot be reached, it is tried again.
  private func service(_ job: Schedule.Job) throws(ScheduleError) -> String {
    let words = [flock, "--exclusive", "--no-fork", schedule.lockFile] + schedule.command(job)
    return """
      \(Self.mark)
      [Unit]
      Description=Harvest \(job.what) from the Hugging Face Hub
      Documentation=man:systemd.service(5)

      [Service]
      Type=oneshot
      ExecStart=\(words.map { Self.quoted($0) }.joined(separator: " "))
      SuccessExitStatus=130
      Restart=on-failure
      RestartSec=30min
      KillSignal=SIGINT
      TimeoutStartSec=infinity
      TimeoutStopSec=120
      Nice=10
      UMask=0077
      NoNewPrivileges=yes
      \(try credential())
      """
  }

  /// The variables of a run, with the file of the token, which is read at its start: the unit holds
  /// none.
  private func credential() throws(ScheduleError) -> String {
    let variables = schedule.variables.map {
      "Environment=\(Self.quoted("\($0.name)=\($0.value)", inCommand: false))\n"
    }
    .joined()
    guard let file = schedule.tokenFile else { return variables }
    guard Self.isPlain(file), !file.hasSuffix("\\"), file.hasSuffix(" ") == false else {
      throw ScheduleError(
        description: "A unit cannot name the token's file \(file). Copy it to a plainer path."
      )
    }
    return variables + """
      LoadCredential=hf-token:\(Self.literal(file))
      Environment=HF_TOKEN_PATH=%d/hf-token

      """
  }

  private func timer(_ job: Schedule.Job) -> String {
    """
    \(Self.mark)
    [Unit]
    Description=Harvest \(job.what) from the Hugging Face Hub, every \(job.every)

    [Timer]
    OnCalendar=\(Self.calendar(job))
    Persistent=true
    RandomizedDelaySec=20min
    FixedRandomDelay=true

    [Install]
    WantedBy=timers.target

    """
  }

  /// When it is time, in systemd's words and in UTC.
  private static func calendar(_ job: Schedule.Job) -> String {
    let hours = job.every.hours
    if hours < 24 { return "*-*-* 00/\(hours):17:00 UTC" }
    if hours % 168 == 0 { return "Sun *-*-* 05:17:00 UTC" }
    return hours == 24 ? "*-*-* 03:17:00 UTC" : "*-*-01/\(hours / 24) 03:17:00 UTC"
  }

  /// A word of a command line, or of an assignment, in which no variable is looked for: quoted, with
  /// nothing in it that systemd would read as more.
  static func quoted(_ word: String, inCommand isCommand: Bool = true) -> String {
    var text = ""
    for scalar in word.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "%": text += "%%"
      case "$" where isCommand: text += "$$"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        text += "\\x" + UInt64(scalar.value).hexadecimal(digits: 2)
      default: text.unicodeScalars.append(scalar)
      }
    }
    let isBare =
      !text.isEmpty
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=@,+".contains($0)) }
    return isBare ? text : "\"\(text)\""
  }

  private static func literal(_ path: String) -> String { path.replacing("%", with: "%%") }

  private static func isPlain(_ path: String) -> Bool {
    path.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
      && !path.split(separator: "/").contains("..")
  }
}
