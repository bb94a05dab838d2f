import Casework
import Contracts
package import Evidence
import Exchange
import Foundation
import Histories
package import Ledgers
package import Logging
import Offices
package import Signing
package import Workers

/// Everything that one office's process is made of, opened from its configuration.
package struct OfficeAssembly: Sendable {
    /// The configuration.
    package let settings: WorkerSettings
    /// The machine on its thread.
    package let runtime: OfficeRuntime
    /// Read-only view of the ledger for pages and queries.
    package let reader: LedgerReader
    /// Six digits of GB/T 2260: where the office is.
    package let region: String
    /// Opens what was sealed to the office.
    package let sealer: HPKESealer
    /// Keeps the files of its cases.
    package let evidence: EvidenceKeeper
    /// The clocks.
    package let clock: OfficeClock
    /// The program's metrics.
    package let registry: PrometheusRegistry
    /// The program's log.
    package let logger: Logger

    /// Reads the configuration.
    package static func readSettings(_ path: String) throws -> WorkerSettings {
        try WorkerSettings.read(
            SafeFile.read(path, access: .shared, for: .configuration), path: path,
            environment: ProcessInfo.processInfo.environment)
    }

    /// Opens keys, directory, rules, ledger; raises the epoch (rule 8) and makes the machine. `history` names a file that
    /// is told what happens; nil for none.
    package static func open(
        _ settings: WorkerSettings, registry: PrometheusRegistry, logger: Logger, history: String? = nil
    ) throws -> OfficeAssembly {
        let signer = try OfficeSigner.load(office: settings.office, path: settings.signingKey)
        let dataKey = try KeyFile.read(settings.dataKey, kind: .data).secret
        let sealer = try sealer(settings)
        let (book, refusals) = try DirectoryFile.openBook(
            namespace: settings.namespace, pinned: settings.registrarKeys, path: settings.directory)
        for refusal in refusals {
            logger.warning("a document of the directory file was refused", metadata: ["reason": "\(refusal)"])
        }
        guard let directory = book.newest else {
            throw AssemblyFailure.noDirectory(settings.directory)
        }
        if settings.officialClock != nil, !directory.isRehearsal {
            throw AssemblyFailure(
                "officialClock：目录不是演练目录，不得设定法定时间，请删去这一项")
        }
        warnOfMissingKeys(settings, directory, logger)
        let rules = try rules(settings, book)
        var options = LedgerOptions(path: settings.ledger, dataKey: dataKey)
        options.cacheKibibytes = 8192
        let ledger = try SQLiteLedger(options)
        let clock = OfficeClock(officialFile: settings.officialClock)
        let recorder = try history.map { try HistoryFile(path: $0, logger: logger) }
        let found = ledger.journalEnd()
        let start = try begin(ledger, settings, clock.now())
        let machine = try OfficeMachine(
            office: settings.office, namespace: settings.namespace, writer: start.writer, signer: signer,
            verifier: EnvelopeVerifier(Ed25519Verifier()), rootVerifier: Ed25519Verifier(), sealer: sealer, book: book,
            rules: rules, ledger: ledger)
        recorder?.record(.start(try HistoryStart(machine, found: found, ledger: ledger)))
        let reader = ledger.reader
        let inbox = EvidenceInbox()
        let runtime = OfficeRuntime(
            machine: machine, ledger: ledger, clock: clock, chance: Chance(SystemRandomNumberGenerator()),
            endedUncleanly: start.endedUncleanly, logger: logger, history: recorder,
            onDocuments: { keep($0, settings, logger) },
            onEvidence: { inbox.put($0, cases: $1, hasErased: $2) })
        let evidence = try EvidenceKeeper(
            ledgerPath: settings.ledger, inbox: inbox, runtime: runtime, reader: reader, sealer: sealer, clock: clock,
            logger: logger)
        return OfficeAssembly(
            settings: settings, runtime: runtime, reader: reader,
            region: directory.profile(settings.office)?.region ?? String(settings.office.description.prefix(6)),
            sealer: sealer, evidence: evidence, clock: clock, registry: registry, logger: logger)
    }

    /// The last good directory and rule set also lie as files, for a start without bus and ledger (rule 26).
    private static func keep(_ documents: [SignedDocument], _ settings: WorkerSettings, _ logger: Logger) {
        for (kind, path) in [(SignedDocument.Kind.directory, settings.directory), (.rules, settings.rules)] {
            do throws(FileRefusal) {
                let known = try DirectoryFile.read(path)
                let new = documents.filter { $0.kind == kind && !known.contains($0) }
                guard !new.isEmpty else { continue }
                try DirectoryFile.write(known + new, to: path)
                logger.info("documents kept", metadata: ["file": "\(path)", "new": "\(new.count)"])
            } catch {
                logger.warning(
                    "the registrar's documents could not be kept as a file",
                    metadata: ["file": "\(path)", "reason": "\(error)"])
            }
        }
    }

    /// A listed sealing key that is not here: what comes sealed to it will be parked until it is.
    private static func warnOfMissingKeys(
        _ settings: WorkerSettings, _ directory: DirectoryDocument, _ logger: Logger
    ) {
        let entry = directory.office(settings.office)
        for key in entry?.sealingKeys ?? [] where key.revokedAt == nil && !has(key, settings) {
            logger.warning(
                "a sealing key that the directory lists is not in the folder; letters sealed to it will be parked",
                metadata: ["key": "\(key.keyID)", "folder": "\(settings.sealingKeys ?? "none")"])
        }
    }

    private static func has(_ key: OfficeKey, _ settings: WorkerSettings) -> Bool {
        do throws(FileRefusal) {
            let keys = try SealingKeys.load(folder: settings.sealingKeys)
            return keys.key(key.keyID)?.publicKey == key.publicKey
        } catch {
            return false
        }
    }

    /// Seals for others and opens with the keys in the folder of the configuration.
    static func sealer(_ settings: WorkerSettings) throws(FileRefusal) -> HPKESealer {
        HPKESealer(office: settings.office, keys: try SealingKeys.load(folder: settings.sealingKeys))
    }

    /// The newest rule set of the office's file.
    static func rules(_ settings: WorkerSettings, _ book: DirectoryBook) throws -> RuleSet {
        guard let newest = try DirectoryFile.read(settings.rules).last else {
            throw AssemblyFailure(code: "RULES_EMPTY", "\(settings.rules) 里没有规则集，请向登记机关索取")
        }
        let published = try book.readRules(newest, verifying: Ed25519Verifier())
        return try RuleSet.read(
            version: newest.digest.description,
            documents: published.documents.map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) })
    }

    /// Refuses a foreign or superseded ledger, then raises the epoch and draws the instance (rules 8 and 14).
    private static func begin(
        _ ledger: SQLiteLedger, _ settings: WorkerSettings, _ now: Clocks
    ) throws -> (writer: Writer, endedUncleanly: Bool) {
        if let owner = try ledger.setting(.office), owner != settings.office.description {
            throw AssemblyFailure(
                code: "LEDGER_WRONG_OFFICE", "\(settings.ledger) 属于 \(owner)，不属于 \(settings.office)，请核对 ledger")
        }
        if let other = try ledger.setting(.supersededBy) {
            throw SupersededLedger(path: settings.ledger, by: other)
        }
        let before = try ledger.setting(.epoch).flatMap { UInt64($0) }
        let writer = Writer(epoch: (before ?? 0) + 1, instance: UInt64.random(in: 1...UInt64.max))
        let endedUncleanly = try before != nil && ledger.setting(.cleanStop) == nil
        var commit = Commit(machineTime: now.machine, officialTime: now.official)
        commit.settings = [
            (.office, settings.office.description), (.namespace, settings.namespace), (.epoch, String(writer.epoch)),
            (.instance, String(writer.instance)), (.cleanStop, nil),
        ]
        commit.journal = [
            JournalEntry(
                kind: .start, office: settings.office, caseID: "", leafHash: nil, content: nil,
                note: "writer \(writer)" + (endedUncleanly ? " after an unclean end" : ""))
        ]
        try ledger.apply(commit)
        return (writer, endedUncleanly)
    }
}

/// Why an office could not be put together, in one sentence that says what to do.
package struct AssemblyFailure: Error, CustomStringConvertible {
    /// The reason code.
    package let code: String
    /// The sentence.
    package let description: String

    /// A failure told by one sentence.
    package init(code: String = ConfigurationMistakes.code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// The directory file of an office has nothing that its pinned keys lead to.
    static func noDirectory(_ path: String) -> AssemblyFailure {
        AssemblyFailure(code: "DIRECTORY_EMPTY", "\(path) 里没有由所列登记密钥签发的目录，请向登记机关索取")
    }
}

/// A ledger that a newer process has beaten; it starts again only after `liandong ledger restore` (rule 14).
package struct SupersededLedger: Error, CustomStringConvertible {
    /// Its file.
    package let path: String
    /// The writer that beat it.
    package let by: String

    /// What happened and what to do.
    package var description: String {
        "\(path) 已被写入者 \(by) 取代，不会自行再启动。要继续使用这一份，请停止其他所有副本，再对它运行 liandong ledger restore"
    }
}
