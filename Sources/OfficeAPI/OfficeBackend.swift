package import Casework
package import Contracts
package import Evidence
package import Ledgers
package import Logging
import Offices
package import Signing
package import Web
package import Workers

/// What the interface of one office stands on.
package struct OfficeBackend: Sendable {
    /// The office.
    package let office: OfficeID
    /// Path of its ledger; imported files lie in a folder beside it.
    package let ledgerPath: String
    /// The machine on its thread: orders go in here.
    package let runtime: OfficeRuntime
    /// Read-only view of the ledger: pages and queries come from here.
    package let reader: LedgerReader
    /// Who may act.
    package let officers: OfficerRegister
    /// Opens what was sealed to the office.
    package let sealer: any BodySealing
    /// Keeps the files of its cases.
    package let evidence: EvidenceKeeper
    /// The clocks.
    package let clock: OfficeClock
    /// What swift-metrics counts in this process.
    package let registry: PrometheusRegistry
    /// The program's log.
    package let logger: Logger
    /// Makes person tokens; nil at an office that must not have the key.
    package let personKey: PersonTokenKey?

    /// A backend from its parts.
    package init(
        office: OfficeID, ledgerPath: String, runtime: OfficeRuntime, reader: LedgerReader,
        officers: OfficerRegister, sealer: any BodySealing, evidence: EvidenceKeeper, clock: OfficeClock,
        registry: PrometheusRegistry,
        logger: Logger,
        personKey: PersonTokenKey? = nil
    ) {
        self.office = office
        self.ledgerPath = ledgerPath
        self.runtime = runtime
        self.reader = reader
        self.officers = officers
        self.sealer = sealer
        self.evidence = evidence
        self.clock = clock
        self.registry = registry
        self.logger = logger
        self.personKey = personKey
    }

    /// What the rule set advises on a reason code; nil for a code that it does not know.
    func advice(on code: String) async -> String? {
        await runtime.snapshot().rules.reasons.first { $0.code == code }?.advice
    }

    /// Who may ask: programs and people by the tokens of officers.
    package var callers: Callers {
        Callers(
            token: { officer(token: $0) },
            sitting: { request in
                guard let token = request.cookie("session"), let officer = officer(token: token) else { return nil }
                let digest = Digest.sha256(Array("form \(token)".utf8))
                return Sitting(id: officer.id, officer: officer, formKey: digest.description)
            })
    }

    /// The officer behind a token; nil when it is nobody's.
    package func officer(token: String) -> Officer? {
        officers.officer(token: token).map { entry in
            Officer(
                id: entry.id, name: entry.name, roles: entry.roles.compactMap { Role(rawValue: $0) },
                region: entry.region)
        }
    }
}
