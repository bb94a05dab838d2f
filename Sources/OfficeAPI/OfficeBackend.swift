package import Accounts
package import Casework
package import Contracts
package import Evidence
package import Hummingbird
package import Ledgers
package import Logging
import Offices
package import Registers
package import Signing
package import Web
import Webhooks
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
    /// Who may come in, and what they saw.
    package let accounts: AccountStore
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
    /// What happens to cases, for those who listen.
    package let live = LiveHub(from: 0)
    /// Sends what happens to cases to the office's own systems.
    let webhooks: WebhookDesk
    /// The copy of the register of firms; nil where nobody is to ask it. Its file need not be there.
    package let register: RegisterBook?
    /// Makes person tokens; nil at an office that must not have the key.
    package let personKey: PersonTokenKey?
    /// What a browser knows its session by.
    package let cookie: SessionCookie

    /// A backend from its parts.
    package init(
        office: OfficeID, ledgerPath: String, runtime: OfficeRuntime, reader: LedgerReader,
        accounts: AccountStore, sealer: any BodySealing, evidence: EvidenceKeeper, clock: OfficeClock,
        registry: PrometheusRegistry,
        logger: Logger, register: RegisterBook? = nil, personKey: PersonTokenKey? = nil, isTLS: Bool = false
    ) {
        self.office = office
        self.ledgerPath = ledgerPath
        self.runtime = runtime
        self.reader = reader
        self.accounts = accounts
        self.sealer = sealer
        self.evidence = evidence
        self.clock = clock
        self.registry = registry
        self.logger = logger
        self.register = register
        self.personKey = personKey
        webhooks = WebhookDesk(ledgerPath: ledgerPath, office: office, reader: reader, logger: logger)
        cookie = SessionCookie(office: office, isTLS: isTLS)
    }

    /// What the rule set advises on a reason code; nil for a code that it does not know.
    package func advice(on code: String) async -> String? {
        await runtime.snapshot().rules.reasons.first { $0.code == code }?.advice
    }

    /// Which cases the caller may see; an office's id begins with the six digits of where it is.
    ///
    /// - Throws: 401 for nobody, `SCOPE_MISSING` for an officer of a region that is not the office's.
    package func scope(_ context: WebContext) throws -> Scope {
        try scope(of: context.officer())
    }

    /// Which cases an officer may see.
    func scope(of officer: Officer) throws(Refusal) -> Scope {
        try Scope(officer, at: String(office.description.prefix(6)))
    }

    /// Refuses a case outside of the caller's scope as if it were not there.
    package func admit(_ id: CaseID, _ context: WebContext) async throws {
        let (scope, reader) = (try scope(context), reader)
        guard scope != .office else { return }
        let dossier = try await Aside.run { try reader.dossier(id, in: scope) }
        if dossier == nil { throw CaseEndpoints.unknown(id) }
    }

    /// Writes down that the caller looks at somebody's data, and why; it is on disk before what is looked at goes out.
    ///
    /// - Parameters:
    ///   - act: what the caller does.
    ///   - caseID: of the case that is looked at.
    ///   - subject: code, token or name of who is looked at.
    ///   - request: where the reason stands.
    ///   - context: who asks.
    /// - Throws: what the disk says.
    package func record(
        _ act: AccessEntry.Act, caseID: String = "", subject: String = "", _ request: Request, _ context: WebContext
    ) async throws {
        try await accounts.record([entry(act, caseID, subject, request, context)], at: clock.now().machine)
    }

    /// The same for questions that programs ask by the thousand: written right behind the answer.
    func note(_ act: AccessEntry.Act, subject: String, _ request: Request, _ context: WebContext) throws {
        try accounts.note(entry(act, "", subject, request, context), at: clock.now().machine)
    }

    private func entry(
        _ act: AccessEntry.Act, _ caseID: String, _ subject: String, _ request: Request, _ context: WebContext
    ) -> AccessEntry {
        AccessEntry(
            act, by: context.caller?.id ?? "", address: context.address(of: request), caseID: caseID,
            subject: String(subject.prefix(200)), reason: String((request.query("reason") ?? "").prefix(200)))
    }

    /// Who may ask: programs by tokens, people by the session of their browser.
    package var callers: Callers {
        Callers(
            token: { token in
                try await accounts.holder(ofToken: token, at: clock.now().machine).map {
                    TokenCaller(officer: $0.officer, scope: $0.rights)
                }
            },
            sitting: { request, context in
                guard let secret = cookie.secret(of: request, context) else { return nil }
                return try await accounts.session(secret, at: clock.now().machine).map { session in
                    Sitting(
                        id: String(session.number), officer: session.officer, formKey: SessionCookie.formKey(secret),
                        mustChangePassword: session.mustChangePassword)
                }
            })
    }
}
