// swift-tools-version: 6.2
import PackageDescription

/// One list of compiler settings for every target; each line is a promise that the compiler keeps for us.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let sqlite: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqliteLibrary: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")

/// The six offices' programs differ by a name; each is a few lines over `Workers`.
let workerPrograms = [
    "market-regulation-worker", "tax-worker", "customs-worker", "cyberspace-worker", "police-worker",
    "procuratorate-worker",
]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], page: String? = nil) -> Target {
    .target(name: name, dependencies: dependencies, exclude: page.map { [$0] } ?? [], swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "liandong",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Pure: no I/O, no clock, no randomness of their own.
        library("Contracts", [crypto]),
        library("Casework", ["Contracts"]),
        library("Exchange", ["Contracts"]),
        // The append-only tree of the credit feed, its tiles, checkpoints and proofs.
        library("Transparency", ["Contracts"]),
        library("Offices", ["Contracts", "Casework", "Exchange", "Transparency"]),
        library("Histories", ["Contracts", "Casework", "Exchange", "Offices"]),
        // Edges: cryptography and key files, the bus, the file, the network.
        library("Signing", ["Contracts", "Exchange", crypto]),
        // The whole network in one thread, from a seed.
        library(
            "Rehearsal",
            ["Contracts", "Exchange", "Transparency", "Offices", "Histories", "Casework", "Signing"],
            page: "README.md"),
        // Its proof: every protection switched off once, in a woven copy of the sources (Deploy/mutants).
        library("MutationProof", ["Contracts", "Casework", "Rehearsal"]),
        // Decoders that meet foreign bytes, with the properties that must hold for any bytes.
        library(
            "Fuzzing",
            [
                "Contracts", "Casework", "Exchange", "Offices", "Signing", "Tables", "ListTables", "CreditTables",
                "Workers", "Web",
            ]),
        // Invented texts with and without something personal, to try the guards of publications with.
        library("Specimens", ["Contracts", "Casework"]),
        .systemLibrary(name: "Crdkafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        // Tables that people make: CSV and XLSX, read and written row by row.
        .systemLibrary(name: "Czip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        library("Tables", ["Czip", "Contracts"]),
        library("ListTables", ["Tables", "Contracts", "Casework"]),
        // 双公示 files of penalties and licences: rows read and written, compared, and how good they are.
        library("CreditTables", ["ListTables", "Tables", "Contracts", "Casework"]),
        library("Kafka", ["Crdkafka", logging]),
        library("KafkaMock", ["Crdkafka", "Kafka", logging, nioCore, nioPosix]),
        library(
            "Ledgers", ["Contracts", "Casework", "Exchange", "Offices", "Transparency", sqlite, sqliteLibrary, crypto]),
        // What the public feed answers from: the fold of its log, as a file that can be made anew at any time.
        library("Shelf", ["Contracts", "Casework", "Transparency", sqlite]),
        // A copy of the public register of firms (登记库), loaded from extracts: looked up when a party is typed.
        library("Registers", ["Contracts", "Casework", "Ledgers", "Signing", "Tables", sqlite]),
        // Who may come in and what they may do: officers, passwords, sessions, tokens, and who saw what.
        library("Accounts", ["Contracts", "Casework", "Signing", "Ledgers", sqlite, crypto, cryptoExtras]),
        library(
            "Workers",
            ["Contracts", "Casework", "Exchange", "Offices", "Histories", "Kafka", logging, metrics, lifecycle]),
        library(
            "Evidence",
            [
                "Contracts", "Casework", "Exchange", "Offices", "Signing", "Ledgers", "Workers", lifecycle, logging,
            ]),
        // Tells the office's own systems what happens to cases: addresses, signed deliveries, the loop that repeats them.
        library(
            "Webhooks",
            [
                "Contracts", "Casework", "Offices", "Signing", "Ledgers", "Workers", sqlite, httpClient, nioCore,
                nioHTTP1, logging,
            ]),
        library(
            "Web",
            [
                "Contracts", "Casework", "Exchange", "Offices", "Ledgers", "Workers", "Tables", hummingbird,
                hummingbirdTLS, nioCore, nioSSL, lifecycle, logging,
            ]),
        // The look of pages: layout, style sheet, texts in two languages, tables, plots.
        .target(
            name: "Pages", dependencies: ["Contracts", "Web", hummingbird, mustache],
            resources: [
                "layout.mustache", "table.mustache", "pager.mustache", "field.mustache", "pages.css", "pages.js",
                "icon.svg",
            ].map { .embedInCode("Resources/\($0)") }, swiftSettings: settings),
        library(
            "OfficeAPI",
            [
                "Contracts", "Casework", "Exchange", "Offices", "Signing", "Ledgers", "Accounts", "Registers",
                "Workers",
                "Evidence", "Web", "Webhooks", "Tables", "ListTables", "CreditTables", hummingbird, lifecycle, logging,
                metrics,
            ]),
        // The office's pages for officers, reviewers, heads and administrators.
        .target(
            name: "Console",
            dependencies: [
                "Contracts", "Casework", "Exchange", "Offices", "Ledgers", "Accounts", "Registers", "Workers",
                "Evidence",
                "Web", "Pages", "OfficeAPI", "Tables", "Signing", hummingbird, nioCore, logging,
            ],
            resources: [
                "access-log", "account", "account-new", "account-one", "account-roles", "account-secret", "accounts",
                "bus",
                "busheld", "busletter", "case", "cases", "changes", "clock", "deadlines", "facts", "filters", "foot",
                "form",
                "home",
                "importbatch", "imports",
                "inputs", "job", "jobrow", "jobrows", "jobs", "letter", "openings", "paper", "password", "people",
                "problem",
                "reminders", "rulecalendar", "ruledirectory", "rulepaper", "rulepreview", "rules", "ruletabs",
                "scorecards", "sign-in-bars", "signin",
                "subject", "subjectask", "supervised", "supervision", "tokens",
            ].map { .embedInCode("Resources/\($0).mustache") } + [
                .embedInCode("Resources/console.js")
            ],
            swiftSettings: settings),
        .target(
            name: "Feed",
            dependencies: [
                "Contracts", "Casework", "Exchange", "Transparency", "Offices", "Ledgers", "Shelf", "Workers", "Web",
                "Pages", "Tables", hummingbird, nioCore, lifecycle, logging, crypto,
            ],
            resources: [
                "home", "searchbox", "foot", "search", "firm", "record", "ended", "latest", "statistics", "form",
                "receipt", "problem", "log", "guide", "terms", "developers",
            ].map { .embedInCode("Resources/\($0).mustache") } + [.embedInCode("Resources/verify.js")],
            swiftSettings: settings),
        // Assembly: what a program is made of; the programs themselves are a few lines.
        library(
            "Programs",
            [
                "Contracts", "Casework", "Exchange", "Transparency", "Offices", "Histories", "Signing", "Kafka",
                "KafkaMock", "Ledgers", "Accounts", "Registers", "Workers", "Evidence", "Web", "OfficeAPI", "Console",
                "Feed", "Shelf", "Tables",
                crypto, lifecycle, signals, logging, metrics,
                sqliteLibrary,
            ]),
    ]
        + workerPrograms.map { program($0, ["Programs"]) } + [
            program("credit-feed", ["Programs"]),
            program("mutation-proof", ["MutationProof", "Casework", "Contracts", "Signing"]),
            program("fuzz", ["Fuzzing"]),
            program(
                "liandong",
                [
                    "Contracts", "Casework", "Exchange", "Transparency", "Offices", "Histories", "Signing", "Kafka",
                    "KafkaMock", "Ledgers", "Accounts", "Registers", "Tables", "Workers", "Programs", "Rehearsal",
                    "Specimens",
                    arguments,
                    logging,
                    lifecycle, signals,
                ]),
            tests("ContractsTests", ["Contracts", "Exchange", "Signing"]),
            tests("CaseworkTests", ["Casework", "Contracts"]),
            tests("SpecimensTests", ["Specimens", "Casework"]),
            tests("ExchangeTests", ["Exchange", "Contracts"]),
            tests("TransparencyTests", ["Transparency", "Contracts", "Signing"]),
            tests("FuzzTests", ["Fuzzing", "Contracts"]),
            tests("OfficesTests", ["Offices", "Exchange", "Casework", "Transparency", "Contracts", "Signing"]),
            tests("HistoriesTests", ["Histories", "Offices", "Exchange", "Contracts"]),
            tests("RehearsalTests", ["Rehearsal", "Casework", "Contracts", "Signing"]),
            tests("MutationProofTests", ["MutationProof", "Contracts"]),
            tests("SigningTests", ["Signing", "Exchange", "Contracts"]),
            tests("KafkaTests", ["Kafka", "KafkaMock", logging]),
            tests(
                "LedgerTests",
                [
                    "Ledgers", "Fuzzing", "Transparency", "Offices", "Exchange", "Casework", "Contracts", sqlite,
                    logging,
                ]),
            tests("AccountsTests", ["Accounts", "Signing", "Casework", "Contracts", sqlite]),
            tests("RegistersTests", ["Registers", "Tables", "Signing", "Contracts", sqlite]),
            tests("ShelfTests", ["Shelf", "Transparency", "Contracts", sqlite]),
            tests(
                "WorkersTests",
                [
                    "Workers", "Histories", "Kafka", "KafkaMock", "Ledgers", "Signing", "Offices", "Exchange",
                    "Casework", "Contracts", logging, lifecycle,
                ]),
            tests(
                "OfficeAPITests",
                [
                    "Web", "Webhooks", "OfficeAPI", "Console", "Feed", "Pages", "Shelf", "Evidence", "Fuzzing",
                    "Workers",
                    "Ledgers", "Accounts", "Registers",
                    "Signing", "Offices", "Exchange", "Casework", "Programs", "Tables", "CreditTables", "Transparency",
                    "Contracts",
                    hummingbird, crypto, nioCore, nioEmbedded, lifecycle, logging, metrics, sqlite,
                ]),
            tests(
                "ProcessTests",
                [
                    "Programs", "Workers", "Histories", "Signing", "Contracts", "Ledgers", "Offices", "Exchange",
                    "Casework", "Transparency", logging, sqlite,
                ]),
            tests("PagesTests", ["Pages", "Web", "Contracts", hummingbird]),
            tests("TablesTests", ["Tables", "Contracts"]),
            tests("ListTablesTests", ["ListTables", "Tables", "Casework", "Contracts", "Signing"]),
            tests("CreditTablesTests", ["CreditTables", "ListTables", "Tables", "Casework", "Contracts"]),
            tests("EvidenceTests", ["Evidence", "Ledgers", "Exchange", "Contracts"]),
            tests("TidyTests", []),
        ]
)
