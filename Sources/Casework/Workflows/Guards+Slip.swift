import Contracts

/// What rows of a slip ask (practice 2).
package enum SlipGuard: String, CaseIterable, Hashable, Sendable {
    /// The ledger gave a number.
    case numberGiven
    /// The matter stands in the agency's catalogue for the type; for other matters it is written out.
    case matterKnown
    /// Each party has a code or token of its own kind, and stands once.
    case partiesSound
    /// Whoever wrote, revised or submitted it does not review it.
    case reviewerIsNotAuthor
}

extension Attempt {
    func checkSlip(_ condition: SlipGuard) throws(Refusal) {
        switch condition {
        case .numberGiven: try checkNumber()
        case .matterKnown: try checkMatter()
        case .partiesSound: try checkSlipParties()
        case .reviewerIsNotAuthor: try checkAuthors()
        }
    }

    private func checkNumber() throws(Refusal) {
        guard known("number")?["serial"]?.integer == nil else { return }
        throw refuse("NUMBER_UNAVAILABLE", "没有取得抄告单编号，请重试")
    }

    private func checkMatter() throws(Refusal) {
        let type = known("slipType")?.string ?? ""
        guard type != "other" else {
            guard known("matter")?.string == nil else { return }
            throw refuse("FIELD_MISSING", "其他情况抄告须写明涉嫌违法事项", field: "matter")
        }
        let matters = context.rules.slipMatters(type, agency: own.agency, on: context.today)
        let code = known("matterCode")?.string ?? ""
        guard !matters.contains(where: { $0.code == code }) else { return }
        let choices = matters.map { "\($0.code)（\($0.text)）" }.joined(separator: "、")
        throw refuse("MATTER_UNKNOWN", "事项“\(code)”不在本机关该种抄告的事项目录中；可用：\(choices)", field: "matterCode")
    }

    private func checkSlipParties() throws(Refusal) {
        let parties = known("parties")?.array ?? []
        for (index, party) in parties.enumerated() {
            try checkSubject(party, at: "parties[\(index)]")
            guard let code = party["uscc"] ?? party["personToken"] else { continue }
            let earlier = parties[..<index].compactMap { $0["uscc"] ?? $0["personToken"] }
            guard !earlier.contains(code) else {
                throw refuse("PARTY_TWICE", "同一当事人不得重复列入", field: "parties[\(index)]")
            }
        }
    }

    private func checkAuthors() throws(Refusal) {
        let submitters = (file?.facts["slipSubmitted"]?.array ?? []).compactMap { $0["officer"]?.string }
        let authors = (file?.facts["authors"]?.array ?? []).compactMap(\.string) + submitters
        guard !authors.contains(officer.id) else {
            throw refuse("REVIEWER_IS_AUTHOR", "起草、修改或者提交抄告单的人员不得审核该抄告单，请由其他审核人员审核")
        }
    }
}
