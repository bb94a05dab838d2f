package import Casework
package import Contracts
import Rehearsal

/// Plays the rehearsal with one protection switched off, seed after seed, until a check finds it.
package struct Probe: Sendable {
    /// The name under which nothing is switched off.
    package static let baseline = "none"

    /// How one seed is played.
    private let run: RehearsalRun
    /// The seeds that a mutant may live through.
    private let seeds: ClosedRange<UInt64>

    /// A probe over these seeds, each with `minutes` of faults. Cases follow each other closely, so that most
    /// faults hit one; every fourth seed begins with a list that all offices have.
    package init(seeds: ClosedRange<UInt64>, minutes: Int64, documents: [RuleDocument] = []) {
        self.seeds = seeds
        run = RehearsalRun(chaos: .minutes(minutes), pace: .minutes(4), documents: documents)
    }

    /// Switches off what the mutant of this name takes out; nothing under `baseline`. Once in a process.
    ///
    /// - Throws: when it is not woven into this program.
    package func switchOff(_ name: String) throws(WeavingMistake) {
        guard Switch.turnOff(name) else {
            throw WeavingMistake(mutant: name, text: "it is not woven into this program; run Deploy/mutants")
        }
    }

    /// The story of one seed, and what failed in it.
    ///
    /// - Throws: when the mutant is not woven into this program.
    package func tell(_ name: String, seed: UInt64, rules: RuleSet) throws(WeavingMistake) -> [String] {
        if name != Probe.baseline { try switchOff(name) }
        var run = plan(of: seed)
        run.tellsAll = true
        let outcome = run.play(seed: seed, rules: rules)
        return outcome.story.lines.map(\.description) + outcome.failures.map(\.description)
    }

    private func plan(of seed: UInt64) -> RehearsalRun {
        var run = run
        run.standing = seed % 4 == 2 ? 100 : 0
        return run
    }

    /// Plays seed after seed until a check fails.
    ///
    /// - Throws: when the mutant is not woven into this program.
    package func play(_ name: String, rules: RuleSet) throws(WeavingMistake) -> Finding {
        try switchOff(name)
        for seed in seeds {
            let outcome = plan(of: seed).play(seed: seed, rules: rules)
            if let failure = outcome.failures.first {
                return Finding(
                    mutant: name, seeds: seed, outcome: .caught(check: failure.invariant, text: failure.description))
            }
        }
        return Finding(mutant: name, seeds: seeds.upperBound, outcome: .survived)
    }
}

/// What came of one mutant.
package struct Finding: Hashable, Sendable {
    /// How it ended.
    package enum Outcome: Hashable, Sendable {
        /// A check failed.
        case caught(check: String, text: String)
        /// The process ended by itself, or did not end in the time it had.
        case broke(how: String)
        /// All seeds passed.
        case survived
    }

    /// Its name.
    package let mutant: String
    /// The seed that caught it, or how many passed.
    package let seeds: UInt64
    /// How it ended.
    package let outcome: Outcome

    /// A finding from its parts.
    package init(mutant: String, seeds: UInt64, outcome: Outcome) {
        self.mutant = mutant
        self.seeds = seeds
        self.outcome = outcome
    }

    /// One line of the protocol between the processes of a proof.
    package var json: JSONValue {
        switch outcome {
        case .caught(let check, let text):
            [
                "mutant": .string(mutant), "seeds": .integer(Int64(seeds)), "check": .string(check),
                "text": .string(text),
            ]
        case .broke(let how): ["mutant": .string(mutant), "seeds": .integer(Int64(seeds)), "broke": .string(how)]
        case .survived: ["mutant": .string(mutant), "seeds": .integer(Int64(seeds))]
        }
    }

    /// Reads a line back; nil when it is none.
    package init?(_ json: JSONValue) {
        guard let mutant = json["mutant"]?.string, let seeds = json["seeds"]?.integer.flatMap({ UInt64(exactly: $0) })
        else { return nil }
        let outcome: Outcome =
            if let check = json["check"]?.string {
                .caught(check: check, text: json["text"]?.string ?? "")
            } else if let how = json["broke"]?.string {
                .broke(how: how)
            } else {
                .survived
            }
        self.init(mutant: mutant, seeds: seeds, outcome: outcome)
    }
}
