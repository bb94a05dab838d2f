import Casework
import Contracts
import Foundation
import MutationProof
import Signing

/// The steps of `Deploy/mutants`: it weaves in the tree, and in the woven copy it plays.
@main
enum MutationProgram {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch (words.first, words.count) {
            case ("names", _): try names(Array(words.dropFirst()))
            case ("weave", 3): try SourceTree(words[1]).weave(into: words[2])
            case ("play", 5): try play(words[1], seeds: words[2], minutes: words[3], rules: words[4])
            case ("tell", 5): try tell(words[1], seed: words[2], minutes: words[3], rules: words[4])
            case ("report", 3...): try report(words[1], limit: words[2], of: Array(words.dropFirst(3)))
            default:
                say(
                    """
                    usage: mutation-proof names [NAME…]
                           mutation-proof weave TREE FOLDER
                           mutation-proof play NAME SEEDS|FIRST-LAST MINUTES RULES
                           mutation-proof tell NAME SEED MINUTES RULES
                           mutation-proof report FINDINGS SEEDS [NAME…]
                    Deploy/mutants does all of it.
                    """)
                exit(64)
            }
        } catch {
            say("\(error)")
            exit(1)
        }
    }

    /// The mutants of these names, or all that must be caught.
    private static func chosen(_ names: [String]) throws -> [Mutant] {
        if names == ["all"] { return Mutant.all }
        guard !names.isEmpty else { return Mutant.all.filter(\.mustBeCaught) }
        return try names.map { name in
            guard let mutant = Mutant.all.first(where: { $0.name == name }) else {
                throw WeavingMistake(
                    mutant: name, text: "there is none; one of \(Mutant.all.map(\.name).joined(separator: " "))")
            }
            return mutant
        }
    }

    private static func names(_ names: [String]) throws {
        print(([Probe.baseline] + (try chosen(names)).map(\.name)).joined(separator: "\n"))
    }

    private static func play(_ name: String, seeds: String, minutes: String, rules: String) throws {
        let ends = seeds.split(separator: "-").compactMap { UInt64($0) }
        guard let last = ends.last, case let first = ends.count == 2 ? ends[0] : 1, first > 0, last >= first,
            let minutes = Int64(minutes), minutes > 0
        else { throw WeavingMistake(mutant: name, text: "seeds and minutes are numbers above zero") }
        let documents = try RuleFolder.read(rules).map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) }
        let set = try RuleSet.read(version: "rehearsal", documents: documents)
        let finding = try Probe(seeds: first...last, minutes: minutes, documents: documents).play(name, rules: set)
        print(finding.json.text)
    }

    /// What happens in one seed, order by order and letter by letter.
    private static func tell(_ name: String, seed: String, minutes: String, rules: String) throws {
        guard let seed = UInt64(seed), let minutes = Int64(minutes), minutes > 0 else {
            throw WeavingMistake(mutant: name, text: "seed and minutes are numbers")
        }
        let documents = try RuleFolder.read(rules).map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) }
        let set = try RuleSet.read(version: "rehearsal", documents: documents)
        let lines = try Probe(seeds: seed...seed, minutes: minutes, documents: documents).tell(
            name, seed: seed, rules: set)
        print(lines.joined(separator: "\n"))
    }

    private static func report(_ path: String, limit: String, of names: [String]) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let findings = text.split(separator: "\n").compactMap { line -> Finding? in
            do throws(JSONFailure) {
                return Finding(try JSONValue.parse(Array(line.utf8)))
            } catch {
                return nil
            }
        }
        let report = ProofReport(try chosen(names), findings, limit: UInt64(limit) ?? 0)
        print(report.text)
        print(report.json.text)
        if !report.isProof { exit(1) }
    }

    private static func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
