// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  // A warning nobody mends hides the next one.
  .treatAllWarnings(as: .error),
  // What a module's interface shows of others is said, not leaked.
  .enableUpcomingFeature("InternalImportsByDefault"),
  // A member may be used only where its module is imported: the arrows below stay true.
  .enableUpcomingFeature("MemberImportVisibility"),
  // A dynamic call is seen where it is made.
  .enableUpcomingFeature("ExistentialAny"),
]

/// The rooms of the pipeline, from the bottom up.
let pipeline: [Target.Dependency] = [
  "StemmaCore", "StemmaDuckDB", "StemmaHub", "StemmaStore", "StemmaDerive", "StemmaLink",
  "StemmaGraph", "StemmaHarvest", "StemmaMetrics", "StemmaStudies", "StemmaAnswers",
  "StemmaReports", "StemmaOperations", "Stemma",
]

/// What tests depend on that go the whole way; what they look at on it, their imports say.
let trials = pipeline + ["StemmaStandIn", "StemmaTestSupport", "StemmaTrialSupport"]

let package = Package(
  name: "stemma",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "stemma", targets: ["stemma"]),
    .executable(name: "stemma-stand-in", targets: ["stemma-stand-in"]),
    .executable(name: "stemma-serve", targets: ["stemma-serve"]),
    .library(name: "Stemma", targets: ["Stemma"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // C: system libraries and the shims for what Swift cannot call.
    .target(
      name: "CCurl",
      cSettings: [.treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
    ),
    .systemLibrary(
      name: "CZlib",
      pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
    ),
    .target(name: "CEmptyICU", cSettings: [.treatAllWarnings(as: .error)]),
    .systemLibrary(name: "CMalloc"),
    .target(
      name: "CPastPages",
      dependencies: ["CSQLite"],
      cSettings: [.treatAllWarnings(as: .error)]
    ),
    .systemLibrary(
      name: "CMicrohttpd",
      pkgConfig: "libmicrohttpd",
      providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"])]
    ),
    .systemLibrary(
      name: "CNettle",
      pkgConfig: "nettle",
      providers: [.apt(["nettle-dev"]), .brew(["nettle"])]
    ),
    .target(name: "CProcess", cSettings: [.treatAllWarnings(as: .error)]),
    .systemLibrary(
      name: "CSQLite",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
    ),
    .target(
      name: "CSimdJSON",
      // Scripts/build names the one that it links in.
      linkerSettings: [
        .linkedLibrary(Context.environment["STEMMA_SIMDJSON"] ?? "simdjson"),
        .linkedLibrary("stdc++"),
      ]
    ),

    // The files that ship in the program become Swift while it is built: a moved program has them.
    .executableTarget(name: "stemma-embed", path: "Sources/embed-command", swiftSettings: strict),
    .plugin(
      name: "embed",
      capability: .buildTool(),
      dependencies: ["stemma-embed"],
      path: "Sources/embed-plugin"
    ),

    // From the bottom up: a target depends on those above it in this list alone.

    // The nouns of all others: records, relations, names, times; JSON, gzip, digests, text; tables and
    // how they are written. It deals with values alone:
    // not with files, networks, SQL or what a record means.
    .target(
      name: "StemmaCore",
      dependencies: ["CNettle", "CSimdJSON", "CZlib"],
      swiftSettings: strict
    ),
    // DuckDB's program: found, fed with rows that become Parquet, and asked for the rows of Parquet.
    // It deals with one file at a time:
    // not with which tables there are, nor with what is done with rows.
    .target(
      name: "StemmaDuckDB",
      dependencies: ["StemmaCore", "CProcess"],
      swiftSettings: strict
    ),
    // The wire: addresses of the Hub, the client with its quota and retries, libcurl, and reading
    // replies into records. It deals with one request at a time:
    // not with what to ask next, nor with what is kept.
    .target(
      name: "StemmaHub",
      dependencies: [
        "StemmaCore", "CCurl", .product(name: "Algorithms", package: "swift-algorithms"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict
    ),
    // The cache: schema, connections lent to a stage and held to its tables, the past, the one rule
    // by which names lead to repositories. It deals with SQLite and who may write what:
    // not with what rows mean, which is the business of the stages.
    .target(
      name: "StemmaStore",
      dependencies: ["StemmaCore", "CMalloc", "CPastPages", "CSQLite"],
      swiftSettings: strict
    ),
    // Records, model cards and details to tables, with their history.
    // It deals with what a reply says of one repository:
    // not with requests and harvests, nor with other repositories.
    .target(
      name: "StemmaDerive",
      dependencies: [
        "StemmaCore", "StemmaHub", "StemmaStore", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),
    // Declarations to edges, ghosts with a reason and inferred edges; uses of datasets.
    // It deals with what a declared name leads to:
    // not with what follows over several edges.
    .target(
      name: "StemmaLink",
      dependencies: ["StemmaCore", "StemmaStore", "StemmaDerive"],
      swiftSettings: strict
    ),
    // Edges to the family graph: algorithms, stored arrays, closure, sizes of families.
    // It deals with who descends from whom:
    // not with names, cards or how an answer is written.
    .target(
      name: "StemmaGraph",
      dependencies: [
        "StemmaCore", "StemmaStore", "StemmaLink",
        .product(name: "Algorithms", package: "swift-algorithms"),
      ],
      swiftSettings: strict
    ),
    // What to ask the Hub and when: one file an endpoint, the planner, the archive, replay, import.
    // It deals with getting replies and handing each to the derive stage:
    // not with how a reply is fetched (StemmaHub) or linked.
    .target(
      name: "StemmaHarvest",
      dependencies: [
        "StemmaCore", "StemmaDuckDB", "StemmaHub", "StemmaStore", "StemmaDerive", "StemmaLink",
        "CMalloc",
        .product(name: "DequeModule", package: "swift-collections"),
      ],
      swiftSettings: strict
    ),
    // Metrics, each in one file, with activity, reuse of datasets and the statistics they need.
    // It deals with numbers, their definitions and their notes:
    // not with judging them against what somebody claims.
    .target(
      name: "StemmaMetrics",
      dependencies: ["StemmaCore", "StemmaStore", "StemmaLink", "StemmaGraph"],
      swiftSettings: strict
    ),
    // Study files, claims, verdicts.
    // It deals with what others say of open models, and whether the cache bears it out:
    // not with pages and reports.
    .target(
      name: "StemmaStudies",
      dependencies: [
        "StemmaCore", "StemmaStore", "StemmaDerive", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict,
      plugins: ["embed"]
    ),
    // One folder an answer: its value, its query, its text, table and JSON; exports; license rules.
    // It deals with questions about what the stages wrote, and writes no table itself:
    // not with pages (StemmaReports) or options of commands.
    .target(
      name: "StemmaAnswers",
      dependencies: [
        "StemmaCore", "StemmaStore", "StemmaLink", "StemmaGraph", "StemmaMetrics", "StemmaStudies",
        .product(name: "Algorithms", package: "swift-algorithms"),
      ],
      // A link to the article on the cache, which is its one description of tables.
      resources: [.embedInCode("Datasette/Cache.md")],
      swiftSettings: strict
    ),
    // The report on a study: its findings, sections, charts, and pages in four formats.
    // It deals with pages for people:
    // not with single answers, nor with what is true.
    .target(
      name: "StemmaReports",
      dependencies: [
        "StemmaCore", "StemmaDuckDB", "StemmaStore", "StemmaLink", "StemmaMetrics", "StemmaStudies",
        "StemmaAnswers",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Templates")],
      swiftSettings: strict
    ),
    // The doctor, the schedule, and the care of cache and archive.
    // It deals with whoever runs Stemma for years:
    // not with harvested facts.
    .target(
      name: "StemmaOperations",
      dependencies: [
        "StemmaCore", "StemmaHub", "StemmaStore", "StemmaLink", "StemmaGraph", "StemmaHarvest",
        "StemmaStudies", "StemmaAnswers",
      ],
      swiftSettings: strict
    ),
    // The facade that people import: Pipeline writes, Answers reads.
    // It deals with composing the stages:
    // not with any stage's own work.
    .target(
      name: "Stemma",
      dependencies: [
        "StemmaCore", "StemmaDuckDB", "StemmaHub", "StemmaStore", "StemmaDerive", "StemmaLink",
        "StemmaGraph", "StemmaHarvest", "StemmaMetrics", "StemmaStudies", "StemmaAnswers",
        "StemmaReports", "StemmaOperations", "CMalloc",
      ],
      swiftSettings: strict
    ),

    // The same answers over HTTP on loopback: pages for people, JSON for programs.
    // It deals with routes, pages, the shapes of answers, and who may ask:
    // not with questions or their answers, which are the facade's.
    .target(
      name: "StemmaExplorer",
      dependencies: [
        "StemmaCore", "StemmaStore", "StemmaLink", "StemmaGraph", "StemmaHarvest", "StemmaMetrics",
        "StemmaStudies", "StemmaAnswers", "StemmaReports", "StemmaOperations", "Stemma",
        "CMicrohttpd",
      ],
      // Links to the article on JSON, which is its one description of shapes, and to the style of
      // drawings.
      resources: [.embedInCode("Static")],
      swiftSettings: strict
    ),

    // Serves them: a program of its own, so that the command carries no server.
    .executableTarget(
      name: "stemma-serve",
      dependencies: [
        "Stemma", "StemmaCore", "StemmaExplorer", "CEmptyICU", "CMalloc",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/serve-command",
      swiftSettings: strict
    ),

    // The same answers for agents, by the Model Context Protocol: lines of JSON-RPC, tools, bounds.
    // It deals with what an agent may ask and how much it gets at once:
    // not with the answers themselves, nor with standard input and output.
    .target(
      name: "StemmaAgents",
      dependencies: [
        "StemmaCore", "StemmaStore", "StemmaGraph", "StemmaMetrics", "StemmaStudies",
        "StemmaAnswers", "Stemma",
      ],
      swiftSettings: strict
    ),

    // A local Hub, for the demo, the tests, the benchmarks and users.
    // It deals with answering as the Hub does, from worlds written down or made up:
    // not with Stemma's cache, of which it knows nothing.
    .target(
      name: "StemmaStandIn",
      dependencies: [
        "StemmaCore",
        .product(name: "Algorithms", package: "swift-algorithms"),
        .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ],
      exclude: ["Worlds"],
      swiftSettings: strict,
      plugins: ["embed"]
    ),

    // Serves one to who asks: a program of its own, so that the command carries no server.
    .executableTarget(
      name: "stemma-stand-in",
      dependencies: [
        "StemmaCore", "StemmaStandIn", "CEmptyICU",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/stand-in-command",
      swiftSettings: strict
    ),

    // The command: parses, calls, prints.
    // It deals with options, exit codes, files and the terminal:
    // not with questions or their answers.
    .executableTarget(
      name: "stemma",
      dependencies: [
        "Stemma", "StemmaAgents", "CEmptyICU", "CMalloc",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/stemma-command",
      swiftSettings: strict
    ),

    // Times all of it on a synthetic Hub.
    // It deals with seconds and bytes, and with bounds on them:
    // not with right and wrong, which is for tests.
    .executableTarget(
      name: "stemma-bench",
      dependencies: [
        "stemma", "Stemma", "StemmaStandIn",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),

    // The program of the documentation's first page, which sees what anybody sees.
    .executableTarget(
      name: "HarvestAndAsk",
      dependencies: ["Stemma"],
      path: "Examples/HarvestAndAsk",
      packageAccess: false,
      swiftSettings: strict
    ),

    // Tests: a target a room, and what they share.

    // What a test of any room may need: scratch folders, seeds, child processes, Python, the
    // reference material. It knows no stage.
    .target(
      name: "StemmaTestSupport",
      dependencies: [
        "StemmaCore", "CSQLite",
      ],
      path: "Tests/StemmaTestSupport",
      exclude: ["real_hub.py", "real_world.py"],
      swiftSettings: strict
    ),
    // What a test needs that goes the whole way: worlds served over loopback, caches harvested from
    // them, their tables as text. A test that one stage is enough for does without it.
    .target(
      name: "StemmaTrialSupport",
      dependencies: pipeline + ["StemmaStandIn", "StemmaTestSupport"],
      path: "Tests/StemmaTrialSupport",
      swiftSettings: strict
    ),

    // Names, times, JSON and gzip by themselves; nothing of the Hub, of tables or of files.
    .testTarget(
      name: "StemmaCoreTests",
      dependencies: ["StemmaCore", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    // Parquet written and read back, by DuckDB and by others; what DuckDB's program may do wrong.
    // Which tables are written is tested with the exports.
    .testTarget(
      name: "StemmaDuckDBTests",
      dependencies: ["StemmaDuckDB", "StemmaCore", "StemmaTestSupport"],
      exclude: ["read_parquet.py"],
      swiftSettings: strict
    ),
    // Addresses, quota, retries and recorded replies; a server of a few lines stands for the Hub.
    // What becomes of a reply is tested by the rooms that use it.
    .testTarget(
      name: "StemmaHubTests",
      dependencies: ["StemmaHub", "StemmaCore", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    // The file itself: its layout and its document, who may write which table, what it was before.
    // Not what the rows say: that is tested by the stages that write them.
    .testTarget(
      name: "StemmaStoreTests",
      dependencies: trials,
      exclude: ["sqlite_values.py"],
      swiftSettings: strict
    ),
    // What a card, a record and a name say, each by itself; no database, no other repository.
    .testTarget(
      name: "StemmaDeriveTests",
      dependencies: ["StemmaDerive", "StemmaStore", "StemmaCore", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    // From names to edges, ghosts, mentions and inferred edges, whole and by increments.
    // How far a family reaches is tested above.
    .testTarget(
      name: "StemmaLinkTests",
      dependencies: trials,
      exclude: ["real_bases.py"],
      swiftSettings: strict
    ),
    // Closures, components, parts of families and the stored arrays, beside networkx.
    // How they are printed is tested with the answers.
    .testTarget(
      name: "StemmaGraphTests",
      dependencies: trials,
      exclude: ["networkx_oracle.py", "number_edges.py"],
      swiftSettings: strict
    ),
    // Plans, requests, details, archives, replay and import, against a stand-in that misbehaves.
    // What dies in between, and sweeps of every fault, are tested with the whole.
    .testTarget(
      name: "StemmaHarvestTests",
      dependencies: trials,
      exclude: ["Import/count_series.py"],
      swiftSettings: strict
    ),
    // Every metric by known answers and beside pandas and scipy: attention, activity, reuse.
    // Not their text in a page: that is tested with the reports.
    .testTarget(
      name: "StemmaMetricsTests",
      dependencies: trials,
      exclude: [
        "Activity/activity_peers.py", "Statistics/statistics_peers.py", "timeseries_peers.py",
      ],
      swiftSettings: strict
    ),
    // Study files, the register of claims, and worlds in which each claim gets each verdict.
    // Pages about them are tested with the reports.
    .testTarget(
      name: "StemmaStudiesTests",
      dependencies: trials,
      swiftSettings: strict
    ),
    // Answers as text, tables, JSON and exports, drawn by hand where no cache is needed.
    // Whether the tables are right is tested by the stages that write them.
    .testTarget(
      name: "StemmaAnswersTests",
      dependencies: trials,
      exclude: [
        "networkx_datasets.py", "networkx_impact.py",
        "Golden", "Traits/recount_traits.py", "open_cache.py", "read_back.R", "read_back.py",
        "read_bill.py", "recount_queries.py",
      ],
      swiftSettings: strict
    ),
    // The pages of a study, byte for byte, to parsers and to a browser.
    // Not whether their numbers are right: that is tested with the metrics and claims.
    .testTarget(
      name: "StemmaReportsTests",
      dependencies: trials,
      exclude: [
        "Golden", "ask_spark.py", "measure_drawing.js", "read_bundle.py", "read_report.py",
        "read_tables.py",
      ],
      swiftSettings: strict
    ),
    // Every page and route, by themselves and over loopback: shapes, refusals, hostile names, a
    // browser.
    // Not whether the numbers are right: that is tested with the answers.
    .testTarget(
      name: "StemmaExplorerTests",
      dependencies: trials + ["StemmaExplorer"],
      exclude: ["ask.py", "look.js"],
      swiftSettings: strict
    ),
    // Doctor, schedule and maintenance, with the programs that read what they write.
    // What they maintain is tested by the stages that write it.
    .testTarget(
      name: "StemmaOperationsTests",
      dependencies: trials,
      exclude: ["Caches", "live_systemd.sh", "read_warc.py"],
      swiftSettings: strict
    ),
    // The whole way, by the facade and by the command: killed, fed with faults, measured, for
    // thirty days.
    // What one room promises is tested there.
    .testTarget(
      name: "StemmaTests",
      dependencies: trials,
      exclude: [
        "read_feed.py", "read_record.py",
        "front.py", "networkx_answers.py", "networkx_derivatives.py", "one_number.py",
        "joint_oracle.py", "recount_digest.py", "recount_hub.py", "recount_relicensed.py",
      ],
      swiftSettings: strict
    ),
    // Answers for agents: by the protocol's own client, by a hostile one, and without a process.
    // What the answers say is tested with the answers.
    .testTarget(
      name: "StemmaAgentsTests",
      dependencies: trials + ["StemmaAgents"],
      exclude: ["hostile_client.py", "official_client.py"],
      swiftSettings: strict
    ),
    // What a program outside the package can make, ask and print: it sees what is public.
    // What the answers say is tested with the answers.
    .testTarget(
      name: "StemmaPublicTests",
      dependencies: ["Stemma"],
      packageAccess: false,
      swiftSettings: strict
    ),
    // The local Hub, beside recorded replies and the official client, and its program.
    // Nothing of what Stemma makes of its replies.
    .testTarget(
      name: "StemmaStandInTests",
      dependencies: ["StemmaStandIn", "StemmaCore", "StemmaTestSupport"],
      exclude: ["check_demo_world.py", "official_client.py"],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
