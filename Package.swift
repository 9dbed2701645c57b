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

let package = Package(
  name: "stemma",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "stemma", targets: ["stemma"]),
    .executable(name: "stemma-stand-in", targets: ["stemma-stand-in"]),
    .library(name: "Stemma", targets: ["Stemma"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
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
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(
      name: "CSQLite",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
    ),
    .target(
      name: "CSimdJSON",
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]
    ),

    // From the bottom up: a target depends on those above it in this list alone.

    // Nouns, JSON, text, gzip, tables: what every other target speaks in.
    .target(
      name: "StemmaCore",
      dependencies: ["CSimdJSON", "CZlib"],
      swiftSettings: strict
    ),
    // The wire: addresses, client, curl, quota, reading.
    .target(
      name: "StemmaHub",
      dependencies: [
        "StemmaCore", "CCurl",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict
    ),
    // The cache: schema, connections lent to a stage, the past.
    .target(
      name: "StemmaStore",
      dependencies: ["StemmaCore", "CSQLite"],
      swiftSettings: strict
    ),
    // Records and cards to tables.
    .target(
      name: "StemmaDerive",
      dependencies: [
        "StemmaCore", "StemmaHub", "StemmaStore", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),
    // Names to edges, ghosts and inferred edges.
    .target(
      name: "StemmaLink",
      dependencies: ["StemmaCore", "StemmaStore", "StemmaDerive"],
      swiftSettings: strict
    ),
    // Edges to the closure, families and stored arrays.
    .target(
      name: "StemmaGraph",
      dependencies: ["StemmaCore", "StemmaStore", "StemmaLink"],
      swiftSettings: strict
    ),
    // Endpoints, planning, archive, replay, import.
    .target(
      name: "StemmaHarvest",
      dependencies: [
        "StemmaCore", "StemmaHub", "StemmaStore", "StemmaDerive", "StemmaLink",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SwiftCSV", package: "SwiftCSV"),
      ],
      swiftSettings: strict
    ),
    // Metrics, activity, dataset reuse, statistics.
    .target(
      name: "StemmaMetrics",
      dependencies: ["StemmaCore", "StemmaStore", "StemmaLink", "StemmaGraph"],
      swiftSettings: strict
    ),
    // Study files, claims, verdicts.
    .target(
      name: "StemmaStudies",
      dependencies: [
        "StemmaCore", "StemmaStore", "StemmaDerive", "StemmaLink",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),
    // One folder an answer: its value, its query, its text, table and JSON.
    .target(
      name: "StemmaAnswers",
      dependencies: [
        "StemmaCore", "StemmaStore", "StemmaLink", "StemmaGraph", "StemmaMetrics", "StemmaStudies",
      ],
      swiftSettings: strict
    ),
    // Study pages.
    .target(
      name: "StemmaReports",
      dependencies: [
        "StemmaCore", "StemmaStore", "StemmaLink", "StemmaMetrics", "StemmaStudies",
        "StemmaAnswers",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Templates")],
      swiftSettings: strict
    ),
    // Doctor, schedule, maintenance.
    .target(
      name: "StemmaOperations",
      dependencies: [
        "StemmaCore", "StemmaHub", "StemmaStore", "StemmaHarvest", "StemmaStudies",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict
    ),
    // The facade that people import: Pipeline and Answers.
    .target(
      name: "Stemma",
      dependencies: [
        "StemmaCore", "StemmaHub", "StemmaStore", "StemmaDerive", "StemmaLink", "StemmaGraph",
        "StemmaHarvest", "StemmaMetrics", "StemmaStudies", "StemmaAnswers", "StemmaReports",
        "StemmaOperations", "CMalloc",
      ],
      swiftSettings: strict
    ),

    // A local Hub, for the demo, the tests, the benchmarks and users.
    .target(
      name: "StemmaStandIn",
      dependencies: [
        "StemmaCore",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ],
      resources: [.copy("Worlds")],
      swiftSettings: strict
    ),

    // Serves one to who asks: a program of its own, so that the command carries no server.
    .executableTarget(
      name: "stemma-stand-in",
      dependencies: [
        "StemmaCore", "StemmaStandIn",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/stand-in-command",
      swiftSettings: strict
    ),

    // The command: parses, calls, prints.
    .executableTarget(
      name: "stemma",
      dependencies: [
        "Stemma", "CMalloc",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Sources/stemma-command",
      swiftSettings: strict
    ),

    // Times all of it on a synthetic Hub.
    .executableTarget(
      name: "stemma-bench",
      dependencies: [
        "stemma", "Stemma", "StemmaStandIn",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),

    // One test target a room, and what they share.
    .target(
      name: "StemmaTestSupport",
      dependencies: ["StemmaCore"],
      path: "Tests/StemmaTestSupport",
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaCoreTests",
      dependencies: ["StemmaCore", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaHubTests",
      dependencies: ["StemmaHub", "StemmaCore", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaStoreTests",
      dependencies: ["StemmaStore", "StemmaCore", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaDeriveTests",
      dependencies: ["StemmaDerive", "StemmaCore", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaGraphTests",
      dependencies: ["StemmaGraph", "StemmaTestSupport"],
      exclude: ["networkx_oracle.py", "number_edges.py"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaStandInTests",
      dependencies: ["StemmaStandIn", "StemmaCore", "StemmaTestSupport"],
      exclude: ["official_client.py"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaAnswersTests",
      dependencies: [
        "StemmaAnswers", "StemmaCore", "StemmaMetrics", "StemmaStudies", "StemmaStore",
        "StemmaTestSupport",
      ],
      exclude: ["Golden", "read_back.py"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaTests",
      dependencies: [
        "StemmaCore", "StemmaHub", "StemmaStore", "StemmaDerive", "StemmaLink", "StemmaGraph",
        "StemmaHarvest", "StemmaMetrics", "StemmaStudies", "StemmaAnswers", "StemmaReports",
        "StemmaOperations", "Stemma",
        "StemmaStandIn", "StemmaTestSupport", "CSQLite",
      ],
      exclude: [
        "Import/count_series.py", "Report/Golden", "Report/read_report.py", "activity_peers.py",
        "check_demo_world.py", "networkx_derivatives.py", "read_warc.py", "real_bases.py",
        "real_hub.py", "real_world.py", "recount_traits.py",
        "statistics_peers.py", "timeseries_peers.py",
      ],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
