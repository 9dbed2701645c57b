import Foundation
@testable import StemmaCore
@testable import StemmaHub
@testable import StemmaOperations
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

@Suite struct ScheduleTests {
  private static func schedule(
    program: String = "/usr/local/bin/stemma",
    cache: String = "/home/ann/cache/stemma.sqlite",
    tokenFile: String? = "/home/ann/.cache/huggingface/token",
    every: String = "1d"
  ) throws -> Schedule {
    try Schedule(
      program: program,
      cache: cache,
      tokenFile: tokenFile,
      every: try #require(Interval(every))
    )
  }

  /// Paths with all that systemd, the shell and cron read as more than it is.
  private static let hostile = "/tmp/it's 100% \"$HOME\" of a; b && c #d"

  @Test func theUnitsAreAsAgreed() throws {
    let files = try SystemdUnits(schedule: Self.schedule()).files()
    #expect(
      files.map(\.name) == [
        "stemma-refresh.service", "stemma-refresh.timer", "stemma-sweep.service",
        "stemma-sweep.timer",
      ]
    )
    #expect(
      files[0].text == """
        # Written by `stemma schedule`; `stemma schedule remove` takes it away.
        [Unit]
        Description=Harvest what changed from the Hugging Face Hub
        Documentation=man:systemd.service(5)

        [Service]
        Type=oneshot
        ExecStart=/usr/bin/flock --exclusive --no-fork \
        /home/ann/cache/stemma.sqlite.schedule /usr/local/bin/stemma schedule run refresh \
        --every 1d --cache /home/ann/cache/stemma.sqlite --endpoint https://huggingface.co
        SuccessExitStatus=130
        Restart=on-failure
        RestartSec=30min
        KillSignal=SIGINT
        TimeoutStartSec=infinity
        TimeoutStopSec=120
        Nice=10
        UMask=0077
        NoNewPrivileges=yes
        Environment=HF_TOKEN=
        Environment=HUGGING_FACE_HUB_TOKEN=
        LoadCredential=hf-token:/home/ann/.cache/huggingface/token
        Environment=HF_TOKEN_PATH=%d/hf-token

        """
    )
    #expect(
      files[3].text == """
        # Written by `stemma schedule`; `stemma schedule remove` takes it away.
        [Unit]
        Description=Harvest everything from the Hugging Face Hub, every 1w

        [Timer]
        OnCalendar=Sun *-*-* 05:17:00 UTC
        Persistent=true
        RandomizedDelaySec=20min
        FixedRandomDelay=true

        [Install]
        WantedBy=timers.target

        """
    )
  }

  @Test func theLinesAreAsAgreed() throws {
    #expect(
      try CrontabLines(schedule: Self.schedule(tokenFile: "/home/ann/my token")).lines() == [
        "# stemma schedule: begin (`stemma schedule remove` takes this part away)",
        "17 * * * * HF_TOKEN='' HUGGING_FACE_HUB_TOKEN='' HF_TOKEN_PATH='/home/ann/my token' "
          + "flock --exclusive --nonblock /home/ann/cache/stemma.sqlite.schedule "
          + "/usr/local/bin/stemma schedule run refresh --every 1d "
          + "--cache /home/ann/cache/stemma.sqlite --endpoint https://huggingface.co --if-due",
        "47 * * * * HF_TOKEN='' HUGGING_FACE_HUB_TOKEN='' HF_TOKEN_PATH='/home/ann/my token' "
          + "flock --exclusive --nonblock /home/ann/cache/stemma.sqlite.schedule "
          + "/usr/local/bin/stemma schedule run sweep --every 1d "
          + "--cache /home/ann/cache/stemma.sqlite --endpoint https://huggingface.co --if-due",
        "# stemma schedule: end",
      ]
    )
  }

  @Test func hostilePathsAreQuoted() throws {
    #expect(SystemdUnits.quoted("a\nb\t\"c\" \\ 5% $HOME") == #""a\x0ab\x09\"c\" \\ 5%% $$HOME""#)
    #expect(SystemdUnits.quoted("") == #""""#)
    let schedule = try Self.schedule(cache: Self.hostile + "/s.sqlite")
    let line = try CrontabLines(schedule: schedule).lines()[1]
    // Cron takes the backslash away before the shell reads the line.
    let shell = line.split(separator: " ", maxSplits: 5)[5].replacing(#"\%"#, with: "%")
    #expect(shell.contains(#"--cache '/tmp/it'"'"'s 100'%' "$HOME" of a; b && c #d/s.sqlite'"#))
  }

  @Test(arguments: ["/tmp/two\nlines", "/tmp/back\\slash"])
  func aPathThatCronCannotHoldIsRefused(path: String) throws {
    let schedule = try Self.schedule(cache: path)
    #expect(throws: ScheduleError.self) { try CrontabLines(schedule: schedule).lines() }
    #expect(throws: Never.self) { try SystemdUnits(schedule: schedule).files() }
    let token = try Self.schedule(tokenFile: "/tmp/two\nlines")
    #expect(throws: ScheduleError.self) { try SystemdUnits(schedule: token).files() }
    #expect(throws: ScheduleError.self) { try Self.schedule(cache: "relative/s.sqlite") }
  }

  // Needs systemd's own checker.
  @Test(
    .enabled(if: Tool.isThere("systemd-analyze"), "needs systemd-analyze"),
    arguments: ["1h", "6h", "1d", "3d", "1w"]
  )
  func systemdIsContentWithTheUnits(every: String) async throws {
    try await withScratchFolder { folder in
      let odd = folder.appending(path: "it's 100% \"$HOME\" of a; b \\ #d")
      // The checker looks for the program of a service, which may have few odd characters.
      let place = folder.appending(path: "100% of a; b")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
      let flock = place.appending(path: "flock").path
      try FileManager.default.copyItem(atPath: "/bin/true", toPath: flock)
      let schedule = try Self.schedule(
        cache: odd.appending(path: "s.sqlite").path,
        tokenFile: odd.appending(path: "token").path,
        every: every
      )
      let files = try SystemdUnits(schedule: schedule, flock: flock).files()
      var paths: [String] = []
      for file in files {
        let path = folder.appending(path: file.name)
        try file.text.write(to: path, atomically: true, encoding: .utf8)
        paths.append(path.path)
      }
      let ending = try await ChildProcess.start(
        URL(filePath: "/usr/bin/env"),
        ["systemd-analyze", "verify", "--user", "--man=no"] + paths,
        environment: ["XDG_RUNTIME_DIR": folder.path],
        in: folder
      ).ending()
      #expect(ending.status == 0, "\(ending.errors)")
      let complaints = ending.errors.split(separator: "\n").filter { $0.contains("stemma-") }
      #expect(complaints == [])
    }
  }

  // Needs a cron whose crontab checks without installing.
  @Test(.enabled(if: Tool.checksCrontabs, "needs a crontab that has -n"))
  func cronIsContentWithTheLines() async throws {
    try await withScratchFolder { folder in
      let schedule = try Self.schedule(cache: Self.hostile, tokenFile: Self.hostile)
      let file = folder.appending(path: "tab")
      try CrontabLines(schedule: schedule).placed(in: "MAILTO=ann\n")
        .write(to: file, atomically: true, encoding: .utf8)
      let ending = try await ChildProcess.start(
        URL(filePath: "/usr/bin/crontab"),
        ["-n", file.path],
        in: folder
      ).ending()
      #expect(ending.status == 0, "\(ending.errors)")
    }
  }

  @Test(arguments: [
    ("6h", "2026-01-02T06:17:00Z", "2026-01-02T12:16:59Z"),
    ("1d", "2026-01-02T03:17:00Z", "2026-01-03T03:16:59Z"),
  ])
  func aRefreshIsDueOnceASlot(every: String, from: String, to: String) async throws {
    try await Trial.of(#"{"model": {"id": "a/one"}}"#) { trial in
      let schedule = try Self.schedule(cache: trial.path(), every: every)
      func isDue(_ plan: String, _ time: String) throws -> Bool {
        try schedule.isDue(plan, at: Double((Timestamp.secondsSince1970(in: time) ?? 0)))
      }
      #expect(try isDue("refresh", from))
      try await trial.sweep(on: from)
      #expect(try !isDue("refresh", from))
      #expect(try !isDue("refresh", to))
      #expect(
        try isDue(
          "refresh",
          Timestamp.text(secondsSince1970: (Timestamp.secondsSince1970(in: to) ?? 0) + 1)
        )
      )
      // Missed for a month, it is due once.
      #expect(try isDue("refresh", "2026-02-10T12:00:00Z"))
      #expect(try isDue("sweep", "2026-01-04T05:17:00Z"))
      #expect(try !isDue("sweep", "2026-01-04T05:16:59Z"))
      #expect(throws: ScheduleError.self) { try isDue("walk", from) }
    }
  }

  @Test(
    arguments: [
      ("6h", 6), ("1d", 24), ("2d", 48), ("1w", 168), ("5h", nil), ("24h", nil), ("0d", nil),
      ("d", nil), ("", nil), ("1", nil), ("-1d", nil), ("99d", nil),
    ] as [(String, Int?)]
  )
  func intervalsAreReadStrictly(text: String, hours: Int?) {
    #expect(Interval(text)?.hours == hours)
    if hours != nil { #expect(Interval(text)?.description == text) }
  }

  @Test func aCrontabOfOthersStaysByteForByte() throws {
    let others = "MAILTO=ann\n# my own\n0 5 * * * /usr/bin/backup 100\\% \n\n\n@reboot x"
    let lines = CrontabLines(schedule: try Self.schedule())
    let once = try lines.placed(in: others)
    #expect(once.hasPrefix(others + "\n"))
    #expect(try lines.placed(in: once) == once)
    #expect(CrontabLines.removed(nil, from: once) == others + "\n")
    #expect(CrontabLines.removed(nil, from: others) == others)
    // A mark without its other half is the user's business.
    let half = CrontabLines.begin(nil) + "\n* * * * * y\n"
    #expect(CrontabLines.removed(nil, from: half) == half)
    let weekly = CrontabLines(schedule: try Self.schedule(every: "1w"))
    #expect(try weekly.placed(in: once) == weekly.placed(in: others))
  }
}

