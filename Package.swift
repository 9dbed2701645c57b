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
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
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
      name: "CSQLiteSetup",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
    ),
    .target(
      name: "CSimdJSON",
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]
    ),

    // The nouns. Imports nothing.
    .target(name: "StemmaRecords", swiftSettings: strict),
    .target(
      name: "StemmaJSON",
      dependencies: ["StemmaRecords", "CSimdJSON"],
      swiftSettings: strict
    ),
    .target(
      name: "StemmaGzip",
      dependencies: ["CZlib"],
      swiftSettings: strict
    ),

    // Four rooms that do not know each other.
    .target(
      name: "StemmaHub",
      dependencies: [
        "StemmaRecords", "StemmaJSON", "StemmaGzip", "CCurl",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "StemmaCards",
      dependencies: ["StemmaRecords", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict
    ),
    .target(
      name: "StemmaCache",
      dependencies: [
        "StemmaRecords", "CSQLiteSetup",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict
    ),
    .target(name: "StemmaLineage", dependencies: ["StemmaRecords"], swiftSettings: strict),

    // From tables and graph to answers, and from answers to what people read.
    .target(
      name: "StemmaAnalysis",
      dependencies: ["StemmaRecords", "StemmaCache", "StemmaLineage"],
      swiftSettings: strict
    ),
    .target(
      name: "StemmaReports",
      dependencies: [
        "StemmaRecords", "StemmaJSON", "StemmaAnalysis",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("StudyReport/Templates")],
      swiftSettings: strict
    ),

    // The stages, composed.
    .target(
      name: "Stemma",
      dependencies: [
        "StemmaRecords", "StemmaJSON", "StemmaGzip",
        "StemmaHub", "StemmaCards", "StemmaCache", "StemmaAnalysis", "CMalloc",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SwiftCSV", package: "SwiftCSV"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),

    // A local Hub, for the demo, the tests, the benchmarks and users.
    .target(
      name: "StemmaStandIn",
      dependencies: [
        "StemmaRecords", "StemmaJSON", "StemmaGzip",
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
        "StemmaReports", "StemmaStandIn",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/stand-in-command",
      swiftSettings: strict
    ),

    // The command: parses, calls, prints.
    .executableTarget(
      name: "stemma",
      dependencies: [
        "Stemma", "StemmaRecords", "StemmaReports", "CMalloc",
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
        "stemma", "Stemma", "StemmaAnalysis", "StemmaCache", "StemmaGzip", "StemmaHub",
        "StemmaJSON", "StemmaLineage", "StemmaRecords", "StemmaStandIn",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),

    // One test target a room, and what they share.
    .target(
      name: "StemmaTestSupport",
      dependencies: ["StemmaRecords", "StemmaJSON"],
      path: "Tests/StemmaTestSupport",
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaRecordsTests",
      dependencies: ["StemmaRecords", "StemmaJSON", "StemmaGzip", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaHubTests",
      dependencies: ["StemmaHub", "StemmaJSON", "StemmaGzip", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaCardsTests",
      dependencies: ["StemmaCards", "StemmaJSON", "StemmaGzip", "StemmaTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaLineageTests",
      dependencies: ["StemmaLineage", "StemmaTestSupport"],
      exclude: ["networkx_oracle.py", "number_edges.py"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaStandInTests",
      dependencies: ["StemmaStandIn", "StemmaJSON", "StemmaGzip", "StemmaTestSupport"],
      exclude: ["official_client.py"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaTests",
      dependencies: [
        "Stemma", "StemmaAnalysis", "StemmaCache", "StemmaGzip", "StemmaHub", "StemmaJSON",
        "StemmaRecords", "StemmaReports", "StemmaStandIn", "StemmaTestSupport",
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      exclude: [
        "Import/count_series.py", "Report/Golden", "Report/read_report.py", "activity_peers.py",
        "check_demo_world.py", "networkx_derivatives.py", "read_warc.py", "real_bases.py",
        "real_hub.py", "real_world.py", "recount_traits.py",
        "statistics_peers.py", "timeseries_peers.py",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "StemmaReportsTests",
      dependencies: [
        "StemmaReports", "StemmaAnalysis", "StemmaCache", "StemmaJSON", "StemmaRecords",
        "StemmaTestSupport",
      ],
      exclude: ["Golden", "read_back.py"],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
