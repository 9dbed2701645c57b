import Foundation
import StemmaCore
import StemmaHub

/// Shows, installs and removes a schedule.
public struct Scheduler: Sendable {
  /// What starts the harvests.
  public enum System: String, Sendable, CaseIterable {
    /// Timers and services of one user.
    case systemd
    /// Lines in a user's crontab.
    case cron
  }

  let system: System
  let environment: [String: String]

  /// Works with `system`, or with the one that this machine has.
  public init(system: System?, environment: [String: String]) {
    let hasSystemd = FileManager.default.fileExists(atPath: "/run/systemd/system")
    self.system = system ?? (hasSystemd ? .systemd : .cron)
    self.environment = environment
  }

  /// The address of the Hub: `address`, or the one that the environment names.
  ///
  /// - Throws: An error of one line when it is none.
  public static func endpoint(
    named address: String?,
    environment: [String: String]
  ) throws -> String {
    try (address.map { try Endpoint($0) } ?? Endpoint(environment: environment)).base
  }

  /// The file that the Hub's own tools keep the token in, if it is there and `address` is the Hub's.
  ///
  /// A token is for one Hub: another one is not told that of huggingface.co, unless the file is named.
  public static func tokenFile(environment: [String: String], for address: String) -> String? {
    guard let endpoint = try? Endpoint(address), endpoint.isTheHub else { return nil }
    return Token.path(environment: environment).flatMap {
      FileManager.default.isReadableFile(atPath: $0) ? URL(filePath: $0).path : nil
    }
  }

  /// The variables of the environment that harvests need: those that name proxies, as curl reads them,
  /// and the folder of queries, which is `queries` here when none is named.
  public static func shell(environment: [String: String]) -> [String: String] {
    let names = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]
    // Curl does not read the first of them in capitals: a web server would take it from its visitors.
    let all = names + names.dropFirst().map { $0.uppercased() } + ["STEMMA_QUERIES"]
    var found = environment.filter { all.contains($0.key) && !$0.value.isEmpty }
    let folder = URL(filePath: found["STEMMA_QUERIES"] ?? "queries").standardizedFileURL.path
    found["STEMMA_QUERIES"] = FileManager.default.fileExists(atPath: folder) ? folder : nil
    return found
  }

  /// The file of certificate authorities that harvests begun by hand would trust: `file`, or the one that
  /// the environment names; nil for the machine's.
  ///
  /// - Throws: An error of one line when it cannot be read.
  public static func certificateFile(
    named file: String?,
    environment: [String: String]
  ) throws -> String? {
    try CertificateAuthorities(named: file, environment: environment)?.path
  }

  /// The units one after the other, or the lines of the crontab.
  ///
  /// - Throws: `ScheduleError` for paths that they cannot hold.
  public func text(of schedule: Schedule) throws -> String {
    switch system {
    case .cron: try CrontabLines(schedule: schedule).lines().joined(separator: "\n") + "\n"
    case .systemd:
      try SystemdUnits(schedule: schedule).files()
        .map { "# \(unitFolder)/\($0.name)\n\($0.text)" }.joined(separator: "\n")
    }
  }

  /// Puts the schedule in the place of an earlier one, and starts it.
  ///
  /// Installed twice it is as installed once. What is not ours stays as it is.
  ///
  /// - Returns: What was done, for a person.
  /// - Throws: `ScheduleError`.
  public func install(_ schedule: Schedule) throws -> String {
    switch system {
    case .systemd: try installUnits(SystemdUnits(schedule: schedule))
    case .cron: try installLines(CrontabLines(schedule: schedule))
    }
  }

  /// Stops the schedule of that name and takes it away; without one nothing happens.
  ///
  /// - Returns: What was done, for a person.
  /// - Throws: `ScheduleError`.
  public func remove(_ name: String?) throws -> String {
    switch system {
    case .systemd: try removeUnits(name)
    case .cron: try removeLines(name)
    }
  }

  /// Lets systemd run the user's timers while the user is not logged in.
  ///
  /// - Parameter isWanted: Whether to do it; else it is only told that it is not so.
  /// - Returns: What a person should know; nil when there is nothing to say.
  public func linger(_ isWanted: Bool) -> String? {
    guard system == .systemd, getuid() != 0 else { return nil }
    let state = try? Program.run("loginctl", ["show-user", "\(getuid())", "--property=Linger"])
    if state?.output.contains("Linger=yes") == true { return nil }
    guard isWanted else {
      return
        "Harvests run only while you are logged in. `loginctl enable-linger`, or --linger, lets "
        + "them run at all times."
    }
    let ending = try? Program.run("loginctl", ["enable-linger"])
    guard let ending, ending.status == 0 else {
      return
        "loginctl enable-linger failed: \(ending?.complaint ?? "there is no loginctl"). Harvests "
        + "run only while you are logged in."
    }
    return "Harvests run also while you are not logged in."
  }
}