extension EndToEnd {
  /// The command against programs that stand in for those of the machine.
  // Needs the command beside the tests.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .timeLimit(.minutes(2))
  )
  struct Scheduling {
    /// Keeps the crontab in a file beside it, and notes how it was called.
    private static let crontab = """
      #!/bin/sh
      cd "$(dirname "$0")" && echo "crontab $*" >> calls
      case "$1" in
        -l) if [ -f broken ]; then echo "crontab: cannot read" >&2; exit 1; fi
          if [ -f tab ]; then cat tab; else echo "no crontab for ann" >&2; exit 1; fi ;;
        -) cat > tab ;;
      esac
      """
    private static let systemctl = """
      #!/bin/sh
      cd "$(dirname "$0")" && echo "systemctl $*" >> calls
      """

    private func withPrograms(_ body: (URL) async throws -> Void) async throws {
      try await withScratchFolder { folder in
        for (name, text) in [("crontab", Self.crontab), ("systemctl", Self.systemctl)] {
          let file = folder.appending(path: name)
          try text.write(to: file, atomically: true, encoding: .utf8)
          chmod(file.path, 0o755)
        }
        try await body(folder)
      }
    }

    private func run(_ arguments: String..., in folder: URL) async throws -> ChildProcess.Ending {
      try await ChildProcess.start(
        try #require(ChildProcess.stemma),
        ["schedule"] + arguments,
        environment: [
          "PATH": folder.path + ":/usr/bin:/bin", "HOME": folder.path,
          "XDG_CONFIG_HOME": folder.appending(path: "config").path,
        ],
        in: folder
      ).ending()
    }

    private func text(_ name: String, in folder: URL) -> String? {
      try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    @Test func cronIsInstalledOnceAndRemovedWhole() async throws {
      try await withPrograms { folder in
        let others = "5 4 * * * /bin/mine\n"
        try others.write(to: folder.appending(path: "tab"), atomically: true, encoding: .utf8)
        let cache = folder.appending(path: "it's/s.sqlite").path
        for _ in 1...2 {
          let ending = try await run("install", "--with", "cron", "--cache", cache, in: folder)
          #expect(ending.status == 0, "\(ending.errors)")
        }
        let tab = try #require(text("tab", in: folder))
        #expect(tab.hasPrefix(others))
        #expect(tab.split(separator: "\n").count == 5)
        // The second time there was nothing to write.
        #expect(text("calls", in: folder)?.count(of: "crontab -\n") == 1)
        for _ in 1...2 {
          #expect(try await run("remove", "--with", "cron", in: folder).status == 0)
        }
        #expect(text("tab", in: folder) == others)
      }
    }

    @Test func aCrontabThatCannotBeReadIsLeftAlone() async throws {
      try await withPrograms { folder in
        try "x".write(to: folder.appending(path: "broken"), atomically: true, encoding: .utf8)
        try "1 1 * * * /bin/mine\n".write(
          to: folder.appending(path: "tab"),
          atomically: true,
          encoding: .utf8
        )
        for verb in ["install", "remove"] {
          let ending = try await run(verb, "--with", "cron", in: folder)
          #expect(ending.status == 2)
          #expect(ending.errors.contains("Nothing was changed"))
        }
        #expect(text("tab", in: folder) == "1 1 * * * /bin/mine\n")
      }
    }

    @Test func unitsAreInstalledOnceAndRemovedWhole() async throws {
      try await withPrograms { folder in
        let units = folder.appending(path: "config/systemd/user")
        for _ in 1...2 {
          let ending = try await run("install", "--with", "systemd", "--every", "6h", in: folder)
          #expect(ending.status == 0, "\(ending.errors)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: units.path).sorted()
        #expect(
          names == [
            "stemma-refresh.service", "stemma-refresh.timer", "stemma-sweep.service",
            "stemma-sweep.timer",
          ]
        )
        let calls = try #require(text("calls", in: folder))
        #expect(
          calls.hasPrefix(
            """
            systemctl --user daemon-reload
            systemctl --user enable --now stemma-refresh.timer stemma-sweep.timer

            """
          )
        )
        for _ in 1...2 {
          #expect(try await run("remove", "--with", "systemd", in: folder).status == 0)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: units.path) == [])
      }
    }

    @Test func aUnitOfAnotherHandIsLeftAlone() async throws {
      try await withPrograms { folder in
        let units = folder.appending(path: "config/systemd/user")
        try FileManager.default.createDirectory(at: units, withIntermediateDirectories: true)
        let mine = units.appending(path: "stemma-sweep.timer")
        try "[Timer]\nOnCalendar=daily\n".write(to: mine, atomically: true, encoding: .utf8)
        let ending = try await run("install", "--with", "systemd", in: folder)
        #expect(ending.status == 2)
        #expect(ending.errors.contains("Move it away first"))
        #expect(try await run("remove", "--with", "systemd", in: folder).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: units.path).count == 1)
      }
    }

    @Test func noUnitAndNoLineHoldsTheToken() async throws {
      try await withPrograms { folder in
        let token = folder.appending(path: "token")
        try "hf_marked_secret".write(to: token, atomically: true, encoding: .utf8)
        for system in ["systemd", "cron"] {
          let ending = try await run(
            "print",
            "--with",
            system,
            "--token-file",
            token.path,
            in: folder
          )
          #expect(ending.status == 0)
          #expect(ending.output.contains(token.path))
          #expect(!ending.output.contains("hf_marked_secret"))
        }
      }
    }

    /// The line of the crontab, run twice at once by a shell as cron would.
    @Test func twoRunsNeverOverlap() async throws {
      var options = StandInOptions.withoutQuota
      options.latency = .milliseconds(400)
      try await Trial.of(try World(lines: [#"{"model": {"id": "a/one"}}"#]), options: options) {
        trial in
        let stemma = try #require(ChildProcess.stemma).path
        let schedule = try Schedule(
          program: stemma,
          cache: trial.path("it's 100%"),
          endpoint: trial.address.absoluteString
        )
        let line = try CrontabLines(schedule: schedule).lines()[2]
        let command = String(line.split(separator: " ", maxSplits: 5)[5])
          .replacing(#"\%"#, with: "%")
        let runs = try (1...3).map { _ in
          try ChildProcess.start(URL(filePath: "/bin/sh"), ["-c", command], in: trial.folder)
        }
        var statuses: [Int32] = []
        for run in runs { statuses.append(await run.ending().status) }
        // The lock refuses the other two.
        #expect(statuses.sorted() == [0, 1, 1])
        #expect(try trial.rows("SELECT outcome FROM harvest", in: "it's 100%") == ["complete"])
        // And now it is not due: cron has nothing to tell.
        let again = try ChildProcess.start(
          URL(filePath: "/bin/sh"),
          ["-c", command],
          in: trial.folder
        )
        let ending = await again.ending()
        #expect(ending.status == 0)
        #expect(ending.output + ending.errors == "")
        #expect(try trial.rows("SELECT count(*) FROM harvest", in: "it's 100%") == ["1"])
        #expect(ScheduledRuns(of: trial.path("it's 100%")).all.map(\.status) == [0])
      }
    }

    @Test func whatIsNamedIsHarvestedAndFollowed() async throws {
      try await Trial.of(try World(lines: [#"{"model": {"id": "a/one"}}"#])) { trial in
        var schedule = try Schedule(
          program: try #require(ChildProcess.stemma).path,
          cache: trial.path(),
          endpoint: trial.address.absoluteString
        )
        schedule.name = "small"
        schedule.ids = ["a/one"]
        schedule.then = ["stemma models info a/one --json > \(trial.folder.path)/info"]
        schedule.onFailure =
          #"echo "$STEMMA_PLAN $STEMMA_STATUS $STEMMA_FAILURE" > "#
          + trial.folder.path + "/failure"
        try schedule.validate()
        func run() async throws -> ChildProcess.Ending {
          let words = Array(schedule.command(schedule.jobs[0]).dropFirst()) + ["--if-due"]
          return try await ChildProcess.start(
            URL(filePath: schedule.program),
            words,
            environment: ["HOME": trial.folder.path],
            in: trial.folder
          ).ending()
        }
        #expect(schedule.jobs.map(\.plan) == ["auto"])
        #expect(try await run().status == 0)
        #expect(text("info", in: trial.folder)?.contains("a/one") == true)
        #expect(try !schedule.isDue("auto"))
        // Another schedule of the same cache has its own runs.
        schedule.name = "other"
        #expect(try schedule.isDue("auto"))
        schedule.then = ["echo no such report >&2; exit 3"]
        #expect(try await run().status == 3)
        #expect(text("failure", in: trial.folder)?.hasPrefix("auto 3 ") == true)
        #expect(text("failure", in: trial.folder)?.contains("no such report") == true)
        #expect(try schedule.isDue("auto"))
        let failing = ScheduledRuns(of: trial.path()).failing
        let names = failing.map { runs in runs.map(\.schedule) }
        #expect(names == [["other"]])
        let health = try CacheHealth(of: trial.path())
        #expect(health.problems.count == 1)
        #expect(health.problems.first?.contains("auto of other failed") == true)
        schedule.endpoint = "http://127.0.0.1:9"
        #expect(try await run().status == 2)
        #expect(ScheduledRuns(of: trial.path()).failing.first?.count == 2)
      }
    }

    /// A cron of its own in a namespace of its own, whose clock reads 0:16:57 when it begins.
    private static let cron = """
      set -e
      mount --make-rprivate /
      mount --bind "$SPOOL" /var/spool/cron/crontabs
      mount -t tmpfs tmpfs /run
      mount -t tmpfs tmpfs /etc/cron.d
      "$STEMMA" schedule install --with cron --cache "$CACHE" --endpoint "$HUB" --name live a/one
      LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketime.so.1) FAKETIME='@2026-01-04 00:16:57' TZ=UTC \\
        cron -f &
      for try in $(seq 200); do sleep 0.1; [ ! -s "$CACHE.runs" ] || break; done
      kill $!
      "$STEMMA" schedule remove --with cron --name live
      """

    // Needs root, for namespaces, and a cron whose clock can be set.
    @Test(
      .enabled(
        if: getuid() == 0 && Tool.isThere("faketime") && Tool.isThere("unshare")
          && FileManager.default.fileExists(atPath: "/usr/sbin/cron"),
        "needs root, cron, faketime and unshare"
      )
    )
    func aLiveCronRunsTheLine() async throws {
      try await Trial.of(try World(lines: [#"{"model": {"id": "a/one"}}"#])) { trial in
        let spool = trial.folder.appending(path: "spool")
        try FileManager.default.createDirectory(at: spool, withIntermediateDirectories: false)
        let ending = try await ChildProcess.start(
          URL(filePath: "/usr/bin/env"),
          ["unshare", "--mount", "bash", "-c", Self.cron],
          environment: [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": trial.folder.path,
            "SPOOL": spool.path, "CACHE": trial.path("it's 100%"),
            "HUB": trial.address.absoluteString,
            "STEMMA": try #require(ChildProcess.stemma).path,
          ],
          in: trial.folder
        ).ending()
        #expect(ending.status == 0, "\(ending.errors)")
        let runs = ScheduledRuns(of: trial.path("it's 100%")).all
        let told = runs.map { run in "\(run.schedule ?? "") \(run.plan) \(run.status)" }
        #expect(told == ["live auto 0"])
        #expect(try trial.rows("SELECT outcome FROM harvest", in: "it's 100%") == ["complete"])
      }
    }

    private static let liveSystemd =
      Shared.package.appending(path: "Tests/StemmaOperationsTests/live_systemd.sh").path

    /// Whether a systemd boots for a user in namespaces: not without root, nor in most containers.
    private static let bootsSystemd: Bool = {
      guard getuid() == 0, Tool.isThere("unshare"), Tool.isThere("systemctl") else { return false }
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      defer { try? FileManager.default.removeItem(at: folder) }
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = [liveSystemd, "probe", folder.path]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      guard (try? process.run()) != nil else { return false }
      process.waitUntilExit()
      return process.terminationStatus == 0
    }()

    @Test(
      .enabled(if: bootsSystemd, "needs root and a systemd that boots in namespaces"),
      .timeLimit(.minutes(2))
    )
    func aLiveSystemdRunsTheTimers() async throws {
      try await withScratchFolder { folder in
        let ending = try await ChildProcess.start(
          URL(filePath: "/bin/bash"),
          [Self.liveSystemd, try #require(ChildProcess.stemma).path, folder.path],
          environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
          in: folder
        ).ending()
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(
          ending.output.split(separator: "\n") == [
            "installed stemma-refresh.timer", "installed stemma-sweep.timer", "ran sweep 0",
            "ran refresh 0", "followed", "left 0",
          ]
        )
      }
    }

    /// What of the shell goes into a schedule, and which token.
    @Test(arguments: ["systemd", "cron"])
    func theShellsHubAndProxyAreKept(system: String) async throws {
      try await withPrograms { folder in
        let token = folder.appending(path: ".cache/huggingface/token")
        try FileManager.default.createDirectory(
          at: token.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try "hf_secret".write(to: token, atomically: true, encoding: .utf8)
        func text(_ endpoint: String?, _ arguments: String...) async throws -> String {
          try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            ["schedule", "print", "--with", system] + arguments,
            environment: [
              "HOME": folder.path, "HF_ENDPOINT": endpoint ?? "",
              "https_proxy": "http://ann:p%40 $x@proxy.example:8080", "NO_PROXY": "intern.example",
            ],
            in: folder
          ).ending().output
        }
        let usual = try await text(nil)
        #expect(usual.contains(token.path))
        #expect(usual.contains("--endpoint https://huggingface.co"))
        #expect(usual.contains("NO_PROXY=intern.example"))
        #expect(
          usual.contains(
            system == "cron"
              ? #"https_proxy='http://ann:p'\%'40 $x@proxy.example:8080' "#
              : #"Environment="https_proxy=http://ann:p%%40 $x@proxy.example:8080""#
          )
        )
        // The token at hand is that of the Hub.
        let mirrored = try await text("https://mirror.example/hf")
        #expect(mirrored.contains("--endpoint https://mirror.example/hf"))
        #expect(!mirrored.contains(token.path))
        #expect(mirrored.contains("HF_HUB_DISABLE_IMPLICIT_TOKEN=1"))
        let named = try await text("https://mirror.example/hf", "--token-file", "/home/ann/mirrors")
        #expect(named.contains("/home/ann/mirrors"))
      }
    }

    @Test func schedulesStandBesideEachOther() async throws {
      try await withPrograms { folder in
        let units = folder.appending(path: "config/systemd/user")
        func names() throws -> [String] {
          try FileManager.default.contentsOfDirectory(atPath: units.path).sorted()
        }
        func install(_ words: String...) async throws {
          let ending = try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            ["schedule", "install", "--with", "systemd"] + words,
            environment: [
              "PATH": folder.path + ":/usr/bin:/bin", "HOME": folder.path,
              "XDG_CONFIG_HOME": folder.appending(path: "config").path,
            ],
            in: folder
          ).ending()
          #expect(ending.status == 0, "\(ending.errors)")
        }
        try await install()
        try await install("--name", "ours", "a/one", "--details", "study")
        #expect(
          try names() == [
            "stemma-ours-auto.service", "stemma-ours-auto.timer", "stemma-refresh.service",
            "stemma-refresh.timer", "stemma-sweep.service", "stemma-sweep.timer",
          ]
        )
        // The one without a name is of other repositories now.
        try await install("b/two")
        #expect(try names().contains("stemma-auto.timer"))
        #expect(try !names().contains("stemma-sweep.timer"))
        #expect(
          try await run("remove", "--with", "systemd", "--name", "ours", in: folder).status == 0
        )
        #expect(try names() == ["stemma-auto.service", "stemma-auto.timer"])
        for words in [["--name", "a b"], ["--name", "sweep"], ["--details", "all"]] {
          let refused = try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            ["schedule", "print"] + words,
            in: folder
          ).ending()
          #expect(refused.status == 2, "\(words)")
        }
      }
    }
  }
}
