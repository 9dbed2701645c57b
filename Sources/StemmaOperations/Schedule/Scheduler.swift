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

  /// The file that the Hub's own tools keep the token in, if it is there.
  public static func tokenFile(environment: [String: String]) -> String? {
    Token.path(environment: environment).flatMap {
      FileManager.default.isReadableFile(atPath: $0) ? URL(filePath: $0).path : nil
    }
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

  /// Stops the schedule and takes it away; without one nothing happens.
  ///
  /// - Returns: What was done, for a person.
  /// - Throws: `ScheduleError`.
  public func remove() throws -> String {
    switch system {
    case .systemd: try removeUnits()
    case .cron: try removeLines()
    }
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
    do {
      try FileManager.default.createDirectory(
        atPath: unitFolder,
        withIntermediateDirectories: true
      )
      for file in files where contents(file.name) != file.text {
        try file.text.write(toFile: path(file.name), atomically: true, encoding: .utf8)
      }
    } catch {
      throw ScheduleError(
        description: "The units cannot be written to \(unitFolder). Check its permissions."
      )
    }
    try systemctl("daemon-reload")
    try systemctl("enable", "--now", units.timers[0], units.timers[1])
    return "Scheduled with systemd, in \(unitFolder). See `systemctl --user list-timers`."
  }

  private func removeUnits() throws -> String {
    let names = ["refresh", "sweep"].flatMap { plan in
      ["timer", "service"].map { SystemdUnits.name(plan, $0) }
    }
    let ours = names.filter { contents($0)?.hasPrefix(SystemdUnits.mark) == true }
    guard !ours.isEmpty else { return "No schedule is installed with systemd." }
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
    _ = try? Program.run("systemctl", ["--user", "daemon-reload"])
    return "No longer scheduled with systemd."
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

  private func systemctl(_ arguments: String...) throws {
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

  private func removeLines() throws -> String {
    let before = try crontab()
    let after = CrontabLines.removed(from: before)
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
