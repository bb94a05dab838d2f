import Contracts

extension Decision {
    /// One document for all its addressees: only fields of the type's contract leave the office.
    func draft(
        _ letter: LetterRow, _ row: Transition, _ act: Act, _ place: Place, _ dues: [JSONValue]
    ) throws(Refusal) -> LetterDraft? {
        guard let contract = LetterCatalogue.contract(for: letter.type), let file else {
            preconditionFailure("a row names a letter without contract")
        }
        let (recipients, copies) = addressees(letter, contract, act, file)
        guard letter.isForAll || !recipients.isEmpty, isGiven(letter, act) else { return nil }
        let body = try checked(
            body(letter, contract, row, act, file, dues)
                .setting("recipients", CaseFile.texts(recipients)).setting("cc", CaseFile.texts(copies)), contract)
        let destination: LetterDraft.Destination =
            switch contract.carrier {
            case .direct: .offices(recipients + copies)
            case .broadcast(let topic): .broadcast(topic, key: file.subject)
            }
        return LetterDraft(
            id: place.letterID, type: letter.type, caseID: id, subject: file.subject, destination: destination,
            body: body,
            classification: classification(contract, file),
            isSealed: contract.mustBeSealed(isAboutPerson: file.isAboutPerson), answers: place.answers, cause: cause,
            ordinal: letters.count)
    }

    /// What says who a person is and what he did is sensitive between offices; what all may see is of tokens and masks.
    private func classification(_ contract: LetterContract, _ file: CaseFile) -> Classification {
        switch contract.carrier {
        case .direct: file.isAboutPerson ? .sensitivePI : contract.classification
        case .broadcast: contract.classification
        }
    }

    /// The letter that another answers; asked before that one's own event is recorded.
    func answered(_ letter: LetterRow, _ row: Transition, _ act: Act) -> String {
        let letters = file?.facts["letters"]
        switch letter.answers {
        case .events(let names): return names.lazy.compactMap { letters?[$0]?.string }.first ?? ""
        case .lastOfPart:
            let part = row.part(of: act.office, act.content, at: context.own.id)
            let last = part.flatMap { file?.facts["parts"]?[$0]?["letter"]?.string }
            return last ?? letters?["sent"]?.string ?? ""
        }
    }

    private func isGiven(_ letter: LetterRow, _ act: Act) -> Bool {
        guard let given = letter.given else { return true }
        return act.content[given.name]?.array?.contains(given.value) ?? false
    }

    private func body(
        _ letter: LetterRow, _ contract: LetterContract, _ row: Transition, _ act: Act, _ file: CaseFile,
        _ dues: [JSONValue]
    ) -> JSONValue {
        var body: JSONValue = [
            "event": .string(letter.tells ?? row.event), "at": .string(act.at.description),
            "state": .string(file.state),
            "due": .array(dues),
        ]
        for field in contract.fields {
            let fixed = letter.fixed.first { $0.name == field.name }?.value
            // Only a letter that says what the case is draws on the case beyond its own content.
            let drawn = contract.opensCase || row.recording == .top ? stored(field.name, file) : nil
            // Files of the draft go with those that the act itself brings: the case has both by now.
            let given = field == LetterFields.files ? drawn ?? act.content[field.name] : act.content[field.name]
            guard let value = fixed ?? given ?? drawn else { continue }
            body = body.setting(field.name, value)
        }
        return body
    }

    private func stored(_ name: String, _ file: CaseFile) -> JSONValue? {
        switch name {
        case "approver": file.facts["approved"]?["officerName"]
        case "approvedAt": file.facts["approved"]?["at"]
        default: file.facts[name]
        }
    }