extension Scheduler {
  private var unitFolder: String {
    func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let home = named("XDG_CONFIG_HOME") ?? (named("HOME") ?? "") + "/.config"
    return home + "/systemd/user"
  }

  private func installUnits(_ units: SystemdUnits) throws -> String {
    let files = try units.files()
    for file in files { try requireOurs(file.name) }
    // One of the whole Hub in the place of one of named repositories has other units.
    try remove(ownUnits(units.schedule.name).filter { name in !files.contains { $0.name == name } })
    do {
      try FileManager.default.createDirectory(
        atPath: unitFolder,
        withIntermediateDirectories: true
      )
      for file in files where contents(file.name) != file.text {
        try file.text.write(toFile: path(file.name), atomically: true, encoding: .utf8)
        // The address of a proxy may hold a password.
        chmod(path(file.name), 0o600)
      }
    } catch {
      throw ScheduleError(
        description: "The units cannot be written to \(unitFolder). Check its permissions."
      )
    }
    try systemctl(["daemon-reload"])
    try systemctl(["enable", "--now"] + units.timers)
    return "Scheduled with systemd, in \(unitFolder). See `systemctl --user list-timers`."
  }

  private func removeUnits(_ name: String?) throws -> String {
    let ours = ownUnits(name)
    guard !ours.isEmpty else { return "No schedule is installed with systemd." }
    try remove(ours)
    _ = try? Program.run("systemctl", ["--user", "daemon-reload"])
    return "No longer scheduled with systemd."
  }

  /// The units of a schedule that are there and that we wrote.
  private func ownUnits(_ schedule: String?) -> [String] {
    let names = ["refresh", "sweep", "auto"].flatMap { plan in
      ["timer", "service"].map { SystemdUnits.name(schedule, plan, $0) }
    }
    return names.filter { contents($0)?.hasPrefix(SystemdUnits.mark) == true }
  }

  private func remove(_ ours: [String]) throws {
    let timers = ours.filter { $0.hasSuffix(".timer") }
    // Even where nothing runs, the files go.
    if !timers.isEmpty {
      _ = try? Program.run("systemctl", ["--user", "disable", "--now"] + timers)
    }
    for name in ours {
      do {
        try FileManager.default.removeItem(atPath: path(name))
      } catch {
        throw ScheduleError(description: "\(path(name)) cannot be removed. Remove it by hand.")
      }
    }
  }

  private func path(_ unit: String) -> String { "\(unitFolder)/\(unit)" }

  private func contents(_ unit: String) -> String? {
    let bytes = try? UserFile.bytes(of: path(unit), atMost: UserFile.longestText)
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  private func requireOurs(_ unit: String) throws {
    guard FileManager.default.fileExists(atPath: path(unit)) else { return }
    guard contents(unit)?.hasPrefix(SystemdUnits.mark) == true else {
      throw ScheduleError(
        description:
          "\(path(unit)) exists and was not written by `stemma schedule`. Move it away first."
      )
    }
  }

  private func systemctl(_ arguments: [String]) throws {
    let ending = try Program.run("systemctl", ["--user"] + arguments)
    guard ending.status == 0 else {
      throw ScheduleError(
        description: "The units are written, but systemctl --user \(arguments[0]) failed: "
          + "\(ending.complaint). Run it by hand, or use --with cron."
      )
    }
  }
}

extension Scheduler {
  private func installLines(_ lines: CrontabLines) throws -> String {
    let before = try crontab()
    let after = try lines.placed(in: before)
    if after != before { try write(after) }
    return "Scheduled with cron. See `crontab -l`."
  }

  private func removeLines(_ name: String?) throws -> String {
    let before = try crontab()
    let after = CrontabLines.removed(name, from: before)
    guard after != before else { return "No schedule is installed with cron." }
    try write(after)
    return "No longer scheduled with cron."
  }

  /// The user's crontab; empty when there is none.
  private func crontab() throws -> String {
    let ending = try Program.run("crontab", ["-l"])
    if ending.status == 0 { return ending.output }
    // Whatever else went wrong must not cost the user the crontab.
    if ending.errors.contains("no crontab for") { return "" }
    throw ScheduleError(description: "crontab -l failed: \(ending.complaint). Nothing was changed.")
  }

  private func write(_ text: String) throws {
    let ending = try Program.run("crontab", ["-"], input: text)
    guard ending.status == 0 else {
      throw ScheduleError(description: "crontab refused the lines: \(ending.complaint).")
    }
  }
}
