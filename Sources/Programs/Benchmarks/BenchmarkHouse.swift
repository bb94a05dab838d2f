import Casework
import Contracts
import Exchange
import Foundation
import Offices
import Signing
import Workers

/// The offices, keys, directory and rules of a benchmark, provisioned as real ones are, in a folder of its own.
struct BenchmarkHouse: Sendable {
    /// Where they lie.
    let layout: Provisioning.Layout
    /// The office whose letters are applied and whose orders are timed.
    let sender: WorkerSettings
    /// The office that receives.
    let receiver: WorkerSettings
    /// What every office reads.
    let directory: DirectoryBook
    /// The rule set.
    let rules: RuleSet

    /// Makes a new house in place of one that an earlier benchmark left.
    static func make(at path: String, rules: String, bootstrap: String?) throws -> BenchmarkHouse {
        let old = Provisioning.Layout(path)
        if SafeFile.exists(old.registrar.path), SafeFile.exists(path + "/offices") {
            try FileManager.default.removeItem(atPath: path)
        }
        let name = bootstrap == nil ? "bench" : "bench-" + Hexadecimal.encode(RandomBytes.make(4))
        let plan = Provisioning.Plan(
            namespace: name, isRehearsal: true, rules: try RuleFolder.read(rules),
            bootstrap: bootstrap ?? "127.0.0.1:9092")
        // Keys are valid from then on: letters are dated a little before they are made.
        let layout = try Provisioning(plan, at: OfficeClock.machine() - .hours(1)).make(at: path)
        return try open(layout)
    }

    /// Opens a house that was made before.
    static func open(_ layout: Provisioning.Layout) throws -> BenchmarkHouse {
        let sender = try settings("market-regulation", layout)
        let receiver = try settings("tax", layout)
        let (book, _) = try DirectoryFile.openBook(
            namespace: sender.namespace, pinned: sender.registrarKeys, path: sender.directory)
        guard let newest = try DirectoryFile.read(sender.rules).last else {
            throw BenchmarkFault("\(sender.rules) holds no rule set")
        }
        let published = try book.readRules(newest, verifying: Ed25519Verifier())
        let rules = try RuleSet.read(
            version: newest.digest.description,
            documents: published.documents.map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) })
        return BenchmarkHouse(layout: layout, sender: sender, receiver: receiver, directory: book, rules: rules)
    }

    private static func settings(_ agency: String, _ layout: Provisioning.Layout) throws -> WorkerSettings {
        guard let office = OfficePlan.demo.first(where: { $0.profile.agency == agency })?.profile.id else {
            throw BenchmarkFault("the plan of the demonstration has no office of agency \(agency)")
        }
        return try OfficeAssembly.readSettings(layout.configuration(office))
    }

    /// The office of an agency.
    func office(_ agency: String) throws -> WorkerSettings { try BenchmarkHouse.settings(agency, layout) }

    /// The namespace.
    var namespace: String { sender.namespace }

    /// Signs for an office.
    func signer(of office: WorkerSettings) throws -> OfficeSigner {
        try OfficeSigner.load(office: office.office, path: office.signingKey)
    }

    /// A machine of an office over a ledger, as a process would make it at its start.
    func machine(of office: WorkerSettings, epoch: UInt64, over ledger: some LedgerReading) throws -> OfficeMachine {
        try OfficeMachine(
            office: office.office, namespace: namespace,
            writer: Writer(epoch: epoch, instance: UInt64.random(in: 1...UInt64.max)), signer: signer(of: office),
            verifier: EnvelopeVerifier(Ed25519Verifier()), rootVerifier: Ed25519Verifier(),
            sealer: OfficeAssembly.sealer(office), book: directory, rules: rules, ledger: ledger)
    }
}
