import Foundation
import Fuzzing
import Testing

/// The corpus holds, and a short seeded storm over it holds too. `Deploy/fuzz` goes deeper with the same targets.
@Suite struct FuzzTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        .path()
    private static let corpus = root + "/Tests/FuzzCorpus"

    private static let targets = Result { FuzzTarget.all(rules: try FuzzRules(folder: root + "/Deploy/rules")) }

    private static let names: [String] = {
        switch targets {
        case .success(let targets): targets.map(\.name)
        case .failure: []
        }
    }()

    /// Runs of the storm; `LIANDONG_FUZZ_SECONDS` makes it a time instead.
    private static let storm: (runs: Int, duration: Duration) = {
        let seconds = ProcessInfo.processInfo.environment["LIANDONG_FUZZ_SECONDS"].flatMap { Int($0) }
        return seconds.map { (.max, .seconds($0)) } ?? (400, .seconds(20))
    }()

    private static func target(_ name: String) throws -> FuzzTarget {
        try #require(try targets.get().first { $0.name == name })
    }

    private static func inputs(of name: String) throws -> FuzzCorpus {
        try FuzzCorpus(folder: "\(corpus)/\(name)")
    }

    @Test(arguments: names) func `every input of the corpus holds`(name: String) throws {
        let target = try Self.target(name)
        let files = try Self.inputs(of: name).files
        #expect(!files.isEmpty, "\(name) has no seed: write it with `fuzz seeds Tests/FuzzCorpus`")
        for file in files {
            #expect(throws: Never.self, "Tests/FuzzCorpus/\(name)/\(file.name)") { try target.feed(file.bytes) }
        }
    }

    @Test(arguments: names) func `mutations of the corpus hold`(name: String) throws {
        let target = try Self.target(name)
        let last = try FuzzCorpus.lastInput(of: name)
        let report = try FuzzLoop(target, corpus: Self.inputs(of: name).inputs, seed: 3)
            .run(runs: Self.storm.runs, for: Self.storm.duration, before: { last.keep($0) })
        #expect(report.finding == nil, "\(report.finding?.words.description ?? ""); the input is \(last.path)")
        #expect(report.runs > 0)
        if report.finding == nil { last.remove() }
    }

    @Test func `the corpus has all seeds, and no folder without a target`() throws {
        let seeds = try FuzzSeeds(repository: Self.root).seeds
        for seed in seeds {
            let path = "\(Self.corpus)/\(seed.target)/\(seed.name)"
            #expect(FileManager.default.fileExists(atPath: path), "\(path) is missing: `fuzz seeds Tests/FuzzCorpus`")
        }
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus)
        #expect(!Self.names.isEmpty)
        // The last two are fed by the suites that have an office and a ledger.
        #expect(Set(folders).subtracting(Self.names).subtracting(["http", "ledger-file"]).isEmpty)
    }

    @Test func `a target that breaks is found, with its input`() throws {
        let broken = FuzzTarget("broken", "breaks on a zero byte") { bytes throws(FuzzFinding) in
            if bytes.contains(0) { throw FuzzFinding("a zero byte") }
        }
        let report = FuzzLoop(broken, corpus: [Array("abc".utf8)], seed: 1).run(runs: 10_000, for: .seconds(20))
        let finding = try #require(report.finding)
        #expect(finding.input.contains(0))
        #expect(finding.words == FuzzFinding("a zero byte"))
    }

    @Test func `the same seed makes the same inputs`() {
        func inputs(_ seed: UInt64) -> [[UInt8]] {
            var mutator = Mutator(seed: seed)
            return (0..<200).map { _ in
                mutator.next(from: [Array("{\"a\":1}".utf8), [0, 0, 0, 4, 1, 2, 3, 4]], limit: 64)
            }
        }
        #expect(inputs(5) == inputs(5))
        #expect(inputs(5) != inputs(6))
        #expect(inputs(5).allSatisfy { $0.count <= 64 })
    }
}