    private func addressees(
        _ letter: LetterRow, _ contract: LetterContract, _ act: Act, _ file: CaseFile
    ) -> (recipients: [OfficeID], copies: [OfficeID]) {
        let own = context.own
        let settled = letter.settledBy.map { file.offices(in: $0) } ?? []
        let recipients = CaseFile.distinct(letter.to.flatMap { offices($0, act, file) }.filter { $0 != own.id })
            .filter { !settled.contains($0) }
        var copies = letter.cc.flatMap { offices($0, act, file) }
        switch contract.owedCopy {
        case .none: copies += letter.isForParties ? file.copies : []
        case .sameLevelProcuratorate: copies += own.sameLevelProcuratorate.map { [$0] } ?? []
        }
        if contract.owedCopy != .none { copies += file.copies }
        copies = CaseFile.distinct(copies.filter { $0 != own.id && !recipients.contains($0) && !settled.contains($0) })
        // Only those who had a copy still have to act.
        return recipients.isEmpty && !settled.isEmpty ? (copies, []) : (recipients, copies)
    }

    private func offices(_ party: LetterRow.Party, _ act: Act, _ file: CaseFile) -> [OfficeID] {
        let own = context.own
        let one: OfficeID? =
            switch party {
            case .recipients, .otherRecipients, .recipientsIn: nil
            case .fact(let name): file.facts[name]?.string.flatMap { OfficeID($0) }
            case .opener: file.owner
            case .procuratorate: own.sameLevelProcuratorate
            case .police: own.sameLevelPolice
            case .superior: file.superior(for: act)
            case .ownSuperior: own.superior
            case .named(let field): act.content[field]?.string.flatMap { OfficeID($0) }
            }
        switch party {
        case .recipients: return file.recipients
        case .otherRecipients: return file.recipients.filter { $0 != act.office }
        case .recipientsIn(let state):
            return file.recipients.filter { file.state(ofPart: $0.description) == state }
        case .opener, .procuratorate, .police, .superior, .ownSuperior, .named, .fact: return one.map { [$0] } ?? []
        }
    }

    /// A letter that its own contract would refuse never leaves, nor one that tells everyone a person's number.
    private func checked(_ body: JSONValue, _ contract: LetterContract) throws(Refusal) -> JSONValue {
        var check = BodyCheck(unknown: .refused)
        let checked = check.read(body, contract.allFields)
        if let first = check.faults.first {
            let words = check.faults.map { "\($0.path)：\($0.words)" }.joined(separator: "；")
            throw context.refusal(first.code, "“\(contract.title)”内容不完整：\(words)", field: first.path)
        }
        guard case .broadcast = contract.carrier,
            let (field, finding) = BroadcastPrivacy.finding(in: checked, contract.fields)
        else { return checked }
        throw context.refusal(
            finding.reasonCode, "“\(field)”中有\(finding.kind.name)（\(finding.excerpt)），不得向全体单位发送", field: field)
    }
}

/// What is settled of a letter before its event is recorded.
struct Place {
    let letterID: LetterID
    let answers: String
}

extension CaseFile {
    /// Whether its subject is a person; a sole trader is one.
    var isAboutPerson: Bool { LetterContract.isAboutPerson(facts) }

    /// The offices that the entries of a list of the case name as theirs.
    func offices(in list: String) -> Set<OfficeID> {
        Set((facts[list]?.array ?? []).compactMap { $0["office"]?.string.flatMap { OfficeID($0) } })
    }

    /// The superior that takes part in what an act is about: in a dispute about one part, whom that dispute names, if the
    /// two sides have one in common. Another part's superior knows nothing of it.
    func superior(for act: Act) -> OfficeID? {
        superior(ofPart: act.content["office"]?.string ?? act.office.description)
    }

    /// The same by the part.
    func superior(ofPart part: String) -> OfficeID? {
        let contested = facts["parts"]?[part]?["jurisdictionContested"]
        return (contested ?? facts)["superior"]?.string.flatMap { OfficeID($0) }
    }

    static func texts(_ offices: [OfficeID]) -> JSONValue { .array(offices.map { .string($0.description) }) }

    /// Each once, in order.
    static func distinct(_ offices: [OfficeID]) -> [OfficeID] {
        offices.reduce(into: []) { kept, office in
            if !kept.contains(office) { kept.append(office) }
        }
    }
}
