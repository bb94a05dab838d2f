package import Contracts
import Foundation

/// `liandong init` as a function: from a list of offices to a folder with a registrar and one folder for each office,
/// ready to start. The folder appears at once under its name, or not at all.
package struct Provisioning: Sendable {
    /// What is to be made.
    package struct Plan: Sendable {
        /// The namespace, `liandong` unless a province has its own.
        package var namespace: String
        /// Whether the official clock may be set (never for real work).
        package var isRehearsal: Bool
        /// The offices.
        package var offices: [OfficePlan]
        /// Who may send what.
        package var authority: [AuthorityRule]
        /// The documents of `Deploy/rules`.
        package var rules: [RulesDocument.Entry]
        /// Kafka's `bootstrap.servers`.
        package var bootstrap: String
        /// The first office's HTTP port on loopback; each next office has the next one.
        package var httpPortBase: Int
        /// A file that sets the official clock, as the offices shall find it; only under a rehearsal.
        package var officialClock: String?

        /// A plan; the default offices are those of the demo.
        package init(
            namespace: String = "liandong", isRehearsal: Bool, offices: [OfficePlan] = OfficePlan.demo,
            authority: [AuthorityRule] = DefaultAuthority.rules, rules: [RulesDocument.Entry],
            bootstrap: String = "127.0.0.1:9092", httpPortBase: Int = 18_080, officialClock: String? = nil
        ) {
            self.namespace = namespace
            self.isRehearsal = isRehearsal
            self.offices = offices
            self.authority = authority
            self.rules = rules
            self.bootstrap = bootstrap
            self.httpPortBase = httpPortBase
            self.officialClock = officialClock
        }
    }

    /// Where things lie in the folder.
    package struct Layout: Hashable, Sendable {
        /// The folder.
        package let path: String

        /// The layout under `path`.
        package init(_ path: String) {
            self.path = path
        }

        /// The registrar's files.
        package var registrar: RegistrarFolder { RegistrarFolder(path + "/registrar") }
        /// An office's folder.
        package func office(_ id: OfficeID) -> String { "\(path)/offices/\(id)" }
        /// An office's configuration.
        package func configuration(_ id: OfficeID) -> String { office(id) + "/office.json" }
        /// The folder of the keys that open what is sealed to an office.
        package func sealingKeys(_ id: OfficeID) -> String { office(id) + "/sealing" }
        /// The first hand-out of an office's tokens.
        package func tokens(_ id: OfficeID) -> String { office(id) + "/tokens.json" }
    }

    private let plan: Plan
    private let now: Moment

    /// Provisions `plan`; keys are valid from `now` (machine time) on.
    package init(_ plan: Plan, at now: Moment) {
        self.plan = plan
        self.now = now
    }

    /// Makes the folder.
    ///
    /// - Throws: a plan that cannot be, a folder that is there already, what the system said; nothing is left then.
    package func make(at path: String) throws(RegistrarRefusal) -> Layout {
        try checkPlan()
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        let draft = Layout(path + ".draft-\(Hexadecimal.encode(RandomBytes.make(4)))")
        do throws(RegistrarRefusal) {
            try fill(draft)
            try onFiles { () throws(FileRefusal) in try SafeFile.renameFolder(draft.path, to: path) }
        } catch {
            throw Provisioning.removing(draft, after: error)
        }
        return Layout(path)
    }

    private func fill(_ draft: Layout) throws(RegistrarRefusal) {
        let people = KeyFile.generate(kind: .person, id: "1")
        let keys = plan.offices.map { _ in FirstKeys() }
        try onFiles { () throws(FileRefusal) in
            try SafeFile.makeFolder(draft.path)
            try SafeFile.makeFolder(draft.path + "/offices")
        }
        let entries = zip(plan.offices, keys).map { Provisioning.entry($0, keys: $1, at: now) }
        var registrar = try Registrar.initialise(
            draft.registrar, namespace: plan.namespace, isRehearsal: plan.isRehearsal, offices: entries,
            authority: plan.authority, at: now)
        _ = try registrar.publishRules(plan.rules, at: now)
        try onFiles { () throws(FileRefusal) in
            try people.create(at: draft.registrar.personKey)
            for (index, office) in plan.offices.enumerated() {
                try makeOffice(
                    office.profile, keys: keys[index], people: people, port: plan.httpPortBase + index, registrar, draft
                )
                try Provisioning.handOut(registrar, to: office.profile.id, draft)
            }
        }
    }

    private static func removing(_ draft: Layout, after refusal: RegistrarRefusal) -> RegistrarRefusal {
        guard SafeFile.exists(draft.path) else { return refusal }
        do {
            try FileManager.default.removeItem(atPath: draft.path)
            return refusal
        } catch {
            return RegistrarRefusal(
                code: refusal.code, "\(refusal.description); also remove \(draft.path), which holds unused keys")
        }
    }

    /// Adds one office to a folder made before: keys and configuration first, then the next directory version.
    ///
    /// - Throws: an office that is listed already, what the system said.
    package static func addOffice(
        _ office: OfficePlan, bootstrap: String, httpPort: Int, to layout: Layout, at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        var registrar = try Registrar.open(layout.registrar)
        let id = office.profile.id
        guard registrar.newest?.office(id) == nil, let newest = registrar.newest else {
            throw RegistrarRefusal(code: "OFFICE_EXISTS", "\(id) is listed already: choose another id")
        }
        let plan = Plan(
            namespace: newest.namespace, isRehearsal: newest.isRehearsal, offices: [office], rules: [],
            bootstrap: bootstrap, httpPortBase: httpPort)
        let key = FirstKeys()
        // The key must be on disk before it is listed: a listed key that nobody has would have to be rotated away.
        try onFiles { () throws(FileRefusal) in
            let people = try KeyFile.read(layout.registrar.personKey, kind: .person)
            try Provisioning(plan, at: now).makeOffice(
                office.profile, keys: key, people: people, port: httpPort, registrar, layout)
        }
        let signed = try registrar.addOffice(entry(office, keys: key, at: now), at: now)
        try onFiles { () throws(FileRefusal) in try handOut(registrar, to: id, layout) }
        return signed
    }

    private func checkPlan() throws(RegistrarRefusal) {
        var reasons: [String] = []
        if !StreamName.isNamespace(plan.namespace) { reasons.append("namespace: 1 to 64 bytes of [a-z0-9.-]") }
        if plan.offices.isEmpty { reasons.append("offices: name at least one") }
        let ports = plan.httpPortBase..<plan.httpPortBase + plan.offices.count
        if ports.lowerBound < 1 || ports.upperBound > 65_536 {
            reasons.append("http port base: ports \(ports) must lie in 1...65535")
        }
        if plan.officialClock != nil && !plan.isRehearsal {
            reasons.append("official clock: only a rehearsal may set it")
        }
        guard reasons.isEmpty else {
            throw RegistrarRefusal(code: "PLAN_REFUSED", "the plan has mistakes: \(reasons.joined(separator: "; "))")
        }
    }

    private static func entry(_ office: OfficePlan, keys: FirstKeys, at now: Moment) -> DirectoryOffice {
        let id = office.profile.id
        return DirectoryOffice(
            profile: office.profile,
            keys: [
                OfficeKey(
                    keyID: keys.signing.keyID, publicKey: keys.signing.publicKey, validFrom: now,
                    validTo: now + Registrar.keyValidity)
            ], sealingKeys: [Registrar.sealingKey(keys.sealing.keyID, keys.sealing.publicKey, from: now)],
            route: DirectoryOffice.Route(topic: .direct(id), generation: 1), principal: "User:\(id)",
            codes: office.codes)
    }

    // MARK: One office

    private func makeOffice(
        _ profile: OfficeProfile, keys: FirstKeys, people: KeyFile, port: Int, _ registrar: Registrar,
        _ layout: Layout
    ) throws(FileRefusal) {
        let folder = layout.office(profile.id)
        try SafeFile.makeFolder(folder)
        try keys.signing.file(kind: .signing).create(at: folder + "/signing.key")
        let sealing = layout.sealingKeys(profile.id)
        try SafeFile.makeFolder(sealing)
        try keys.sealing.file.create(at: "\(sealing)/\(SealingKey.fileName(keys.sealing.keyID))")
        try KeyFile.generate(kind: .data, id: profile.id.description).create(at: folder + "/data.key")
        let mayTokenise = Provisioning.mayTokenise(profile)
        if mayTokenise { try people.create(at: folder + "/person.key") }
        let officers = FirstOfficers(office: profile)
        try SafeFile.create(folder + "/officers.json", officers.register.bytes, access: .secret)
        let tokens = Array((officers.tokens.prettyText + "\n").utf8)
        try SafeFile.create(folder + "/tokens.json", tokens, access: .secret)
        let settings = configuration(profile, port: port, registrar, mayTokenise ? "person.key" : nil)
        try SafeFile.create(folder + "/office.json", Array((settings.prettyText + "\n").utf8), access: .shared)
    }

    private static func handOut(
        _ registrar: Registrar, to office: OfficeID, _ layout: Layout
    ) throws(FileRefusal) {
        let folder = layout.office(office)
        try DirectoryFile.write(registrar.book.signedDocuments, to: folder + "/directory.jsonl")
        try DirectoryFile.write(registrar.rules, to: folder + "/rules.jsonl")
    }

    /// The public feed never has the person key (design section 5).
    private static func mayTokenise(_ profile: OfficeProfile) -> Bool { profile.agency != "credit-platform" }

    private func configuration(
        _ profile: OfficeProfile, port: Int, _ registrar: Registrar, _ personKey: String?
    ) -> JSONValue {
        let pinned = registrar.book.pages.first?.document.registrarKeys ?? []
        return .members([
            ("office", .string(profile.id.description)), ("agency", .string(profile.agency)),
            ("namespace", .string(plan.namespace)), ("ledger", "ledger.sqlite"), ("signingKey", "signing.key"),
            ("dataKey", "data.key"), ("sealingKeys", "sealing"), ("personKey", personKey.map { .string($0) }),
            ("directory", "directory.jsonl"),
            ("rules", "rules.jsonl"), ("registrarKeys", .array(pinned.map(\.json))), ("officers", "officers.json"),
            ("http", ["host": "127.0.0.1", "port": .integer(Int64(port))]),
            ("kafka", ["bootstrap.servers": .string(plan.bootstrap)]),
            ("officialClock", plan.officialClock.map { .string($0) }),
        ])
    }
}

/// The keys with which an office begins.
private struct FirstKeys {
    let signing = SigningKey.generate(keyID: "k1")
    let sealing = SealingKey.generate(keyID: "s1")
}

private func onFiles(_ work: () throws(FileRefusal) -> Void) throws(RegistrarRefusal) {
    do throws(FileRefusal) {
        try work()
    } catch {
        throw RegistrarRefusal(error)
    }
}
