package import Contracts

/// What all mutants came to, as a table and as one line for machines.
package struct ProofReport: Sendable {
    private let mutants: [Mutant]
    private let findings: [String: Finding]
    /// What came of the copy with nothing switched off; nil when it was not played.
    private let baseline: Finding?
    private let limit: UInt64

    /// A report over the mutants that were to be played; `limit` is the stated number of seeds.
    package init(_ mutants: [Mutant], _ findings: [Finding], limit: UInt64) {
        self.mutants = mutants
        self.limit = limit
        var byName: [String: Finding] = [:]
        for finding in findings { byName[finding.mutant] = finding }
        self.findings = byName
        baseline = byName[Probe.baseline]
    }

    private var counted: [Mutant] { mutants.filter(\.mustBeCaught) }
    private var caught: [Mutant] { counted.filter { isCaught($0) } }
    private var survivors: [Mutant] { counted.filter { !isCaught($0) } }

    /// A mutant called equivalent that some check finds is no equivalent one.
    private var mistaken: [Mutant] { mutants.filter { !$0.mustBeCaught && isCaught($0) } }

    /// True when the untouched copy passes every seed, every mutant that must be caught is, and no other.
    package var isProof: Bool { isBaselineClean && survivors.isEmpty && mistaken.isEmpty }

    private var isBaselineClean: Bool { baseline?.outcome == .survived && baseline?.seeds == limit }

    /// Where a seed fails with nothing switched off, its failure says nothing of a mutant.
    private func isCaught(_ mutant: Mutant) -> Bool {
        guard let baseline, let finding = findings[mutant.name] else { return false }
        switch finding.outcome {
        case .survived: return false
        case .broke: return isBaselineClean
        case .caught: return finding.seeds < baseline.seeds || isBaselineClean
        }
    }

    /// The table.
    package var text: String {
        var rows = [["mutant", "breaks", "what does not hold", "caught by", "seed"]]
        rows.append([Probe.baseline, "", "nothing is switched off", baselineWord, "1…\(limit)"])
        for mutant in mutants {
            rows.append([mutant.name, mutant.rule, mutant.words] + columns(of: mutant))
        }
        let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        }
        let sum = "\(caught.count) of \(counted.count) mutants caught within \(limit) seeds; baseline \(baselineWord)"
        return (lines + [sum]).joined(separator: "\n")
    }

    private var baselineWord: String {
        guard let baseline else { return "NOT PLAYED" }
        return isBaselineClean ? "passes" : "FAILS at seed \(baseline.seeds)"
    }

    private func columns(of mutant: Mutant) -> [String] {
        let finding = findings[mutant.name]
        let seed = finding.map { String($0.seeds) } ?? ""
        if mutant.mustBeCaught, let finding, finding.outcome != .survived, !isCaught(mutant) {
            return ["NOT CAUGHT, the baseline fails there", seed]
        }
        switch (finding?.outcome, mutant.verdict) {
        case (.caught(let check, _), .mustBeCaught): return [check, seed]
        case (.broke(let how), .mustBeCaught): return [how, seed]
        case (.caught(let check, _), .isEquivalent): return ["\(check), THOUGH CALLED EQUIVALENT", seed]
        case (.broke(let how), .isEquivalent): return ["\(how), THOUGH CALLED EQUIVALENT", seed]
        case (.survived, .mustBeCaught): return ["NOT CAUGHT", "1…\(seed)"]
        case (nil, .mustBeCaught): return ["NOT PLAYED", ""]
        case (.survived, .isEquivalent(let reason)), (nil, .isEquivalent(let reason)):
            return ["equivalent: \(reason)", seed]
        }
    }

    /// The same for machines.
    package var json: JSONValue {
        [
            "seeds": .integer(Int64(limit)), "baseline": .string(baselineWord),
            "mutants": .integer(Int64(counted.count)), "caught": .integer(Int64(caught.count)),
            "notCaught": .array(survivors.map { .string($0.name) }),
            "equivalent": .integer(Int64(mutants.count - counted.count)),
            "mistaken": .array(mistaken.map { .string($0.name) }),
            "findings": .array(mutants.compactMap { findings[$0.name]?.json }),
        ]
    }
}
