import Contracts
import MutationProof
import Testing

@Suite struct ProofReportTests {
    static let living = Mutant.sample("no-check", file: "Desk/Door.swift", "if isLocked {", "if MUTANT {")
    static let equivalent = Mutant(
        "no-lamp", "S1", "a lamp burns", verdict: .isEquivalent(because: "the lamp is there for comfort alone"),
        Mutant.Edit("Desk/Door.swift", "burn()", "if !MUTANT { burn() }"))
    static let clean = Finding(mutant: Probe.baseline, seeds: 9, outcome: .survived)

    static func caught(_ mutant: Mutant) -> Finding {
        Finding(mutant: mutant.name, seeds: 3, outcome: .caught(check: "S3", text: "S3: out of order"))
    }

    @Test func `it is a proof when every mutant is caught and the untouched copy passes`() {
        let report = ProofReport([Self.living], [Self.clean, Self.caught(Self.living)], limit: 9)
        #expect(report.isProof)
        #expect(report.text.contains("1 of 1 mutants caught within 9 seeds; baseline passes"))
        #expect(report.json["caught"]?.integer == 1)
    }

    @Test func `a mutant that lives is none, and neither is one that was not played`() {
        let lives = Finding(mutant: Self.living.name, seeds: 9, outcome: .survived)
        let report = ProofReport([Self.living], [Self.clean, lives], limit: 9)
        #expect(!report.isProof)
        #expect(report.text.contains("NOT CAUGHT"))
        #expect(report.json["notCaught"]?.array?.first?.string == Self.living.name)
        #expect(!ProofReport([Self.living], [Self.clean], limit: 9).isProof)
    }

    @Test func `a failing or missing baseline proves nothing`() {
        let failing = Finding(mutant: Probe.baseline, seeds: 1, outcome: .caught(check: "L1", text: "L1: stuck"))
        #expect(!ProofReport([Self.living], [failing, Self.caught(Self.living)], limit: 9).isProof)
        #expect(!ProofReport([Self.living], [Self.caught(Self.living)], limit: 9).isProof)
    }

    @Test func `a seed that the untouched copy fails catches nobody`() {
        func baseline(failingAt seed: UInt64) -> Finding {
            Finding(mutant: Probe.baseline, seeds: seed, outcome: .caught(check: "L1", text: "L1: stuck"))
        }
        let late = ProofReport([Self.living], [baseline(failingAt: 4), Self.caught(Self.living)], limit: 9)
        #expect(late.json["caught"]?.integer == 1)
        let same = ProofReport([Self.living], [baseline(failingAt: 3), Self.caught(Self.living)], limit: 9)
        #expect(same.json["caught"]?.integer == 0)
        #expect(same.text.contains("the baseline fails there"))
    }

    @Test func `an untouched copy that was played less than the rest proves nothing`() {
        let short = Finding(mutant: Probe.baseline, seeds: 8, outcome: .survived)
        #expect(!ProofReport([Self.living], [short, Self.caught(Self.living)], limit: 9).isProof)
    }

    @Test func `a mutant that breaks its process is caught`() {
        let broken = Finding(mutant: Self.living.name, seeds: 0, outcome: .broke(how: "exit code 132"))
        #expect(ProofReport([Self.living], [Self.clean, broken], limit: 9).isProof)
    }

    @Test func `one that is called equivalent is not counted, and must not be caught`() {
        let alone = ProofReport([Self.equivalent], [Self.clean], limit: 9)
        #expect(alone.isProof)
        #expect(alone.json["mutants"]?.integer == 0)
        #expect(alone.text.contains("equivalent: the lamp"))
        #expect(!ProofReport([Self.equivalent], [Self.clean, Self.caught(Self.equivalent)], limit: 9).isProof)
    }

    @Test(arguments: [
        clean, caught(living), Finding(mutant: "no-lamp", seeds: 0, outcome: .broke(how: "exit code 124")),
    ])
    func `a finding is read back as it was written`(_ finding: Finding) throws {
        #expect(Finding(try JSONValue.parse(Array(finding.json.text.utf8))) == finding)
    }

    @Test func `where nothing is woven in, nothing is played`() {
        #expect(throws: WeavingMistake.self) { try Probe(seeds: 1...1, minutes: 60).switchOff(Self.living.name) }
    }
}
