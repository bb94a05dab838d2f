import Foundation
import Fuzzing
import Glibc

/// Feeds one decoder with broken inputs: with libFuzzer when it was built in (`Deploy/fuzz`), else with the seeded loop.
///
///     fuzz list
///     fuzz dictionary
///     fuzz seeds CORPUS
///     fuzz run TARGET --corpus CORPUS [--seconds N] [--seed S]
///     fuzz replay TARGET FILE…
///     fuzz libfuzzer TARGET [what libFuzzer takes]
@main
enum Fuzz {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch let usage as Usage {
            print(
                "fuzz: \(usage.words)\nusage: fuzz list | dictionary | seeds CORPUS | run TARGET … | replay TARGET FILE… | libfuzzer TARGET …"
            )
            exit(64)
        } catch {
            print("fuzz: \(error)")
            exit(1)
        }
    }

    private struct Usage: Error {
        let words: String
    }

    private static func run(_ arguments: [String]) throws {
        guard let verb = arguments.first else { throw Usage(words: "a verb is missing") }
        let rest = Array(arguments.dropFirst())
        let root = FileManager.default.currentDirectoryPath
        if verb == "dictionary" {
            for word in Mutator.dictionary { print(line(of: word)) }
            return
        }
        if verb == "seeds" {
            guard let corpus = rest.first else { throw Usage(words: "seeds needs the folder of the corpus") }
            return try write(FuzzSeeds(repository: root).seeds, to: corpus)
        }
        let targets = FuzzTarget.all(rules: try FuzzRules(folder: root + "/Deploy/rules"))
        if verb == "list" {
            for target in targets { print("\(target.name)\t\(target.meaning)") }
            return
        }
        guard let name = rest.first, let target = targets.first(where: { $0.name == name }) else {
            throw Usage(words: "one of these targets is needed: " + targets.map(\.name).joined(separator: " "))
        }
        switch verb {
        case "run": try loop(target, Options(Array(rest.dropFirst())))
        case "replay": try replay(target, Array(rest.dropFirst()))
        case "libfuzzer": try LibFuzzer.run(target, Array(rest.dropFirst()))
        default: throw Usage(words: "there is no verb \(verb)")
        }
    }

    /// A word as libFuzzer reads it.
    private static func line(of word: [UInt8]) -> String {
        "\"" + word.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
    }

    private struct Options {
        var corpus: String?
        var seconds = 60
        var seed = UInt64(1)

        init(_ arguments: [String]) throws {
            var rest = arguments[...]
            while let name = rest.popFirst() {
                guard let value = rest.popFirst() else { throw Usage(words: "\(name) needs a value") }
                switch name {
                case "--corpus": corpus = value
                case "--seconds": seconds = try Options.number(value, name)
                case "--seed": seed = UInt64(try Options.number(value, name))
                default: throw Usage(words: "there is no option \(name)")
                }
            }
        }

        private static func number(_ text: String, _ name: String) throws -> Int {
            guard let number = Int(text), number >= 0 else { throw Usage(words: "\(name) needs a number, not \(text)") }
            return number
        }
    }

    private static func write(_ seeds: [FuzzSeeds.Seed], to corpus: String) throws {
        for seed in seeds {
            let folder = URL(filePath: corpus).appending(path: seed.target)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(seed.bytes).write(to: folder.appending(path: seed.name))
        }
        print("\(seeds.count) seeds in \(corpus)")
    }

    private static func loop(_ target: FuzzTarget, _ options: Options) throws {
        let corpus = try options.corpus.map { try FuzzCorpus(folder: $0 + "/" + target.name).inputs } ?? []
        let last = try FuzzCorpus.lastInput(of: target.name)
        print("\(target.name): \(corpus.count) inputs in the corpus, seed \(options.seed), \(options.seconds) s")
        let report = FuzzLoop(target, corpus: corpus, seed: options.seed)
            .run(for: .seconds(options.seconds), before: { last.keep($0) })
        print("\(target.name): \(report.runs) runs, the slowest took \(report.slowestMilliseconds) ms")
        if let finding = report.finding {
            print("\(target.name): FOUND: \(finding.words); the input is \(last.path)")
            exit(1)
        }
        last.remove()
    }

    private static func replay(_ target: FuzzTarget, _ files: [String]) throws {
        for file in files {
            try target.feed(Array(try Data(contentsOf: URL(filePath: file))))
            print("\(file): holds")
        }
    }
}
