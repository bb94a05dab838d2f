import Contracts

extension Decision {
    /// One document for all its addressees: only fields of the type's contract leave the office.
    func draft(
        _ letter: LetterRow, _ row: Transition, _ act: Act, _ letterID: LetterID, _ dues: [JSONValue]
    ) throws(Refusal) -> LetterDraft {
        guard let contract = LetterCatalogue.contract(for: letter.type), let file else {
            preconditionFailure("a row names a letter without contract")
        }
        let (recipients, copies) = addressees(letter, contract, act, file)
        let body = try checked(
            body(letter, contract, row, act, file, dues)
                .setting("recipients", CaseFile.texts(recipients)).setting("cc", CaseFile.texts(copies)), contract)
        let destination: LetterDraft.Destination =
            switch contract.carrier {
            case .direct: .offices(recipients + copies)
            case .broadcast(let topic): .broadcast(topic, key: file.subject)
            }
        return LetterDraft(
            id: letterID, type: letter.type, caseID: id, subject: file.subject, destination: destination, body: body,
            classification: contract.classification, answers: answered(letter, file), cause: cause,
            ordinal: letters.count)
    }

    private func answered(_ letter: LetterRow, _ file: CaseFile) -> String {
        letter.answers.lazy.compactMap { file.facts["letters"]?[$0]?.string }.first ?? ""
    }

    private func body(
        _ letter: LetterRow, _ contract: LetterContract, _ row: Transition, _ act: Act, _ file: CaseFile,
        _ dues: [JSONValue]
    ) -> JSONValue {
        var body: JSONValue = [
            "event": .string(row.event), "at": .string(act.at.description), "state": .string(file.state),
            "due": .array(dues),
        ]
        for field in contract.fields {
            let fixed = letter.fixed.first { $0.name == field.name }?.value
            // Only a letter that says what the case is draws on the case beyond its own content.
            let drawn = contract.opensCase || row.recording == .top ? stored(field.name, file) : nil
            guard let value = fixed ?? act.content[field.name] ?? drawn else { continue }
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
        var recipients: [OfficeID]
        var copies = file.copies
        switch letter.to {
        case .recipients: recipients = file.recipients
        case .opener: recipients = [file.owner]
        case .procuratorate: recipients = own.sameLevelProcuratorate.map { [$0] } ?? []
        case .procuratorateAndRecipients:
            recipients = own.sameLevelProcuratorate.map { [$0] } ?? []
            copies += file.recipients
        case .police: recipients = own.sameLevelPolice.map { [$0] } ?? []
        case .openerAndForwarded:
            recipients = [file.owner] + (act.content["forwardedTo"]?.string.flatMap { OfficeID($0) }.map { [$0] } ?? [])
        case .listeners: return ([], [])
        }
        switch contract.owedCopy {
        case .none: if letter.to != .recipients { copies = [] }
        case .sameLevelProcuratorate: copies += own.sameLevelProcuratorate.map { [$0] } ?? []
        }
        recipients = CaseFile.distinct(recipients.filter { $0 != own.id })
        return (recipients, CaseFile.distinct(copies.filter { $0 != own.id && !recipients.contains($0) }))
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

extension CaseFile {
    static func texts(_ offices: [OfficeID]) -> JSONValue { .array(offices.map { .string($0.description) }) }

    /// Each once, in order.
    static func distinct(_ offices: [OfficeID]) -> [OfficeID] {
        offices.reduce(into: []) { kept, office in
            if !kept.contains(office) { kept.append(office) }
        }
    }
}
