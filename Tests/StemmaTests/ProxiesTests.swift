import Foundation
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The command behind proxies, mirrors and companies' certificates, and where nothing may be asked.
  @Suite(.timeLimit(.minutes(10)), .enabled(if: ChildProcess.stemma != nil, "needs the command"))
  struct Proxies {
    private static let world = [
      #"{"model": {"id": "lab/base"}}"#,
      #"{"model": {"id": "ann/chat", "cardData": {"base_model": "lab/base"}}}"#,
    ]

    private static let canFront = Python.canImport("ssl") && Tool.isThere("openssl")

    /// Harvests the world's family in a process with an environment.
    private func harvest(
      _ trial: Trial,
      at endpoint: String? = nil,
      _ options: [String] = [],
      environment: [String: String] = [:],
      into cache: String = "one"
    ) async throws -> ChildProcess.Ending {
      try await ChildProcess.start(
        try #require(ChildProcess.stemma),
        [
          "harvest", "lab/base", "--quiet", "--endpoint", endpoint ?? trial.address.absoluteString,
          "--cache", trial.path(cache),
        ] + options,
        environment: environment,
        in: trial.folder
      ).ending()
    }

    /// Runs `front.py` for the length of `body`, which is handed its port.
    private func withFront(
      _ arguments: [String],
      in folder: URL,
      _ body: (Int) async throws -> Void
    ) async throws {
      let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "front.py")
      let front = try ChildProcess.start(
        URL(filePath: "/usr/bin/env"),
        ["python3", "-B", script.path] + arguments,
        in: folder
      )
      do {
        try await body(try #require(Int(try await front.firstLine())))
      } catch {
        front.end()
        _ = await front.ending()
        throw error
      }
      front.end()
      _ = await front.ending()
    }

    /// Reported: none of these was honoured, where curl and the Hub's own client work.
    @Test(.enabled(if: canFront, "needs Python and OpenSSL"))
    func trustTheAuthoritiesThatAreNamed() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        let port = try #require(trial.address.port)
        try await withFront(["tls", trial.folder.path, "\(port)"], in: trial.folder) { port in
          let address = "https://127.0.0.1:\(port)"
          let (good, bad) = (
            trial.folder.appending(path: "ca.pem").path,
            trial.folder.appending(path: "other.pem").path
          )
          func status(_ options: [String], _ environment: [String: String]) async throws -> Int32 {
            try await harvest(trial, at: address, options, environment: environment).status
          }
          let stranger = try await harvest(trial, at: address)
          #expect(stranger.status == 2)
          #expect(stranger.errors.contains("could not be trusted"))
          #expect(stranger.errors.contains("--ca-file or SSL_CERT_FILE"))
          #expect(trial.standIn.requests.isEmpty)

          #expect(try await status(["--ca-file", good], [:]) == 0)
          for name in ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"] {
            #expect(try await status([], [name: good]) == 0, "\(name)")
            #expect(try await status([], [name: bad]) == 2, "\(name)")
          }
          // The order in which they count.
          let all = ["CURL_CA_BUNDLE": good, "SSL_CERT_FILE": bad, "REQUESTS_CA_BUNDLE": bad]
          #expect(try await status([], all) == 0)
          #expect(try await status([], ["SSL_CERT_FILE": good, "REQUESTS_CA_BUNDLE": bad]) == 0)
          #expect(try await status(["--ca-file", bad], all) == 2)
          #expect(try await status(["--ca-file", good], ["CURL_CA_BUNDLE": bad]) == 0)
          #expect(try await status([], ["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": good]) == 0)

          let missing = try await harvest(trial, environment: ["SSL_CERT_FILE": "/no/where.pem"])
          #expect(missing.status == 2)
          #expect(missing.errors.contains("/no/where.pem, which SSL_CERT_FILE names"))
          // What holds nobody to trust is no list of them: nobody could be trusted by it.
          let empty = trial.folder.appending(path: "empty").path
          try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: false)
          for (name, text) in [("none.pem", ""), ("words.pem", "no certificate at all")] {
            try text.write(toFile: empty + "/" + name, atomically: true, encoding: .utf8)
            let ending = try await harvest(trial, ["--ca-file", empty + "/" + name])
            #expect(ending.status == 2)
            let told = "\(name), which --ca-file names: there is no certificate"
            #expect(ending.errors.contains(told))
          }
          let folder = try await harvest(trial, environment: ["REQUESTS_CA_BUNDLE": empty])
          #expect(folder.status == 2)
          #expect(folder.errors.contains("as `openssl rehash` names them"))
          #expect(try await harvest(trial, environment: ["SSL_CERT_FILE": "/dev/null"]).status == 2)
        }
      }
    }

    /// Whatever asks the Hub trusts the same: every plan, `doctor`, and what a schedule runs, which sees
    /// nothing of the shell it was made in.
    @Test(.enabled(if: canFront && Tool.isThere("flock"), "needs Python, OpenSSL and flock"))
    func trustAlikeWhoeverAsks() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        let port = try #require(trial.address.port)
        try await withFront(["tls", trial.folder.path, "\(port)"], in: trial.folder) { port in
          let address = "https://127.0.0.1:\(port)"
          let good = trial.folder.appending(path: "ca.pem").path
          let place = ["--endpoint", address, "--cache", trial.path("two")]
          func run(_ words: [String], trusting: Bool = true) async throws -> ChildProcess.Ending {
            try await ChildProcess.start(
              try #require(ChildProcess.stemma),
              words + place,
              environment: trusting ? ["SSL_CERT_FILE": good] : [:],
              in: trial.folder
            ).ending(within: 120)
          }
          let schedule = try await run(["schedule", "print", "--with", "cron"])
          let line = schedule.output.split(separator: "\n").first { $0.contains("run sweep") }
          let fields = try #require(line?.split(separator: " ", maxSplits: 5))
          let command = try #require(fields.count == 6 ? String(fields[5]) : nil)
          #expect(command.contains(" --ca-file \(good) "))
          let scheduled = try await ChildProcess.start(
            URL(filePath: "/usr/bin/env"),
            ["-i", "PATH=/usr/bin:/bin", "HOME=\(trial.folder.path)", "/bin/sh", "-c", command],
            in: trial.folder
          ).ending(within: 120)
          #expect(scheduled.status == 0, "\(scheduled.errors)")
          for plan in ["refresh", "walk", "details"] {
            let names = plan == "refresh" ? [] : ["lab/base"]
            let ending = try await run(["harvest", "--quiet", "--plan", plan] + names)
            #expect(ending.status == 0, "\(plan): \(ending.errors)")
            let stranger = try await run(["harvest", "--plan", plan] + names, trusting: false)
            #expect(stranger.status == 2, "\(plan)")
            #expect(stranger.errors.contains("could not be trusted"), "\(plan)")
          }
          let doctor = try await run(["doctor"])
          #expect(doctor.status < 2, "\(doctor.errors)")
          let stranger = try await run(["doctor"], trusting: false)
          #expect(stranger.status == 2)
          #expect(stranger.errors.contains("could not be trusted"))
          let missing = try await run(["schedule", "print", "--ca-file", "/no/where.pem"])
          #expect(missing.status == 2)
          #expect(missing.errors.contains("/no/where.pem, which --ca-file names"))
        }
      }
    }

    /// The demo asks nobody but the Hub that it starts itself: no proxy stands before that.
    @Test func areNotBeforeTheDemo() async throws {
      try await withScratchFolder { folder in
        let closed = try ClosedPort().address
        let ending = try await ChildProcess.stemma(
          "demo",
          in: folder,
          environment: ["http_proxy": closed, "all_proxy": closed, "HF_HUB_OFFLINE": "1"],
          within: 120
        )
        #expect(ending.status == 0, "\(ending.errors)")
      }
    }

    /// What a proxy does instead of letting a request through.
    @Test(
      .enabled(if: canFront, "needs Python"),
      arguments: [407, 403, 502],
      ["http", "https"]
    )
    func areToldOfAsWhatTheyAre(status: Int, scheme: String) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await withFront(["proxy", "\(status)"], in: trial.folder) { port in
          let ending = try await harvest(
            trial,
            at: "\(scheme)://hub.invalid",
            environment: [scheme + "_proxy": "http://ann:s3cret@127.0.0.1:\(port)"]
          )
          #expect(ending.status == 2)
          #expect(ending.errors.contains("The proxy did not let the request through"))
          #expect(ending.errors.contains("127.0.0.1:\(port)"))
          #expect(ending.errors.contains("(HTTP \(status))"))
          #expect(ending.errors.contains("wants a user name and password") == (status == 407))
          #expect(ending.errors.contains("HTTPS_PROXY"))
          #expect(!ending.errors.contains("s3cret"))
          // What a proxy wrote is nothing that the Hub said.
          #expect(try trial.rows("SELECT count(*) FROM response") == ["0"])
        }
      }
    }

    /// A network that asks its users to log in: with a page, or by sending them to one.
    @Test(.enabled(if: canFront, "needs Python"), arguments: [200, 302])
    func aPageToLogInIsToldOfAsTheirs(status: Int) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await withFront(["proxy", "\(status)"], in: trial.folder) { port in
          let ending = try await harvest(
            trial,
            at: "http://hub.invalid",
            environment: ["http_proxy": "http://127.0.0.1:\(port)"]
          )
          #expect(ending.status == 2)
          #expect(ending.errors.contains("127.0.0.1:\(port) answered in the Hub's place"))
          #expect(ending.errors.contains("(HTTP \(status))"))
          #expect(try trial.rows("SELECT count(*) FROM response") == ["0"])
        }
      }
    }

    @Test func areToldOfWhenTheyAreNotThere() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        let closed = try ClosedPort()
        let ending = try await harvest(
          trial,
          at: "https://hub.invalid",
          environment: ["https_proxy": closed.address.replacing("://", with: "://ann:s3cret@")]
        )
        #expect(ending.status == 2)
        #expect(ending.errors.contains("The proxy did not let the request through"))
        #expect(!ending.errors.contains("s3cret"))
      }
    }

    @Test(arguments: ["1", "ON", "yes", " true "])
    func nothingIsAskedWhereTheHubIsOffLimits(value: String) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        let ending = try await harvest(trial, environment: ["HF_HUB_OFFLINE": value])
        #expect(ending.status == 2)
        #expect(ending.errors.contains("HF_HUB_OFFLINE is set, so nothing is asked of the Hub."))
        let doctor = try await ChildProcess.stemma(
          "doctor",
          "--endpoint",
          trial.address.absoluteString,
          "--cache",
          trial.path(),
          in: trial.folder,
          environment: ["HF_HUB_OFFLINE": value]
        )
        #expect(doctor.status == 2)
        #expect(doctor.errors.contains("HF_HUB_OFFLINE is set"))
        for plan in ["sweep", "walk", "details"] {
          let ending = try await harvest(
            trial,
            ["--plan", plan],
            environment: ["HF_HUB_OFFLINE": value]
          )
          #expect(ending.status == (plan == "sweep" ? 64 : 2), "\(plan): \(ending.errors)")
        }
        #expect(trial.standIn.requests.isEmpty)
        #expect(try await harvest(trial, environment: ["HF_HUB_OFFLINE": "0"]).status == 0)
        trial.standIn.forgetRequests()
        let refresh = try await ChildProcess.stemma(
          "harvest",
          "--plan",
          "refresh",
          "--endpoint",
          trial.address.absoluteString,
          "--cache",
          trial.path(),
          in: trial.folder,
          environment: ["HF_HUB_OFFLINE": value]
        )
        #expect(refresh.status == 2)
        #expect(trial.standIn.requests.isEmpty)
      }
    }

    /// Reported: it was left out without a word, and the harvest ran at half the quota.
    @Test(arguments: ["hf_se\ncret", "hf_se cret", "hf_se\u{9B}cret"])
    func aMalformedTokenIsAnError(token: String) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        for (options, environment) in [([], ["HF_TOKEN": token]), (["--token", token], [:])] {
          let ending = try await harvest(trial, options, environment: environment)
          #expect(ending.status == 2)
          let place = options.first ?? "HF_TOKEN"
          #expect(ending.errors.contains("\(place) holds no token"), "\(ending.errors)")
          #expect(!ending.errors.contains("cret"))
        }
        let file = trial.folder.appending(path: "token").path
        try Data(token.utf8).write(to: URL(filePath: file))
        for environment in [["HF_TOKEN": token], ["HF_TOKEN_PATH": file]] {
          let doctor = try await ChildProcess.stemma(
            "doctor",
            "--endpoint",
            trial.address.absoluteString,
            "--cache",
            trial.path(),
            in: trial.folder,
            environment: environment
          )
          #expect(doctor.status == 2)
          #expect(doctor.errors.contains("holds no token"), "\(doctor.errors)")
          let ending = try await harvest(trial, environment: environment)
          #expect(ending.status == 2)
          #expect(ending.errors.contains("holds no token"), "\(ending.errors)")
        }
        #expect(trial.standIn.requests.isEmpty)
      }
    }

    @Test func aPasswordInAnAddressIsNotRepeated() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        let address = "https://ann:s3cret@hub.example"
        let ending = try await harvest(trial, at: address)
        #expect(ending.status == 2)
        #expect(ending.errors.contains("https://[hidden]@hub.example"))
        let schedule = try await ChildProcess.stemma(
          "schedule",
          "print",
          "--endpoint",
          address,
          in: trial.folder
        )
        #expect(schedule.status == 2)
        for text in [ending.errors, schedule.errors, schedule.output] {
          #expect(!text.contains("s3cret"))
        }
      }
    }

    /// Reported: the words of the user came back raw, with all that they do to a terminal.
    @Test(arguments: ["\u{1B}[31mred", "\u{9B}31mred", "\u{202E}der"])
    func misuseIsRepeatedInert(text: String) async throws {
      try await withScratchFolder { folder in
        for words in [
          ["harvest", "--page-size", text], ["harvest", "--\(text)"], [text],
          ["import", "f.csv", "--map", text],
          ["queries", "run", "ghosts-by-reason", "--param", text],
          ["tree", "a/b", "--format", text],
        ] {
          let ending = try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            words,
            in: folder
          ).ending()
          #expect(ending.status == 64, "\(words)")
          let active = text.unicodeScalars.prefix(1).map(String.init).joined()
          #expect(!ending.errors.contains(active), "\(words)")
          #expect(ending.errors.contains("Usage: "), "\(words)")
        }
      }
    }
  }
}
