import Contracts

/// Who is told when an end has passed with nothing done (domain D.0(4)): the holder's superior, the task's lead or the
/// sender of the case, in a criminal handoff the procuratorate, as the rule of the deadline says.
extension Decision {
    /// Writes to whoever the rule names; a row of the workflow may have told some of them already.
    mutating func escalate(_ deadline: DeadlineState, _ ids: inout FreshIDs) {
        guard let file, writesEscalation(of: deadline), !Workflow.of(kind).isWindow(deadline.key),
            let rule = rule(of: deadline), let holder = deadline.holder
        else { return }
        let told = letters.flatMap { letter in
            if case .offices(let offices) = letter.destination { offices } else { [OfficeID]() }
        }
        let named = CaseFile.distinct(rule.onBreach.compactMap { party($0, deadline, holder, file) }).filter { office in
            office != context.own.id && office != holder && !told.contains(office)
                && context.offices.office(office)?.status == .active
        }
        let able = named.filter { !isSealedHere || canOpenSealed($0) }
        if able.count < named.count {
            note(
                flags: named.filter { !able.contains($0) }.map { "ESCALATION_UNSENT:\(deadline.key):\($0)" },
                office: context.own.id, letter: nil, content: ["reason": "目录中没有该单位的加密密钥"])
        }
        write(
            LetterCatalogue.escalation, to: able, answers: file.lastLetter ?? "",
            body: .members([
                ("caseKind", .string(kind.rawValue)), ("caseName", file.facts["caseName"]),
                ("key", .string(deadline.key)), ("rule", .string(deadline.rule)),
                ("ruleSet", .string(deadline.ruleSet)), ("name", .string(rule.name)),
                ("overdueSince", .string((deadline.due ?? context.now).description)),
                ("holder", .string(holder.description)),
            ]), &ids)
    }

    /// One office writes: the one that set the deadline; of those that each count it for themselves, the opener.
    private func writesEscalation(of deadline: DeadlineState) -> Bool {
        guard deadline.setBy == context.own.id, kind != .listEntry else { return false }
        guard case .each(let standings) = Workflow.of(kind).start(ofKey: deadline.key)?.setter else { return true }
        return !standings.contains(.opener) || context.own.id == id.office
    }

    private func party(
        _ breach: DeadlineRule.Breach, _ deadline: DeadlineState, _ holder: OfficeID, _ file: CaseFile
    ) -> OfficeID? {
        switch breach {
        case .notifySuperior: context.offices.profile(holder)?.superior
        case .notifyProcuratorate:
            hasRow(telling: .procuratorate, of: deadline)
                ? nil : context.offices.profile(holder)?.sameLevelProcuratorate
        case .notifyLead: file.facts["lead"]?.string.flatMap { OfficeID($0) } ?? file.owner
        case .policeOverdue, .flagLate, .closeBySilence: nil
        }
    }

    /// Whether a row of the workflow writes to this party at the end of the deadline, in this office or another.
    private func hasRow(telling party: LetterRow.Party, of deadline: DeadlineState) -> Bool {
        let name = deadline.key.split(separator: "/").first.map(String.init) ?? deadline.key
        return Workflow.of(kind).rows.contains { row in
            row.trigger == .rung(name) && row.letters.contains { $0.to.contains(party) }
        }
    }

    /// What a criminal case is about, and what a person did, is sealed.
    private var isSealedHere: Bool { kind == .handoff || file?.isAboutPerson ?? false }

    private func canOpenSealed(_ office: OfficeID) -> Bool {
        guard context.offices.isSealing(at: context.machineNow) else { return true }
        return context.offices.office(office)?.sealReader(at: context.machineNow) != nil
    }

    /// A letter that no row of the workflow writes; its recipients act on nothing, and nobody gets a copy.
    mutating func write(
        _ name: String, to offices: [OfficeID], answers: String, body: JSONValue, _ ids: inout FreshIDs
    ) {
        guard !offices.isEmpty, !isRemembering, let file, let contract = LetterCatalogue.contract(named: name) else {
            return
        }
        let common: JSONValue = [
            "at": .string(context.now.description), "state": .string(file.state),
            "recipients": CaseFile.texts(offices), "cc": [],
        ]
        letters.append(
            LetterDraft(
                id: ids.next(), type: contract.type, caseID: id, subject: file.subject, destination: .offices(offices),
                body: body.merging(common), classification: file.isAboutPerson ? .sensitivePI : contract.classification,
                isSealed: isSealedHere, answers: answers, cause: cause, ordinal: letters.count))
    }
}

extension CaseFile {
    /// Whether this office has heard of the case by the ends that passed in it, and by nothing else: whoever tells it what
    /// the case is opens it here.
    var isKnownAsOverdueAlone: Bool {
        let letters = facts["letters"]?.object ?? []
        return facts[CaseFile.overdueEvent] != nil && letters.allSatisfy { $0.name == CaseFile.overdueEvent }
    }

    /// The event by which a case is told to be overdue.
    package static let overdueEvent = "overdueReported"

    /// A letter of the case; nil when none was written or heard. Whoever is a party knows one.
    var lastLetter: String? { facts["letters"]?.object?.last?.value.string }
}
