import Foundation
import StemmaCore
public import StemmaHarvest
package import StemmaHub
import StemmaStudies

/// Looks whether the Hub is what Stemma takes it to be, and whether this machine is fit for it.
public struct Doctor: Sendable {
  /// The cache's file, which need not be there.
  public let cachePath: String

  /// Looks for the cache at `cachePath`; every reply is kept in the folder of its archives.
  public init(cachePath: String) { self.cachePath = cachePath }

  /// Probes every point of the Hub's contract that is open or may have moved, in at most 38
  /// requests.
  ///
  /// - Parameter hub: The Hub, and as whom it is asked.
  /// - Returns: What was seen.
  /// - Throws: An error of one line when the Hub cannot be reached, or is none.
  public func examine(_ hub: HubSettings) async throws -> Checkup {
    let transport = try hub.transport(maxConcurrent: 4)
    return try await transport.whileOpen {
      try await examine(hub, transport: transport, runEnvironment: .machine)
    }
  }

  /// Probes with a transport and a clock of the caller's.
  package func examine(
    _ hub: HubSettings,
    transport: any Transport,
    runEnvironment: RunEnvironment
  ) async throws -> Checkup {
    let now = runEnvironment.now()
    let path = archivePath(at: now)
    let archive = try? ArchiveWriter(path: path, committed: 0)
    try archive?.appendOpening(of: hub.address, software: "stemma/\(Version.text)", at: now)
    let door = DoctorDoor(
      hub,
      transport: transport,
      archive: archive,
      runEnvironment: runEnvironment
    )
    let checks = MachineChecks(cachePath: cachePath, now: now)
    var machine = checks.lines()
    if hub.hasToken {
      let reply = try await door.ask("/api/whoami-v2")
      machine.append(MachineChecks.token(reply, hasToken: true))
      if reply?.status != 200 { door.dropToken() }
    } else {
      machine.append(MachineChecks.token(nil, hasToken: false))
    }
    let probes = ContractProbes(
      door: door,
      earlier: EarlierPage(in: archiveFolder, of: hub.address, before: now),
      now: now
    )
    let contract = try await probes.lines()
    if let (reply, asked) = door.first { machine.append(checks.clock(reply, askedAt: asked)) }
    return Checkup(
      endpoint: hub.address,
      requests: door.requests,
      archive: archive == nil ? nil : path,
      contract: contract,
      machine: machine
    )
  }

  private var archiveFolder: URL { URL(filePath: ArchivePath(cache: cachePath).folder) }

  /// Beside the archives of harvests, named after the time.
  private func archivePath(at now: Double) -> String {
    let time = Timestamp.text(secondsSince1970: now).filter { $0 != ":" && $0 != "-" }
    return archiveFolder.appending(path: "doctor-\(time).warc.gz").path
  }
}

/// What a look at the Hub's contract and at this machine came to.
public struct Checkup: Sendable, Hashable {
  /// What a look at one thing came to.
  public enum Verdict: String, Sendable, Hashable {
    /// It is as Stemma takes it to be.
    case same
    /// It is not.
    case differs
    /// Nothing was seen that says either.
    case unknown = "could not tell"
  }

  /// One thing that was looked at.
  public struct Line: Sendable, Hashable {
    /// The number of the first request that looks at a point of the Hub's contract; nil for
    /// anything else.
    public var point: Int?
    /// What was looked at.
    public var what: String
    /// What Stemma takes it to be.
    public var expected: String
    /// What it is.
    public var seen: String
    /// What that comes to.
    public var verdict: Verdict
    /// What it means for a harvest, or what to do.
    public var advice: String
  }

  /// The Hub that was asked.
  public var endpoint: String
  /// Requests sent.
  public var requests: Int
  /// The file that holds every reply; nil when it could not be written.
  public var archive: String?
  /// The points of the contract that are open or may have moved.
  public var contract: [Line]
  /// The machine, its libraries and the cache.
  public var machine: [Line]

  /// Whether anything is not as it should be.
  public var differs: Bool { (contract + machine).contains { $0.verdict == .differs } }
}
